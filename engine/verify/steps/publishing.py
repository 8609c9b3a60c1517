"""发布: what the gate says of a drawing with a special step; what is refused is not published."""

from engine.verify.generated import SpecialStep
from engine.verify.grammar import Unmet, expect_told, step
from engine.verify.hall import Hall
from engine.verify.values import BadValue
from tenants.step_kinds import KINDS

BASIS = "《城市道路管理条例》第三十三条"
"""A basis for a step where the scenario does not speak of one."""


def _kind(name: str) -> str:
    found = next((kind.code for kind in KINDS.values() if kind.name == name and kind.special), "")
    if not found:
        raise BadValue(f"没有特殊环节“{name}”；有：{'、'.join(each.name for each in KINDS.values() if each.special)}。")
    return found


def _length(hall: Hall, days: int = 0) -> tuple[int, str]:
    promised = hall.wanted.limit("promised") or (10, "workingDay")
    return (days or min(3, promised[0]), "workingDay")


@step('发布含特殊环节"集体讨论"且无法定依据的流程', words="流程图里有这个特殊环节，没有写法定依据，提交发布")
def without_basis(hall: Hall, name: str) -> None:
    hall.submit(SpecialStep(_kind(name), _length(hall)))


@step('发布含特殊环节"专家评审"8工作日的流程', words="流程图里有这个特殊环节和时限，有法定依据，提交发布")
def with_limit(hall: Hall, name: str, days: str) -> None:
    hall.submit(SpecialStep(_kind(name), _length(hall, int(days)), BASIS))


@step('发布被拒绝,原因"特殊环节无法定依据"', '发布被拒绝,原因包含"特殊环节无法定依据"', words="发布关口拒绝，说明原因")
def refused(hall: Hall, reason: str) -> None:
    _refused(hall, reason)


@step("发布被拒绝", words="发布关口拒绝")
def refused_somehow(hall: Hall) -> None:
    _refused(hall, "")


@step("发布成功", words="发布关口准许，已经发布")
def accepted(hall: Hall) -> None:
    if hall.findings:
        raise Unmet("发布", "成功", "；".join(hall.findings))


@step('特殊环节"专家评审"12工作日无例外说明', words="只用在“……被拒绝”里：特殊环节这么久，没有记录例外", tried=True)
def too_long(hall: Hall, name: str, days: str) -> None:
    with_limit(hall, name, days)
    hall.refuse_findings()


@step(
    '特殊环节"现场勘察"标记为"不计入时限"而未引用专门法条',
    '特殊环节"现场勘察"标记为"不计入时限"',
    words="只用在“……被拒绝”里：特殊环节标为不计入时限，只引用了一般的依据",
    tried=True,
)
def pauses_without_law(hall: Hall, name: str, mark: str) -> None:
    if mark not in ("不计入时限", "不计时"):
        raise BadValue(f"标记“{mark}”应为“不计入时限”。")
    hall.submit(SpecialStep(_kind(name), _length(hall), "《行政许可法》第三十四条", counts=False))
    hall.refuse_findings()


@step('特殊环节"集体讨论"无法定依据', words="只用在“……被拒绝”里：特殊环节没有写法定依据", tried=True)
def basis_missing(hall: Hall, name: str) -> None:
    without_basis(hall, name)
    hall.refuse_findings()


@step(
    '"专家评审"8工作日引用"行政许可法第四十五条"及评审依据条款的流程发布成功',
    '特殊环节"专家评审"8工作日引用"行政许可法第四十五条"的流程发布成功',
    words="时限不超过承诺、依据齐全的特殊环节，可以发布",
)
def published(hall: Hall, name: str, days: str, article: str) -> None:
    law, _, rest = article.partition("第")
    basis = f"《{law}》第{rest}" if rest else article
    hall.submit(SpecialStep(_kind(name), _length(hall, int(days)), f"{basis}、{BASIS}"))
    accepted(hall)


@step("依据显示在办事指南", words="办事指南写明特殊环节的依据")
def in_guide(hall: Hall) -> None:
    special = hall.wanted.special
    shown = [
        node.step.legal_basis
        for node in hall.terms().model.diagram.nodes()
        if node.step.kind == (special.kind if special else "")
    ]
    if not special or special.basis not in shown:
        raise Unmet("办事指南里的依据", special.basis if special else "有", "、".join(shown) or "没有")


def _refused(hall: Hall, reason: str) -> None:
    if not hall.findings:
        raise Unmet("发布", "被拒绝", "已发布")
    if reason:
        expect_told("发布被拒绝的原因", reason, "；".join(hall.findings))
