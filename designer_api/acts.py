"""办理其他事项: which acts beside the steps are open to somebody on a case now, and how what was filled in becomes a
command. Pure. Pages and the API offer the same acts from here; whether one is allowed the core alone says.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from designer_api.pages import words
from engine.cases import commands as c
from engine.cases.cards import CaseCard
from engine.cases.case import Case, Status, Step
from engine.cases.commands import Limit, Unit
from engine.cases.later import LEVELS
from engine.cases.special import needs_notice
from engine.cases.terms import Terms
from engine.legal_clock import read_instant
from engine.refusal import OWN_RULE, Refusal
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, may_accept, may_review, may_supervise

Values = Mapping[str, tuple[str, ...]]
"""What was filled in: every name with its entries."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act: text, area, number, moment, one (of `choices`), many (of them) or yes. `value` is what it
    holds to begin with, `hint` what helps to fill it in."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    value: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that is open now: its code, its name, what it means, what must be filled in, how the button says it."""

    code: str
    name: str
    words: str
    fields: tuple[Field, ...]
    button: str
    danger: bool = False

    def holding(self, values: Values) -> "Offer":
        """The same with what somebody has filled in already."""
        return replace(
            self, fields=tuple(replace(each, value=values.get(each.name, each.value)) for each in self.fields)
        )


@dataclass(frozen=True, slots=True)
class Sight:
    """What the acts are offered from: the case as it stands, who looks, its terms, its cards, the moment."""

    case: Case
    actor: Actor
    terms: Terms
    cards: tuple[CaseCard, ...]
    now: datetime

    @property
    def reviews(self) -> bool:
        return may_review(self.actor)

    @property
    def at_window(self) -> bool:
        return may_accept(self.actor) and CENTRE in self.actor.departments

    @property
    def under_review(self) -> bool:
        """Accepted, and not decided yet."""
        return self.case.is_open and self.case.accepted_at is not None and self.case.decided_at is None


class Unreadable(Exception):
    """A value that cannot be read; carries what to tell."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what was filled in."""

    values: Values

    def text(self, name: str) -> str:
        return next((each.strip() for each in self.values.get(name, ())), "")

    def many(self, name: str) -> tuple[str, ...]:
        return tuple(each.strip() for each in self.values.get(name, ()) if each.strip())

    def yes(self, name: str) -> bool:
        return self.text(name) not in ("", "否", "false", "0")

    def names(self, name: str) -> tuple[str, ...]:
        text = self.text(name)
        for separator in ("，", "、", "；", ";", "\n", " "):
            text = text.replace(separator, ",")
        return tuple(each.strip() for each in text.split(",") if each.strip())

    def whole(self, name: str, label: str) -> int:
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            raise Unreadable(Refusal("number", f"“{label}”应为整数，现为“{text}”。", OWN_RULE, "请填写整数。"))
        return int(text)

    def limit(self) -> Limit:
        unit = self.text("unit") or Unit.WORKING_DAY.value
        if unit not in {each.value for each in Unit}:
            raise Unreadable(Refusal("unit", f"“{unit}”不是时限单位。", OWN_RULE, "请选择工作日或自然日。"))
        return Limit(self.whole("amount", "时间"), Unit(unit))

    def moment(self, name: str, label: str) -> datetime:
        found = read_instant(self.text(name).replace("T", " "))
        if isinstance(found, Refusal):
            advice = "请填写日期和时间，例如 2026-03-10 09:00。"
            raise Unreadable(Refusal("moment", f"“{label}”应为日期和时间。", OWN_RULE, advice))
        return found


@dataclass(frozen=True, slots=True)
class _Act:
    code: str
    offer: Callable[[Sight], Offer | None]
    make: Callable[[Sight, Reader], c.Command]


def offers(sight: Sight) -> tuple[Offer, ...]:
    """What is open to this person on this case now, in the order of the trade."""
    return tuple(offer for act in ACTS if (offer := act.offer(sight)) is not None)


def command_of(sight: Sight, code: str, values: Values) -> c.Command | Refusal | None:
    """The command an act amounts to; a refusal where a value cannot be read, None where there is no such act."""
    act = next((each for each in ACTS if each.code == code), None)
    if act is None:
        return None
    try:
        return act.make(sight, Reader(values))
    except Unreadable as unreadable:
        return unreadable.refusal


UNITS = tuple(Choice(unit.value, unit.chinese) for unit in (Unit.WORKING_DAY, Unit.NATURAL_DAY))
_TELL = Field("told", "已把所需时间书面告知申请人", "yes", "没有书面告知的，计时不停", required=False)


