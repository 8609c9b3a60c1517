"""A generated centre with one plain matter, for scenarios that name none: received, accepted, handled, delivered.

It is a pack like any other: written as files, read, judged by the gate, published and run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from bpmn.diagram import Diagram, Event, EventKind, Flow, LimitText, Node, Process, StepFacts
from bpmn.document import write_diagram
from bpmn.layout import lay_out
from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, Bundle
from tenants.mandate import Holder, HolderKind, Mandate, Power
from tenants.organisation import BodyKind, Department, Organisation, Post, PostKind
from tenants.pack import Pack
from tenants.people import HeldPost, PersonProfile, Role, Staff
from tenants.registers import Registers
from tenants.step_kinds import KINDS
from tenants.tenant import Level, Settings, TenantProfile

NAME = "甲"
PLAIN = "plain"
"""The code of the matter."""
CENTRE_CODE = "jia"
CENTRE_NAME = "甲县"
_MATTER = """code = "plain"
name = "甲"
type = "{type}"
timing = "{timing}"
kind = "{kind}"
pledge = {pledge}
{known}lead = "office"
basis = ["law"]
statutory = {{ amount = {statutory}, unit = "{statutory_unit}", basis = ["law"] }}
promised = {{ amount = {promised}, unit = "{promised_unit}", basis = ["own"] }}
summary = "场景没有指明事项时所用的普通承诺件。"
audience = ["person"]
separation = false
place = "窗口"
hours = "工作日"
consult_phone = "12345"
complaint_phone = "12345"

[[bases]]
id = "law"
law = "{law}"
article = "{article}"
authority = "{authority}"
mark = "V"

[[bases]]
id = "own"
law = "本中心承诺"
article = "目录"
authority = "policy"
mark = "P"

[[conditions]]
text = "符合法定条件"
basis = ["law"]

[[results]]
code = "permit"
name = "决定书"
kind = "approval"
department = "office"
delivery = ["窗口领取"]

[[remedies]]
name = "行政复议"
organ = "本级人民政府"
period = "自知道之日起60日内"
basis = ["law"]
{materials}"""
_MATERIAL = """
[[materials]]
code = "m{number}"
name = "{name}"
basis = ["law"]
"""
_GAP = """need = "gap"
supply_working_days = {days}
"""
_FEATURE = """# language: zh-CN
功能: 普通承诺件
  场景: 收件即可受理
    假如 "甲县"已发布事项"甲"
    当 办件于"2026-03-02 09:00"受理
    那么 办件状态为"审查中"
"""


Amount = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Nature:
    """What kind of matter it is: type, the law whose clock rules bind it, and that law as it is cited."""

    type: str = "01"
    timing: str = ""
    law: str = "中华人民共和国行政许可法"
    article: str = "第四十二条"
    authority: str = "law"


LICENCE = Nature()
JOINT = Nature(timing="joint")
ASSISTANCE = Nature("05", "social_assistance", "最低生活保障审核确认办法", "第二十二条", "rule")
"""低保, by 民发〔2021〕57号."""
SERVICE = Nature("20", "", "优化营商环境条例", "第三十六条", "administrative_regulation")
"""A public service: no licence."""
MARKET_ENTITY = Nature("07", "market_entity", "市场主体登记管理条例", "第十九条", "administrative_regulation")
REAL_ESTATE = Nature("07", "real_estate", "不动产登记暂行条例", "第二十条", "administrative_regulation")
FOOD = Nature("01", "food", "食品安全法", "第三十五条", "law")


@dataclass(frozen=True, slots=True)
class SpecialStep:
    """A special step drawn before the decision: kind, limit, basis, whether its time is marked as counted."""

    kind: str
    limit: Amount
    basis: str = ""
    counts: bool | None = None


_KNOWN = 'real_name = "{level}"\nchannels = ["window", "online"]\n'


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a scenario says of the plain matter. `limits`: promised, statutory and step by amount and unit, what is
    missing is made up; `branches` are handled side by side before the decision, each within its own limit; `gaps` are
    the materials that may follow later, with the working days for it; `holidays` the region's own days off."""

    limits: tuple[tuple[str, Amount], ...] = ()
    materials: tuple[str, ...] = ("申请书",)
    gaps: tuple[tuple[str, int], ...] = ()
    nature: Nature = LICENCE
    branches: tuple[tuple[str, Amount], ...] = ()
    special: SpecialStep | None = None
    pledge: bool = False
    real_name: str = ""
    instant: bool = False
    settings: Settings = field(default_factory=Settings)
    holidays: tuple[tuple[str, str], ...] = ()

    def limit(self, name: str) -> Amount | None:
        return dict(self.limits).get(name)


