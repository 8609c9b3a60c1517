"""授权和机构: seals, chains, deputies and units, enterprises, intermediaries, contract staff (A10–A17, B26, D1–D24)."""

from collections.abc import Callable
from dataclasses import replace

from engine.blocked import Blocked, blocked
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.sight import sees, sees_step
from engine.verify.grammar import Unmet, step
from engine.verify.hall import Hall, NotReady
from engine.verify.steps.powers import keep
from engine.verify.values import BadValue, day, moment
from tenants.holders import powers_on
from tenants.mandate import Holder, HolderKind, Mandate, Power
from tenants.organisation import CENTRE, BodyKind, Organisation, Zone
from tenants.people import Person, Staff, actor_of
from tenants.registers import Registers, register_faults
from tenants.term import term_of

_OFFICE, _DESK, _DECIDE = "office", "desk", "办理"
_GIVEN = Mandate(
    document="",
    department=_OFFICE,
    delegator=Holder(HolderKind.DEPARTMENT, _OFFICE),
    delegate=Holder(HolderKind.PERSON, _DESK, "审批人员"),
    powers=frozenset(Power),
    since=day("2026-01-01"),
    until=day("2026-12-31"),
)
_SEAL = frozenset({Power.SEAL})


# ---- the seal
@step("部门没有把专用章交给中心", words="部门的章不在中心：窗口要有自己的授权才能受理")
def no_seal_here(hall: Hall) -> None:
    keep(hall, lambda r: replace(r, mandates=tuple(x for x in r.mandates if x.delegate.code != CENTRE)))


@step('受理窗口凭授权书"甲授2号"使用部门的章', words="部门把专用章交给综合窗口这个岗位")
def seal_at_the_post(hall: Hall, document: str) -> None:
    _add(
        hall, replace(_GIVEN, document=document, delegate=Holder(HolderKind.WINDOW, "window", "综合窗口"), powers=_SEAL)
    )


@step('窗口人员在"D"区,部门把专用章交给"D"区', words="窗口人员坐在哪个专区，部门把受理用章交给哪个专区")
def seal_at_the_zone(hall: Hall, sits: str, given: str) -> None:
    no_seal_here(hall)
    _organise(hall, lambda o: replace(o, zones=tuple(Zone(code, f"{code}区") for code in sorted({sits, given}))))
    _change(hall, "window", lambda p: replace(p, posts=tuple(replace(x, window=sits) for x in p.posts)))
    holder = Holder(HolderKind.WINDOW, given, f"{given}区")
    _add(hall, replace(_GIVEN, document="甲委1号", delegate=holder, powers=_SEAL))


@step('窗口"受理"被拒绝,原因为"专用章使用权"', words="窗口想作这个结论，被拒绝，原因里有这些字")
def window_refused(hall: Hall, outcome: str, why: str) -> None:
    hall.complete(hall.step_of_kind("accept").name, outcome, reason="不属于本机关职权")
    _told(hall, f"窗口{outcome}", why)


@step('窗口"一次告知"照常作出', words="窗口作出这个结论，没有被拒绝")
def window_may(hall: Hall, outcome: str) -> None:
    hall.complete(hall.step_of_kind("accept").name, outcome, defects=("申请书",))
    hall.must()


@step('受理凭授权书"甲授2号"作出', words="已经受理，记录里写着章凭哪份授权书")
def accepted_by(hall: Hall, document: str) -> None:
    hall.must()
    found = [event for event in hall.events() if isinstance(event, e.CaseAccepted)]
    _by(found[-1].powers if found else (), Power.SEAL, document)


# ---- variants, deputies, units, places
@step("中心按两项权力授权", words="参数里选择“授权只分审批决定、审核上报两项”", first=True)
def two_powers(hall: Hall) -> None:
    hall.plain(settings=replace(hall.wanted.settings, two_powers=True))


@step('首席代表顶岗,授权书"甲授1号"自"2026-03-02"至"2026-03-04"', words="临时替别人行使全部权力，首尾两日都算")
def deputy(hall: Hall, document: str, since: str, until: str) -> None:
    given = replace(_GIVEN, document=document, since=day(since), until=day(until), deputy=True)
    _only(hall, given)