def _start(sight: Sight) -> Offer | None:
    case, terms = sight.case, sight.terms
    if not (sight.reviews and sight.under_review) or terms.is_instant:
        return None
    kinds = tuple(Choice(kind.code, kind.name) for kind in terms.kinds.values() if kind.special)
    parties = tuple(Choice(each, terms.departments.get(each, each)) for each in terms.working_departments)
    fields = [
        Field("kind", "特殊环节", "one", choices=kinds),
        Field("amount", "需要多少时间", "number"),
        Field("unit", "单位", "one", choices=UNITS, value=(Unit.WORKING_DAY.value,)),
        _TELL,
        Field("basis", "法定依据", hint="环节类型本身有依据的可不填", required=False),
    ]
    if len(case.steps) > 1:
        branches = tuple(Choice(str(step.token), step.name) for step in case.steps.values() if not step.special)
        whole = (Choice("", "整个办件"), *branches)
        fields.append(Field("token", "属于哪个并联分支", "one", "只停该分支的计时", choices=whole, required=False))
    if len(parties) > 1:
        fields.append(Field("parties", "共同进行的部门", "many", "全部签字后才能登记结果", parties, required=False))
    return Offer(
        "start-special", "开始特殊环节", "现场勘察、专家评审、听证等。只有法律规定的才停止计时。", tuple(fields), "开始"
    )


def _make_start(sight: Sight, given: Reader) -> c.Command:
    token = given.text("token")
    return c.StartSpecial(
        given.text("kind"),
        given.limit(),
        given.yes("told"),
        basis=given.text("basis"),
        token=int(token) if token.isascii() and token.isdigit() and len(token) < 7 else None,
        parties=given.many("parties"),
    )


def _tell(sight: Sight) -> Offer | None:
    steps = [step for step in sight.case.steps.values() if needs_notice(sight.case, step, sight.terms)]
    if not steps or not sight.reviews:
        return None
    due = steps[0].due
    fields = (
        Field("token", "环节", "one", choices=tuple(Choice(str(step.token), step.name) for step in steps)),
        Field("amount", "所需时间", "number", value=(str(due.amount),) if due else ()),
        Field("unit", "单位", "one", choices=UNITS, value=(due.unit if due else Unit.WORKING_DAY.value,)),
        replace(_TELL, required=True),
    )
    return Offer(
        "tell-special", "书面告知所需时间", "告知申请人特殊环节需要多久；自告知之日起计时暂停。", fields, "登记告知"
    )


def _make_tell(sight: Sight, given: Reader) -> c.Command:
    step = sight.case.step(given.whole("token", "环节"))
    kind = step.kind if step is not None else ""
    return c.StartSpecial(kind, given.limit(), given.yes("told"), token=given.whole("token", "环节"))


def _open_specials(sight: Sight) -> tuple[Choice, ...]:
    """The special steps under way whose result is registered here, not at a step of the diagram."""
    steps: Mapping[int, Step] = sight.case.steps
    return tuple(
        Choice(special.id, special.name)
        for special in sight.case.specials.values()
        if special.token is None or special.token not in steps or not steps[special.token].special
    )


def _finish(sight: Sight) -> Offer | None:
    choices = _open_specials(sight)
    if not choices or not sight.reviews:
        return None
    kinds = {sight.case.specials[each.value].kind for each in choices}
    outcomes = tuple(dict.fromkeys(name for kind in kinds for name in sight.terms.kinds[kind].outcomes))
    fields = (
        Field("special", "特殊环节", "one", choices=choices),
        Field("outcome", "结论", "one", choices=tuple(Choice(each, each) for each in outcomes)),
        Field("staff", "参加人员", hint="用顿号分开；会签的部门不用再填", required=False),
        Field("signatures", "已签字的人", hint="用顿号分开", required=False),
        Field("opinion", "意见", "area", required=False),
    )
    return Offer("finish-special", "登记特殊环节结果", "参加人员都签了字才能登记；次日恢复计时。", fields, "登记结果")


def _make_finish(sight: Sight, given: Reader) -> c.Command:
    return c.FinishSpecial(
        given.text("special"),
        given.text("outcome"),
        given.names("staff"),
        given.names("signatures"),
        given.text("opinion"),
    )


def _sign(sight: Sight) -> Offer | None:
    mine = sight.actor.departments
    waiting = [special for special in sight.case.specials.values() if mine & set(special.unsigned)]
    if not waiting or not sight.reviews:
        return None
    choices = tuple(Choice(special.id, special.name) for special in waiting)
    fields = (Field("special", "特殊环节", "one", choices=choices), Field("opinion", "意见", "area", required=False))
    return Offer("sign-special", "会签", "代表本部门在共同进行的特殊环节上签字。", fields, "签字")