def one_step_pack(limits: Mapping[str, Amount]) -> Pack:
    """The pack with these limits alone: `promised`, `statutory` and `step` by amount and unit."""
    return wanted_pack(Wanted(limits=tuple(sorted(limits.items()))))


@cache
def wanted_pack(wanted: Wanted) -> Pack:
    """The pack with these facts."""
    statutory, promised = wanted.limit("statutory"), wanted.limit("promised")
    promised = (0, "workingDay") if wanted.instant else promised or statutory or (20, "workingDay")
    statutory = statutory or (max(20, promised[0]), "workingDay")
    step = wanted.limit("step") or _handling(wanted, promised)
    listed = "".join(_MATERIAL.format(number=at, name=name) for at, name in enumerate(wanted.materials, 1))
    listed += "".join(
        _MATERIAL.format(number=f"gap{at}", name=name) + _GAP.format(days=days)
        for at, (name, days) in enumerate(wanted.gaps, 1)
    )
    nature = wanted.nature
    matter = _MATTER.format(
        kind="instant" if wanted.instant else "promised",
        pledge=str(wanted.pledge).lower(),
        known=_KNOWN.format(level=wanted.real_name) if wanted.real_name else "",
        promised=promised[0],
        promised_unit=promised[1],
        statutory=statutory[0],
        statutory_unit=statutory[1],
        materials=listed,
        type=nature.type,
        timing=nature.timing,
        law=nature.law,
        article=nature.article,
        authority=nature.authority,
    )
    files = {
        MATTER_FILE: matter.encode(),
        DIAGRAM_FILE: write_diagram(lay_out(_diagram(promised, statutory, step, wanted))),
        "commitments.feature": _FEATURE.encode(),
    }
    return Pack(
        tenant=TenantProfile(
            code=CENTRE_CODE,
            name=CENTRE_NAME,
            centre="甲县政务服务中心",
            level=Level.COUNTY,
            region_code="361123",
            case_mark="甲办",
            settings=wanted.settings,
        ),
        calendars={f"calendar_{year}.toml": _notice(year, wanted) for year in _years(wanted)},
        organisation=_organisation(),
        people=_people(),
        bundles=(Bundle("plain", files),),
        registers=Registers(mandates=(_mandate(), _seal_at_the_centre())),
    )


def _handling(wanted: Wanted, promised: Amount) -> Amount:
    """The limit of the handling step: the promise where it is all there is to do. Beside branches or a special step it
    takes no time of its own; under a promise in other units only what is proved to keep it."""
    if wanted.branches or wanted.special is not None:
        return (0, "workingDay")
    _, unit = promised
    if unit == "workingDay":
        return promised
    return (1 if unit in ("month", "year") else 0, "workingDay")


def _years(wanted: Wanted) -> tuple[str, ...]:
    return tuple(sorted({day[:4] for day, _ in wanted.holidays}))


def _notice(year: str, wanted: Wanted) -> bytes:
    """The local notice of one year (全国年节及纪念日放假办法 4)."""
    days = "".join(
        f'\n[[holidays]]\nname = "{name}"\nfirst = {day}\n' for day, name in wanted.holidays if day.startswith(year)
    )
    head = f'year = {year}\ntitle = "地方放假通知"\npublished = {int(year) - 1}-11-01\nregion = "361123"\n'
    return f'{head}basis = "全国年节及纪念日放假办法第四条"\n{days}'.encode()


