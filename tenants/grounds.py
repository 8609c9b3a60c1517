"""`GROUNDS`: the closed list of legal grounds (法律依据) on which the clock may be started, stopped, moved or ended.

Every entry in a case's ledger names one of these. A ground says since when it holds, by which article, and how well its
text is known (`Mark`): only a text that was read may stop a clock; what is quoted or known by hearsay is shown with
待核实 until somebody has compared it with the official publication. Changing law adds a row; it never edits one.
Source: the articles themselves, in the versions named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from tenants.matter import Mark


class Act(StrEnum):
    """What a ground allows to be done to a clock."""

    RECEIVE = "receive"
    NOTIFY = "notify"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    DEEM_ACCEPTED = "deem_accepted"
    PAUSE = "pause"
    RESTART = "restart"
    EXTEND = "extend"
    DECIDE = "decide"
    ISSUE = "issue"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    STEP = "step"

    @property
    def chinese(self) -> str:
        return _ACTS[self]


_ACTS = {
    Act.RECEIVE: "收件",
    Act.NOTIFY: "一次告知",
    Act.SUPPLEMENT: "补正",
    Act.ACCEPT: "受理",
    Act.REFUSE_ACCEPTANCE: "不予受理",
    Act.DEEM_ACCEPTED: "视为受理",
    Act.PAUSE: "暂停计时",
    Act.RESTART: "恢复计时",
    Act.EXTEND: "延期",
    Act.DECIDE: "决定",
    Act.ISSUE: "制证",
    Act.DELIVER: "送达",
    Act.WITHDRAW: "撤回",
    Act.TERMINATE: "终止",
    Act.STEP: "环节起止",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One article that allows one act.

    `kinds` are the step kinds whose time it takes out of the limit (pauses alone); `words` the deciding words.
    `checked_by` and `checked_on` say who compared a text not read with the official one, and when.
    """

    code: str
    act: Act
    law: str
    article: str
    mark: Mark
    since: date
    until: date | None = None
    kinds: frozenset[str] = frozenset()
    words: str = ""
    checked_by: str = ""
    checked_on: date | None = None

    def __str__(self) -> str:
        if self.mark is Mark.POLICY:
            return Mark.POLICY.chinese
        doubt = "" if self.is_verified else f"（{Mark.KNOWN.chinese}）"
        return f"《{self.law}》{self.article}{doubt}"

    @property
    def is_verified(self) -> bool:
        """Whether the text may be shown as law and carry a pause, a gate or a red card alone."""
        return self.mark is Mark.READ or bool(self.checked_by and self.checked_on)

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on the day; `until` is the last such day."""
        return self.since <= day and (self.until is None or day <= self.until)


_LICENSING = "行政许可法"
_LICENSING_SINCE = date(2004, 7, 1)
_EIGHT = frozenset(
    ("hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review")
)
_OWN = "本系统规则"
_OWN_SINCE = date(2004, 7, 1)


def _licensing(code: str, act: Act, article: str, words: str, kinds: frozenset[str] = frozenset()) -> Ground:
    return Ground(f"licensing-{code}", act, _LICENSING, article, Mark.READ, _LICENSING_SINCE, kinds=kinds, words=words)


def _own(code: str, act: Act, words: str) -> Ground:
    return Ground(f"own-{code}", act, _OWN, "", Mark.POLICY, _OWN_SINCE, words=words)


_LIST = (
    _licensing("32-5-receipt", Act.RECEIVE, "第三十二条第二款", "加盖本行政机关专用印章和注明日期的书面凭证"),
    _licensing("32-4-notice", Act.NOTIFY, "第三十二条第一款第四项", "当场或者在五日内一次告知申请人需要补正的全部内容"),
    _licensing("32-5-supplement", Act.SUPPLEMENT, "第三十二条第一款第五项", "按照本行政机关的要求提交全部补正申请材料"),
    _licensing("32-5", Act.ACCEPT, "第三十二条第一款第五项", "应当受理行政许可申请"),
    _licensing(
        "32-2", Act.REFUSE_ACCEPTANCE, "第三十二条第一款第二项", "即时作出不予受理的决定，并告知向有关行政机关申请"
    ),
    _licensing("32-1", Act.REFUSE_ACCEPTANCE, "第三十二条第一款第一项", "即时告知申请人不受理"),
    _licensing("32-4", Act.DEEM_ACCEPTED, "第三十二条第一款第四项", "逾期不告知的，自收到申请材料之日起即为受理"),
    _licensing("45", Act.PAUSE, "第四十五条", "所需时间不计算在本节规定的期限内", _EIGHT),
    _licensing("45-result", Act.RESTART, "第四十五条", "所需时间书面告知申请人"),
    _licensing("42-1", Act.EXTEND, "第四十二条第一款", "经本行政机关负责人批准，可以延长十日"),
    _licensing("42-2", Act.EXTEND, "第四十二条第二款", "经本级人民政府负责人批准，可以延长十五日"),
    _licensing("38", Act.DECIDE, "第三十八条", "作出准予、不予行政许可的书面决定"),
    _licensing("39", Act.ISSUE, "第三十九条", "颁发加盖本行政机关印章的行政许可证件"),
    _licensing("44", Act.DELIVER, "第四十四条", "自作出决定之日起十日内向申请人颁发、送达"),
    Ground(
        "market-entity-19",
        Act.EXTEND,
        "市场主体登记管理条例",
        "第十九条",
        Mark.READ,
        date(2022, 3, 1),
        words="经登记机关负责人批准，可以再延长3个工作日",
    ),
    Ground(
        "market-entity-18",
        Act.NOTIFY,
        "市场主体登记管理条例实施细则",
        "第十八条",
        Mark.READ,
        date(2022, 3, 1),
        words="将申请材料退还申请人，并一次性告知申请人需要补正的材料",
    ),
    Ground(
        "real-estate-17",
        Act.DEEM_ACCEPTED,
        "不动产登记暂行条例",
        "第十七条",
        Mark.READ,
        date(2015, 3, 1),
        words="未当场书面告知申请人不予受理的，视为受理",
    ),
    Ground(
        "real-estate-17-refusal",
        Act.REFUSE_ACCEPTANCE,
        "不动产登记暂行条例",
        "第十七条",
        Mark.READ,
        date(2015, 3, 1),
        words="应当当场书面告知申请人不予受理并一次性告知需要补正的全部内容",
    ),
    Ground(
        "real-estate-15",
        Act.WITHDRAW,
        "不动产登记暂行条例",
        "第十五条",
        Mark.READ,
        date(2015, 3, 1),
        words="登记机构将申请登记事项记载于不动产登记簿前，申请人可以撤回登记申请",
    ),
    Ground(
        "real-estate-rules-17",
        Act.PAUSE,
        "不动产登记暂行条例实施细则",
        "第十七条",
        Mark.READ,
        date(2016, 1, 1),
        kinds=frozenset(("public_announcement",)),
        words="公告所需时间不计算在登记办理期限内",
    ),
    Ground(
        "building-permit-5",
        Act.PAUSE,
        "建筑工程施工许可管理办法",
        "第五条",
        Mark.READ,
        date(2018, 9, 28),
        kinds=frozenset(("supplement",)),
        words="审批时间可以自证明文件补正齐全后作相应顺延",
    ),
    Ground(
        "drawing-review-12",
        Act.PAUSE,
        "房屋建筑和市政基础设施工程施工图设计文件审查管理办法",
        "第十二条",
        Mark.READ,
        date(2013, 8, 1),
        kinds=frozenset(("drawing_revision",)),
        words="以上时限不包括施工图修改时间和审查机构的复审时间",
    ),
    Ground(
        "environment-assessment",
        Act.PAUSE,
        "建设项目环境影响评价文件审批程序",
        "",
        Mark.QUOTED,
        date(2021, 1, 1),
        kinds=frozenset(("hearing", "expert_review", "testing")),
        words="听证、专家评审、技术评估所需时间不计算在审批期限内",
    ),
    Ground(
        "food-78",
        Act.EXTEND,
        "食品经营许可和备案管理办法",
        "",
        Mark.KNOWN,
        date(2023, 12, 1),
        words="经本行政机关负责人批准，可以延长5个工作日",
    ),
    Ground(
        "social-assistance-57-22",
        Act.EXTEND,
        "最低生活保障审核确认办法",
        "第二十二条",
        Mark.READ,
        date(2021, 7, 1),
        words="特殊情况下，可以延长至45个工作日",
    ),
    Ground(
        "data-sharing-22",
        Act.EXTEND,
        "政务数据共享条例",
        "第二十二条",
        Mark.READ,
        date(2025, 8, 1),
        words="经政务数据共享主管部门同意，可以延长，最长不得超过10个工作日",
    ),
    _own("receipt", Act.RECEIVE, "收件编号、出具回执"),
    _own("acceptance", Act.ACCEPT, "事项类型不是行政许可的，按本事项所引法律受理"),
    _own("refusal", Act.REFUSE_ACCEPTANCE, "不属于受理范围，或者所引法律规定不予受理的"),
    _own("notice", Act.NOTIFY, "一次告知全部需要补正的内容"),
    _own("supplement", Act.SUPPLEMENT, "申请人补交材料"),
    _own("result", Act.RESTART, "特殊环节作出结果"),
    _own("decision", Act.DECIDE, "作出办理结论"),
    _own("issue", Act.ISSUE, "制作结果"),
    _own("delivery", Act.DELIVER, "送达结果"),
    _own("withdrawal", Act.WITHDRAW, "申请人在决定作出前书面撤回申请"),
    _own("termination", Act.TERMINATE, "申请人死亡、终止，或者行政许可因不可抗力无法实施等"),
    _own("gap-lapse", Act.TERMINATE, "容缺材料到期未补"),
    _own("step", Act.STEP, "环节时限"),
)


def by_code(grounds: Iterable[Ground]) -> Mapping[str, Ground]:
    """The grounds by their codes."""
    return MappingProxyType({ground.code: ground for ground in grounds})


GROUNDS: Mapping[str, Ground] = by_code(_LIST)
"""The closed list by code. A tenant adds its own checked grounds (地方性法规) with `by_code`."""