def _renew(sight: Sight) -> Offer | None:
    pausing = tuple(Choice(each.id, each.name) for each in sight.case.specials.values() if each.pauses)
    if not pausing or not sight.reviews:
        return None
    fields = (
        Field("special", "特殊环节", "one", choices=pausing),
        Field("amount", "还需多少时间", "number"),
        Field("unit", "单位", "one", choices=UNITS, value=(Unit.WORKING_DAY.value,)),
        Field("approved_by", "批准人"),
        replace(_TELL, required=True),
    )
    return Offer(
        "renew-special", "再次告知所需时间", "原来告知的时间不够的，经批准再次书面告知。", fields, "登记再次告知"
    )


def _hearing(sight: Sight) -> Offer | None:
    if not (sight.reviews and sight.under_review) or sight.terms.is_instant:
        return None
    fields = (
        Field("told", "告知听证权利的时间", "moment", "被告知之日起五日内可以申请"),
        Field("applied", "申请人申请听证的时间", "moment", "申请之日起二十个工作日内组织"),
        Field("held", "举行听证的时间", "moment", "须在七个工作日前通知"),
        Field("chair", "主持人", hint="不得是审查本申请的人"),
    )
    return Offer(
        "hearing", "通知听证", "登记听证的三个时间和主持人（行政许可法第四十七条、第四十八条）。", fields, "登记通知"
    )


def _extend(sight: Sight) -> Offer | None:
    rule = sight.terms.regime(sight.case.received_at).extension
    if rule is None or not sight.under_review or sight.case.extended or sight.terms.is_instant:
        return None
    if not (sight.reviews or sight.at_window):
        return None
    office = rule.approver.chinese
    fields = (
        Field("amount", f"延长多少（最多{rule.most}）", "number", value=(str(rule.most.amount),)),
        Field("office", "批准的机关", "one", choices=(Choice(rule.approver.value, office), Choice("", "其他人员"))),
        Field("approved_by", "批准人"),
        Field("reasons", "延长的理由", "area"),
        Field("told", "已把理由书面告知申请人", "yes"),
        Field("promise_too", "批准书写明承诺时限一并顺延", "yes", required=False),
    )
    told = f"须经{office}在到期前批准，只能一次（{rule.most.basis}）。"
    return Offer("extend", "延期", told, fields, "登记延期")


def _make_extend(sight: Sight, given: Reader) -> c.Command:
    rule = sight.terms.regime(sight.case.received_at).extension
    unit = rule.most.unit if rule else Unit.WORKING_DAY
    office = next((each for each in c.Approver if each.value == given.text("office")), None)
    return c.Extend(
        Limit(given.whole("amount", "延长多少"), unit),
        office,
        given.text("approved_by"),
        given.text("reasons"),
        given.yes("told"),
        promise_too=given.yes("promise_too"),
    )


def _gap(sight: Sight) -> Offer | None:
    if not sight.case.gaps or not sight.case.is_open or not sight.at_window:
        return None
    until = f"最迟 {words.day(sight.case.gap_due.day, sight.terms.calendar)}" if sight.case.gap_due else ""
    fields = (Field("supplied", "已补交的材料", "many", choices=tuple(Choice(each, each) for each in sight.case.gaps)),)
    return Offer("supply-gap", "容缺补交", until, fields, "登记补交")


def _notify(sight: Sight) -> Offer | None:
    if sight.case.status is not Status.SUPPLEMENTING or not sight.at_window:
        return None
    fields = (Field("defects", "需要补正的内容", "area", "每行一项；不能提出收件时已经可见的新问题"),)
    return Offer("notify", "再次告知补正", "只能就前次告知的内容再次告知。", fields, "出具告知")


def _terminate(sight: Sight) -> Offer | None:
    if not (sight.reviews and sight.case.is_open):
        return None
    grounds = [Choice("own-termination", "申请人死亡、终止，或者许可无法实施等")]
    if sight.case.gaps:
        grounds.append(Choice("own-gap-lapse", "容缺材料到期未补"))
    fields = (Field("ground", "情形", "one", choices=tuple(grounds)), Field("reason", "理由", "area"))
    return Offer(
        "terminate", "终止办理", "办件不作决定而结束，不能恢复；须书面告知申请人。", fields, "终止办理", danger=True
    )


def _check(sight: Sight) -> Offer | None:
    case = sight.case
    may = sight.reviews or may_supervise(sight.actor)
    if not (case.pledged and case.decided_at is not None and case.pledge_checked_at is None and may):
        return None
    until = f"最迟 {words.day(case.pledge_due.day, sight.terms.calendar)}。" if case.pledge_due else ""
    fields = (
        Field("kept", "核查结论", "one", choices=(Choice("是", "承诺属实"), Choice("否", "承诺不实"))),
        Field("findings", "核查情况", "area"),
    )
    told = f"{until}不实的，撤销决定并记入信用记录，修复之前不再适用告知承诺。"
    return Offer("check-pledge", "告知承诺核查", told, fields, "登记核查")