def _organisation() -> Organisation:
    return Organisation(
        departments=(
            Department("centre", "甲县政务服务中心", "中心", BodyKind.INSTITUTION),
            Department("office", "甲县某局", "某局", BodyKind.ADMINISTRATIVE, approval_unit="审批股"),
        ),
        posts=(
            Post("window", "综合窗口", "centre", PostKind.WINDOW),
            Post("exit", "出件窗口", "centre", PostKind.EXIT),
            Post("coordination", "联办协调岗", "centre", PostKind.BACK),
            Post("supervision", "督查室", "centre", PostKind.SUPERVISOR),
            Post("desk", "审批岗", "office", PostKind.BACK),
        ),
    )


def _people() -> tuple[PersonProfile, ...]:
    return (
        PersonProfile(
            login="window", name="窗口人员", roles=(Role.WINDOW_CLERK,), posts=(HeldPost("centre", "window"),)
        ),
        PersonProfile(login="exit", name="出件人员", roles=(Role.EXIT_CLERK,), posts=(HeldPost("centre", "exit"),)),
        PersonProfile(
            login="yoke",
            name="中心协调人员",
            roles=(Role.OFFICER, Role.CHIEF_REPRESENTATIVE),
            posts=(HeldPost("centre", "coordination"),),
        ),
        PersonProfile(
            login="watch", name="监察人员", roles=(Role.SUPERVISOR,), posts=(HeldPost("centre", "supervision"),)
        ),
        PersonProfile(
            login="desk",
            name="审批人员",
            staff=Staff.PERMANENT,
            roles=(Role.OFFICER, Role.CHIEF_REPRESENTATIVE),
            posts=(HeldPost("office", "desk"),),
            card="3600000001",
        ),
    )


def _mandate() -> Mandate:
    """The office lets its chief representative decide, from the first day a scenario may name to the last."""
    return Mandate(
        document="甲授〔2020〕1号",
        department="office",
        delegator=Holder(HolderKind.DEPARTMENT, "office"),
        delegate=Holder(HolderKind.PERSON, "desk", "审批人员"),
        powers=frozenset(Power),
        since=date(2020, 1, 1),
        until=date(2099, 12, 31),
    )


def _seal_at_the_centre() -> Mandate:
    """The office lets the centre set its seal: the window accepts for it (委托受理), the exit window hands out."""
    return Mandate(
        document="甲授〔2020〕2号",
        department="office",
        delegator=Holder(HolderKind.DEPARTMENT, "office"),
        delegate=Holder(HolderKind.DEPARTMENT, "centre", "中心"),
        powers=frozenset({Power.SEAL}),
        since=date(2020, 1, 1),
        until=date(2099, 12, 31),
    )


def _diagram(promised: Amount, statutory: Amount, step: Amount, wanted: Wanted) -> Diagram:
    branches, special = wanted.branches, wanted.special
    process = Process(
        id="plain",
        name=NAME,
        nodes=(*_nodes(step, 0 if wanted.instant else 10), *_branch_nodes(branches), *_special_nodes(special)),
        flows=_flows(branches, special),
        promised=LimitText(str(promised[0]), promised[1], "本中心承诺"),
        statutory=LimitText(str(statutory[0]), statutory[1], "行政许可法42"),
    )
    return Diagram(id="plain_definitions", name=NAME, target_namespace="urn:banshi:flow", processes=(process,))


def _nodes(step: Amount, days: int) -> tuple[Node, ...]:
    """`days`: the working days for delivery."""
    at_once = LimitText("0", "workingDay")
    return (
        Node("start", "startEvent", "申请", "plain"),
        _task("receive", "收件", _window("receive")),
        Node("again", "exclusiveGateway", "送审核", "plain"),
        _task(
            "accept",
            "受理审核",
            _window("accept", ("受理", "一次告知", "不予受理"), "受理结论"),
        ),
        Node("accepted", "exclusiveGateway", "是否受理？", "plain", default="f_accept"),
        _task("supplement", "补正收件", _window("receive")),
        Node("refused", "endEvent", "不予受理", "plain"),
        _task(
            "handle",
            "办理",
            StepFacts(
                limit=LimitText(str(step[0]), step[1]),
                kind="decide",
                department="office",
                post="desk",
                legal_basis="《行政许可法》第三十八条",
                outcomes=("准予", "不予"),
                result="审批结论",
            ),
        ),
        Node("decided", "exclusiveGateway", "是否准予？", "plain", default="f_grant"),
        _task("issue", "制证", StepFacts(limit=at_once, kind="issue", department="centre", post="exit")),
        _task("deliver", "送达", _delivery(days)),
        _task("tell", "送达不予决定", _delivery(days)),
        Node("done", "endEvent", "办结", "plain"),
        Node("denied", "endEvent", "不予", "plain", event=Event(EventKind.NONE)),
    )