@step('决定凭授权书"甲授1号"作出,注明顶岗', words="记录写着凭哪份授权书，并写明是顶岗")
def by_a_deputy(hall: Hall, document: str) -> None:
    hall.must()
    found = [event for event in hall.events() if isinstance(event, e.CaseDecided)]
    if not found or document not in found[-1].mandates or not found[-1].deputy:
        raise Unmet("顶岗", document, "没有写明")


@step('审批岗属于"监管股",而审批由"审批股"承担', words="部门定了承担审批的内设股室，审批岗在另一个股室")
def other_unit(hall: Hall, unit: str, approving: str) -> None:
    def organise(organisation: Organisation) -> Organisation:
        posts = tuple(replace(x, unit=unit) if x.department == _OFFICE else x for x in organisation.posts)
        return replace(_with_office(organisation, approval_unit=approving), posts=posts)

    _organise(hall, organise)


@step('首席代表于"2026-03-05 10:00"在"某局办公楼"作出"准予"', words="首席代表在大厅以外作出决定")
def elsewhere(hall: Hall, at: str, place: str, outcome: str) -> None:
    hall.until(moment(at))
    hall.complete(_DECIDE, outcome, reason="不符合条件", place=place)


@step('办件记违规"在某局办公楼办理"', words="记录里有这样一条违规")
def violated(hall: Hall, what: str) -> None:
    hall.must()
    found = [event.what for event in hall.events() if isinstance(event, e.ViolationRecorded)]
    if not any(what in each for each in found):
        raise Unmet("违规记录", what, "、".join(found) or "没有")


# ---- who leads
@step('首席代表组织"现场勘察"被拒绝,原因为"组织协调权"', words="开始这个特殊环节，被拒绝，原因里有这些字")
def may_not_lead(hall: Hall, name: str, why: str) -> None:
    hall.expect_refused(name, lambda: hall.start_special(name, None, told=True), why)


@step('首席代表组织"现场勘察"凭授权书"甲授3号"', words="开始这个特殊环节，记录里写着凭哪份授权书牵头")
def leads(hall: Hall, name: str, document: str) -> None:
    hall.start_special(name, None, told=True)
    found = [event for event in hall.events() if isinstance(event, e.SpecialStepStarted)]
    _by(found[-1].powers if found else (), Power.COORDINATE, document)


# ---- history and chains
@step('"2026-03-05"能行使"审批决定权"的是"甲授1号"', words="那一天谁持有这项权力：写授权书号，没有人时写“没有人”")
def held_on(hall: Hall, on: str, power: str, documents: str) -> None:
    found = term_of(Power, power)
    if found is None:
        raise BadValue(f"没有“{power}”这项权力。")
    hall.prepared()
    (office,) = powers_on(hall.run(hall.powers()), day(on), department=_OFFICE)
    told = "、".join("→".join(use.documents) for use in office.uses[found]) or "没有人"
    if told != documents:
        raise Unmet(f"{on}的{power}", documents, told)


@step('部门经窗口"W1"授权审批人员,授权书为"甲1","甲2"', words="部门授给窗口（可以再授权），窗口再授给审批人员")
def through_a_window(hall: Hall, window: str, first: str, second: str) -> None:
    here = Holder(HolderKind.WINDOW, window)
    hop = replace(_GIVEN, document=second, delegator=here, under=first)
    _only(hall, replace(_GIVEN, document=first, delegate=here, may_pass_on=True), hop)


@step('决定凭授权书"甲1","甲2"作出', words="决定已经作出，记录里从部门起逐级写着授权书")
def by_the_chain(hall: Hall, first: str, second: str) -> None:
    hall.must()
    found = [event.mandates for event in hall.events() if isinstance(event, e.CaseDecided)]
    if not found or found[-1] != (first, second):
        raise Unmet("授权链", f"{first}、{second}", "、".join(found[-1]) if found else "没有决定")


@step('环节"办理"仍在部门', words="环节没有办结，还在部门手里")
def stays(hall: Hall, name: str) -> None:
    if hall.step(name).department != _OFFICE:
        raise Unmet(f"环节“{name}”", "在部门", hall.step(name).department)