def _rate(sight: Sight) -> Offer | None:
    if sight.case.decided_at is None or not sight.actor.has(Role.WINDOW_CLERK, Role.EXIT_CLERK):
        return None
    levels = tuple(Choice(each, each) for each in LEVELS)
    fields = (
        Field("level", "评价", "one", choices=levels),
        Field("named", "实名", "yes", required=False),
        Field("words", "申请人的话", "area", required=False),
    )
    return Offer("rate", "登记评价", "申请人自愿作出的评价；差评生成工单。", fields, "登记评价")


def _order(code: str, name: str, told: str, field: Field, button: str, ready: str) -> _Act:
    """An act on the orders of bad ratings; `ready`: which of them wait for it."""

    def offer(sight: Sight) -> Offer | None:
        may = may_supervise(sight.actor) or sight.reviews or sight.at_window or sight.actor.has(Role.EXIT_CLERK)
        waiting = [order for order in sight.case.orders.values() if order.closed_at is None and _waits(order, ready)]
        if not waiting or not may:
            return None
        orders = tuple(Choice(order.id, f"{order.level}（{words.moment(order.at)}）") for order in waiting)
        fields = (Field("order", "差评", "one", choices=orders), *((field,) if field.name else ()))
        return Offer(code, name, told, fields, button)

    def make(sight: Sight, given: Reader) -> c.Command:
        order, text = given.text("order"), given.text(field.name) if field.name else ""
        made: dict[str, c.Command] = {
            "call-back": c.CallBack(order, text),
            "rectify": c.Rectify(order, text),
            "answer-rating": c.AnswerRating(order, text),
            "close-order": c.CloseOrder(order),
        }
        return made[code]

    return _Act(code, offer, make)


def _waits(order: object, ready: str) -> bool:
    return not getattr(order, ready) if ready else bool(getattr(order, "told_at", None))


def _revoke(sight: Sight) -> Offer | None:
    standing = tuple(Choice(card.key, card.name) for card in sight.cards if not card.revoked)
    if not standing or not may_supervise(sight.actor):
        return None
    fields = (Field("card", "牌", "one", choices=standing), Field("reason", "撤销的理由", "area"))
    return Offer("revoke-card", "撤销黄牌、红牌", "牌不删除，撤销和理由一并留在记录里。", fields, "撤销", danger=True)


def _repair(sight: Sight) -> Offer | None:
    if not sight.case.discredited or not may_supervise(sight.actor):
        return None
    fields = (Field("reason", "修复的理由", "area"),)
    return Offer("repair-credit", "信用修复", "修复之后，申请人可以再适用告知承诺。", fields, "登记修复")


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


ACTS: tuple[_Act, ...] = (
    _Act("tell-special", _tell, _make_tell),
    _Act("finish-special", _finish, _make_finish),
    _Act("sign-special", _sign, lambda _, given: c.SignSpecial(given.text("special"), given.text("opinion"))),
    _Act(
        "renew-special",
        _renew,
        lambda _, given: c.RenewSpecial(
            given.text("special"), given.limit(), given.yes("told"), given.text("approved_by")
        ),
    ),
    _Act("supply-gap", _gap, lambda _, given: c.SupplyGap(given.many("supplied"))),
    _Act("notify", _notify, lambda _, given: c.Notify(tuple(_lines(given.text("defects"))))),
    _Act("start-special", _start, _make_start),
    _Act(
        "hearing",
        _hearing,
        lambda _, given: c.SetHearing(
            given.moment("told", "告知听证权利的时间"),
            given.moment("applied", "申请听证的时间"),
            given.moment("held", "举行听证的时间"),
            given.text("chair"),
        ),
    ),
    _Act("extend", _extend, _make_extend),
    _Act("check-pledge", _check, lambda _, given: c.CheckPledge(given.yes("kept"), given.text("findings"))),
    _Act("rate", _rate, lambda _, given: c.Rate(given.text("level"), given.yes("named"), given.text("words"))),
    _order("call-back", "回访", "回访评价人，核实情况。", Field("note", "回访情况", "area"), "登记回访", "called_back"),
    _order("rectify", "整改", "登记怎么整改的。", Field("measures", "整改情况", "area"), "登记整改", "rectified"),
    _order(
        "answer-rating",
        "反馈评价人",
        "整改之后把情况告知评价人。",
        Field("answer", "反馈内容", "area"),
        "登记反馈",
        "told_at",
    ),
    _order("close-order", "关闭差评工单", "反馈评价人之后才能关闭。", Field("", ""), "关闭工单", ""),
    _Act("revoke-card", _revoke, lambda _, given: c.RevokeCard(given.text("card"), given.text("reason"))),
    _Act("repair-credit", _repair, lambda _, given: c.RepairCredit(given.text("reason"))),
    _Act(
        "terminate",
        _terminate,
        lambda _, given: c.Terminate(given.text("reason"), given.text("ground") or "own-termination"),
    ),
)