def _branch_nodes(branches: tuple[tuple[str, Amount], ...]) -> tuple[Node, ...]:
    """A task for each branch, between a fork and a join."""
    if not branches:
        return ()
    tasks = (
        _task(
            f"branch{number}",
            name,
            StepFacts(
                limit=LimitText(str(limit[0]), limit[1]),
                kind="review",
                department="office",
                post="desk",
                legal_basis="《行政许可法》第二十六条",
            ),
        )
        for number, (name, limit) in enumerate(branches, 1)
    )
    return (
        Node("fork", "parallelGateway", "并联办理", "plain"),
        *tasks,
        Node("join", "parallelGateway", "各分支办结", "plain"),
    )


def _special_nodes(special: SpecialStep | None) -> tuple[Node, ...]:
    if special is None:
        return ()
    facts = StepFacts(
        limit=LimitText(str(special.limit[0]), special.limit[1]),
        kind=special.kind,
        department="office",
        post="desk",
        legal_basis=special.basis,
        counts_in_limit=special.counts,
    )
    return (_task("special", KINDS[special.kind].name, facts),)


def _window(kind: str, outcomes: tuple[str, ...] = (), result: str = "") -> StepFacts:
    limit = LimitText("0", "workingDay")
    return StepFacts(limit=limit, kind=kind, department="centre", post="window", outcomes=outcomes, result=result)


def _delivery(days: int) -> StepFacts:
    limit = LimitText(str(days), "workingDay")
    basis = "《行政许可法》第四十四条"
    return StepFacts(limit=limit, kind="deliver", department="centre", post="exit", legal_basis=basis)


def _task(identity: str, name: str, facts: StepFacts) -> Node:
    return Node(identity, "userTask", name, "plain", step=facts)


def _flows(branches: tuple[tuple[str, Amount], ...], special: SpecialStep | None) -> tuple[Flow, ...]:
    first = "special" if special else "handle"
    ids = [f"branch{number}" for number in range(1, len(branches) + 1)]
    aside = tuple(
        drawn
        for each in ids
        for drawn in ((f"f_{each}", "fork", each, "", "", None), (f"f_{each}_done", each, "join", "", "", None))
    )
    drawn = (
        *aside,
        *((("f_join", "join", first, "", "", None),) if branches else ()),
        *((("f_special", "special", "handle", "", "", None),) if special else ()),
        ("f1", "start", "receive", "", "", None),
        ("f2", "receive", "again", "", "", None),
        ("f3", "again", "accept", "", "", None),
        ("f4", "accept", "accepted", "", "", None),
        ("f_accept", "accepted", "fork" if branches else first, "受理", "", None),
        ("f_notice", "accepted", "supplement", "一次告知", '受理结论 = "一次告知"', None),
        ("f_refuse", "accepted", "refused", "不予受理", '受理结论 = "不予受理"', None),
        ("f_again", "supplement", "again", "", "", 3),
        ("f5", "handle", "decided", "", "", None),
        ("f_grant", "decided", "issue", "准予", "", None),
        ("f_deny", "decided", "tell", "不予", '审批结论 = "不予"', None),
        ("f6", "issue", "deliver", "", "", None),
        ("f7", "deliver", "done", "", "", None),
        ("f8", "tell", "denied", "", "", None),
    )
    return tuple(
        Flow(identity, source, target, name, condition, max_rounds=rounds, parent="plain")
        for identity, source, target, name, condition, rounds in drawn
    )