@step('登记授权书"甲3",上一级为"甲2",又把"甲1"挂在"甲3"下,被拒绝', words="授权书绕成圈，登记时被拒绝，并写明另一份")
def in_a_circle(hall: Hall, third: str, second: str, first: str, under: str) -> None:
    def circle(registers: Registers) -> Registers:
        known = tuple(replace(x, under=under) if x.document == first else x for x in registers.mandates)
        return replace(registers, mandates=(*known, replace(_GIVEN, document=third, under=second)))

    _entry_refused(hall, circle, (first, second, third), "绕成了圈")


@step('登记授权书"甲授9号",授给另一个人,被拒绝', words="同一权力同一天授给两个人，登记时被拒绝，并写明另一份")
def overlapping(hall: Hall, document: str) -> None:
    other = replace(_GIVEN, document=document, delegate=Holder(HolderKind.PERSON, "yoke", "协调人员"))
    _entry_refused(hall, lambda r: replace(r, mandates=(*r.mandates, other)), (document,), "重叠")


# ---- bodies and staff
@step('承办单位是"中介",遴选文号为"甲遴1号",自"2026-01-01"至"2026-03-01"', words="承办单位改成中介机构，写明遴选期")
def intermediary(hall: Hall, body: str, selection: str, since: str, until: str) -> None:
    _become(hall, body, selection=selection, selected_from=day(since), selected_until=day(until))


@step('承办单位是"其他企业"', words="承办单位改成这类机构")
def other_body(hall: Hall, body: str) -> None:
    _become(hall, body)


@step('审批人员是"合同制人员"', words="审批人员的类别改成这样")
def other_staff(hall: Hall, staff: str) -> None:
    found = term_of(Staff, staff)
    if found is None:
        raise BadValue(f"没有“{staff}”这类人员。")
    _change(hall, _DESK, lambda p: replace(p, staff=found))


@step('环节"测绘"被拒绝,原因为"届满"', words="承办单位办这个环节，被拒绝，原因里有这些字")
def step_refused(hall: Hall, name: str, why: str) -> None:
    hall.complete(name)
    _told(hall, f"环节“{name}”", why)


@step('环节"测绘"照常办结', words="承办单位办结这个环节，没有被拒绝")
def step_done(hall: Hall, name: str) -> None:
    hall.complete(name, next(iter(hall.step(name).outcomes), ""))
    hall.must()


@step('认领环节"测绘"被拒绝,原因为"届满"', words="承办单位认领这个环节，被拒绝，原因里有这些字")
def claim_refused(hall: Hall, name: str, why: str) -> None:
    found = hall.step(name)
    hall.command(found, c.Claim(found.token))
    _told(hall, f"认领“{name}”", why)


@step('企业人员看不到办件,只看得到环节"测绘"', words="企业人员只看得到自己的环节，看不到办件的其他内容")
def sees_only(hall: Hall, name: str) -> None:
    actor = actor_of(_person(hall, _DESK), hall.current().tenant, hall.clock.now().date())
    if sees(actor, hall.current()):
        raise Unmet("企业人员看到的", "只有自己的环节", "整个办件")
    if not sees_step(actor, hall.current(), hall.step(name).token):
        raise Unmet("企业人员看到的", f"环节“{name}”", "没有")


# ---- what changes under an open case
@step('部门改名为"新局"', words="办件收件以后，部门改了名称")
def renamed(hall: Hall, name: str) -> None:
    _organise(hall, lambda o: _with_office(o, name=f"甲县{name}", short=name))


@step("审批岗撤销", words="办件收件以后，审批岗撤了")
def post_gone(hall: Hall) -> None:
    _organise(hall, lambda o: replace(o, posts=tuple(x for x in o.posts if x.department != _OFFICE)))


@step("审批人员离岗", words="审批人员离岗，账号停用")
def person_gone(hall: Hall) -> None:
    _ready(hall)
    person = _person(hall, _DESK)

    async def dismiss() -> None:
        async with hall.tenants.transaction():
            await hall.tenants.dismiss(person.id)

    hall.run(dismiss())


@step('在办影响列出环节"办理",原因为"没有能办"', words="设置·在办影响写明这个环节没有人能办，原因里有这些字")
def listed(hall: Hall, name: str, why: str) -> None:
    found = {each.group.name: each.stuck for each in _blocked(hall)}
    if name not in found:
        raise Unmet("在办影响", f"列出“{name}”", "、".join(found) or "没有列出")
    if why not in found[name].message:
        raise Unmet("原因", why, found[name].message)


@step("在办影响没有列出环节", words="在办的环节今天都有人能办")
def not_listed(hall: Hall) -> None:
    if found := _blocked(hall):
        raise Unmet("在办影响", "没有列出", "、".join(each.group.name for each in found))


def _blocked(hall: Hall) -> list[Blocked]:
    day, tenant = hall.clock.now().date(), hall.current().tenant
    actors = [actor_of(each, tenant, day) for each in hall.run(hall.tenants.people())]
    return hall.run(blocked(hall.cases, hall.matters, hall.powers, actors, hall.clock.now()))


# ---- what the steps share
def _told(hall: Hall, what: str, why: str) -> None:
    if hall.refusal is None:
        raise Unmet(what, "被拒绝", "已接受")
    if why not in str(hall.refusal):
        raise Unmet(f"{what}被拒绝的原因", why, str(hall.refusal))


def _by(powers: tuple[e.PowerUsed, ...], power: Power, document: str) -> None:
    told = [each.documents for each in powers if each.power == power.value]
    if not told or document not in told[0]:
        raise Unmet(power.chinese, document, "、".join(told[0]) if told else "没有记")


def _add(hall: Hall, *mandates: Mandate) -> None:
    keep(hall, lambda registers: replace(registers, mandates=(*registers.mandates, *mandates)))


def _only(hall: Hall, *mandates: Mandate) -> None:
    """These are what the office gives to people and windows; its seal stays where it is."""
    keep(
        hall,
        lambda r: replace(r, mandates=(*mandates, *(x for x in r.mandates if x.delegate.code == CENTRE))),
    )


def _entry_refused(hall: Hall, change: Callable[[Registers], Registers], named: tuple[str, ...], why: str) -> None:
    keep(hall, lambda registers: registers)
    registers, people = hall.run(hall.tenants.registers()), hall.run(hall.tenants.people())
    organisation = hall.run(hall.tenants.organisation())
    found = [x.message for x in register_faults(change(registers), organisation, [p.profile for p in people])]
    if not any(why in each and all(document in each for document in named) for each in found):
        raise Unmet("登记", f"被拒绝：{why}，写明{'、'.join(named)}", "；".join(found) or "没有问题")


def _with_office(organisation: Organisation, **facts: object) -> Organisation:
    departments = tuple(
        replace(each, **facts) if each.code == _OFFICE else each  # type: ignore[arg-type]
        for each in organisation.departments
    )
    return replace(organisation, departments=departments)


def _become(hall: Hall, body: str, **facts: object) -> None:
    found = term_of(BodyKind, body)
    if found is None:
        raise BadValue(f"没有“{body}”这类机构。")
    _organise(hall, lambda o: _with_office(o, body=found, **facts))
    if found in (BodyKind.UTILITY, BodyKind.ENTERPRISE, BodyKind.INTERMEDIARY):
        _change(hall, _DESK, lambda p: replace(p, staff=Staff.ENTERPRISE))


def _organise(hall: Hall, change: Callable[[Organisation], Organisation]) -> None:
    _ready(hall)

    async def put() -> None:
        async with hall.tenants.transaction():
            await hall.tenants.save_organisation(change(await hall.tenants.organisation()))

    hall.run(put())


def _person(hall: Hall, login: str) -> Person:
    found = next((each for each in hall.run(hall.tenants.people()) if each.login == login), None)
    if found is None:
        raise NotReady(f"没有人员“{login}”。")
    return found


def _change(hall: Hall, login: str, change: Callable[[Person], Person]) -> None:
    _ready(hall)
    after = change(_person(hall, login))

    async def put() -> None:
        async with hall.tenants.transaction():
            await hall.tenants.save_person(after)

    hall.run(put())


def _ready(hall: Hall) -> None:
    if not hall.matter:
        hall.plain({})
    hall.prepared()
