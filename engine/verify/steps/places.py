"""体系和场所: the tree of tenants, halls that close, stations and windows (A1–A7, A15, A22, A23)."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from bpmn.finding import Severity
from engine.cases import events as e
from engine.growing import Growing
from engine.refusal import Refusal
from engine.verify.grammar import Unmet, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import BadValue, day
from tenants.halls import Acceptance, Closing, Criterion, Grade, Grading, Have, closing_faults, grade_of
from tenants.identity import TenantId
from tenants.organisation import Organisation, Site, SiteKind, WindowKind, Zone
from tenants.premises import organisation_on, places_of
from tenants.succession import Merger, Rename
from tenants.tenant import Level, Tenant, TenantProfile
from tenants.tenant_document import read_tenant
from tenants.tenant_writer import write_tenant
from tenants.term import term_of

_OFFICE = "office"
_REGIONS = {6: "361123", 9: "361123200", 12: "361123200201"}


# ---- the tree
@step('"甲县"和"乙县"同属"甲市"', words="两个县在同一个市之下", first=True)
def neighbours(hall: Hall, one: str, other: str, above: str) -> None:
    own = _centre(hall)
    if own.name != one:
        raise BadValue(f"场景里的中心是“{own.name}”，不是“{one}”。")
    top, beside = _profile("shi", above, Level.CITY, ""), _profile("yi", other, Level.COUNTY, "shi")

    async def put() -> None:
        if await hall.directory.by_code(top.code) is not None:
            return  # the scene was set before everything else
        await hall.directory.add(top.with_id(_identity(1)))
        await hall.directory.add(beside.with_id(_identity(2)))
        await hall.directory.change(replace(own, parent="shi"))

    hall.run(put())
    hall.tenant = replace(own, parent="shi")


@step(
    '"甲县"自"2026-03-05"起并入"乙县",文件为"甲府发〔2026〕1号"',
    words="从这一天起不再收件，由并入的单位受理；在办的办完",
)
def merges(hall: Hall, name: str, since: str, into: str, document: str) -> None:
    growing = Growing(hall.directory, hall.tenants, hall.clock)

    async def act() -> Tenant | Refusal:
        return await growing.merge(
            await _named(hall, name), Merger((await _named(hall, into)).code, day(since), document)
        )

    _done(hall, hall.run(act()))


@step('"甲县"自"2026-03-05"起更名为"甲市",办件字号为"甲市办"', words="从这一天起用新的名称和字号，已有编号不变")
def renamed(hall: Hall, name: str, since: str, new: str, mark: str) -> None:
    growing = Growing(hall.directory, hall.tenants, hall.clock)

    async def act() -> Tenant | Refusal:
        rename = Rename(day(since), "文件", new, f"{new}政务服务中心", mark)
        return await growing.rename(await _named(hall, name), rename)

    _done(hall, hall.run(act()))


@step('中心名称为"甲市政务服务中心"', words="中心现在的名称")
def centre_is(hall: Hall, name: str) -> None:
    met = hall.run(_again(hall)).centre
    if met != name:
        raise Unmet("中心名称", name, met)


@step('办件编号以"甲办"开头', words="办件编号开头的字号")
def number_begins(hall: Hall, mark: str) -> None:
    number = hall.current().number
    if not number.startswith(f"{mark}〔"):
        raise Unmet("办件编号", f"{mark}〔……", number)


@step('体系"县级,乡镇级,村级"逐级建立', words="从上到下各建一个单位，级别由数据决定")
def grown(hall: Hall, levels: str) -> None:
    growing = Growing(hall.directory, hall.tenants, hall.clock)
    parent = ""
    for place, word in enumerate(levels.split(",")):
        level = term_of(Level, word)
        if level is None:
            raise BadValue(f"没有“{word}”这个级别。")
        tenant = _profile(f"level{place}", word, level, parent).with_id(_identity(10 + place))
        if parent:
            _done(hall, hall.run(growing.add(tenant)))
        else:
            hall.run(hall.directory.add(tenant))
        parent = tenant.code
        if hall.refusal is not None:
            return


@step("体系共3级,自下而上逐级可达", words="从最下一级往上走，每一级都在")
def reaches(hall: Hall, levels: str) -> None:
    growing = Growing(hall.directory, hall.tenants, hall.clock)
    line = hall.run(growing.line(f"level{int(levels) - 1}"))
    if len(line) != int(levels):
        raise Unmet("体系", f"{levels}级", f"{len(line)}级")


@step('办件依次由"都匀市墨冲镇示例村,都匀市墨冲镇,都匀市"办理', words="流转记录里，办结环节的单位依次是这些")
def hops(hall: Hall, names: str) -> None:
    home = hall.run(_again(hall)).name
    met: list[str] = []
    for event in hall.events():
        if isinstance(event, e.StepCompleted | e.ApplicationReceived):
            where = event.by.centre or home
            met += [where] if met[-1:] != [where] else []
    if met != names.split(","):
        raise Unmet("办理的单位", names, ",".join(met))


# ---- halls
@step(
    '"甲县某局"在保留的部门大厅"某局大厅"办理,批准文号"甲府批〔2025〕1号",备案号"市备〔2025〕1号"',
    words="部门的窗口在经批准、备案的部门大厅",
    first=True,
)
def retained(hall: Hall, body: str, name: str, approval: str, filing: str) -> None:
    if body != "甲县某局":
        raise BadValue(f"场景里的部门是“甲县某局”，不是“{body}”。")
    site = Site("hall", name, SiteKind.RETAINED_HALL, approval=approval, filing=filing)
    _rebuild(hall, site, Zone("H", "某局专区", "hall", departments=(_OFFICE,)))


@step(
    '大厅"某局大厅"自"2026-03-05"起关停,并入"甲县政务服务中心",文件为"甲府批〔2026〕1号"',
    words="从这一天起窗口和在办件移到另一个场所",
)
def closes(hall: Hall, name: str, since: str, into: str, document: str) -> None:
    centre = hall.run(hall.tenants.organisation())
    codes = {each.name: each.code for each in centre.sites}
    closing = Closing(codes.get(name, name), codes.get(into, into), day(since), document)

    async def put() -> None:
        kept = await hall.tenants.registers()
        fault = next(closing_faults(centre, (*kept.closings, closing)), None)
        hall.refusal = Refusal(fault.code, fault.message, "", fault.advice) if fault else None
        if fault is None:
            async with hall.tenants.transaction():
                await hall.tenants.save_registers(replace(kept, closings=(*kept.closings, closing)))

    hall.run(put())


@step('办件的办理场所为"某局大厅"', words="办件今天在哪个场所办理")
def place_is(hall: Hall, name: str) -> None:
    centre = hall.run(organisation_on(hall.tenants, hall.clock.now().date()))
    places = [site.name for site, _ in places_of(hall.prepared().terms.model.matter, centre)]
    if places != [name]:
        raise Unmet("办理场所", name, "、".join(places) or "没有")


@step('设立"分中心"名为"人社分中心",批准文号"",备案号""', words="新设一个场所；没有批准或备案的不能启用")
def set_up(hall: Hall, kind: str, name: str, approval: str, filing: str) -> None:
    found = term_of(SiteKind, kind)
    if found is None:
        raise BadValue(f"没有“{kind}”这种场所。")
    site = Site("another", name, found, approval=approval, filing=filing)
    hall.run(_check(hall, lambda centre: replace(centre, sites=(*centre.sites, site))))


@step("窗口上限为120个,已有120个窗口", words="中心的窗口已到上限")
def capped(hall: Hall, cap: str, number: str) -> None:
    own = _centre(hall)
    _rebuild(hall, None, Zone("W", "综合区", "main", planned=((WindowKind.GENERAL, int(number)),)))
    hall.tenant = replace(own, settings=replace(own.settings, window_cap=int(cap)))


@step("新增1个窗口", words="再增加这么多个窗口")
def more_windows(hall: Hall, number: str) -> None:
    def grown(centre: Organisation) -> Organisation:
        zones = tuple(
            replace(each, planned=((WindowKind.GENERAL, each.planned_windows + int(number)),)) for each in centre.zones
        )
        return replace(centre, zones=zones)

    hall.run(_check(hall, grown))


# ---- stations
@step('村便民服务室有"牌子,班子,事项,电脑,制度,台账,经费",验收"通过"', words="七有缺一项，验收不通过")
def accepted(hall: Hall, haves: str, verdict: str) -> None:
    found = [term_of(Have, word) for word in haves.split(",")]
    if None in found:
        raise BadValue(f"“{haves}”里有不认识的一项；七有：{'、'.join(each.chinese for each in Have)}。")
    made = Acceptance("station", hall.clock.now().date(), tuple(each for each in found if each is not None))
    met = "通过" if made.passes else "不通过"
    if met != verdict:
        raise Unmet("验收", verdict, f"{met}，缺{'、'.join(each.chinese for each in made.missing) or '无'}")


@step('评级清单为"便民型:统一挂牌;标准型:综合窗口;示范型:自助服务区"', words="每一级至少要达到的要点")
def checklist(hall: Hall, points: str) -> None:
    criteria = []
    for point in points.split(";"):
        word, _, text = point.partition(":")
        grade = term_of(Grade, word)
        if grade is None:
            raise BadValue(f"没有“{word}”这一级。")
        criteria.append(Criterion(text, text, grade))
    _centre(hall)

    async def put() -> None:
        async with hall.tenants.transaction():
            kept = await hall.tenants.registers()
            await hall.tenants.save_registers(replace(kept, criteria=tuple(criteria)))

    hall.run(put())


@step('便民服务中心达到"统一挂牌,综合窗口",评为"标准型"', words="达到的要点决定级别")
def graded(hall: Hall, met: str, grade: str) -> None:
    kept = hall.run(hall.tenants.registers("criteria"))
    found = grade_of(Grading("station", hall.clock.now().date(), tuple(met.split(","))), kept.criteria)
    name = found.chinese if found is not None else "没有级别"
    if name != grade:
        raise Unmet("评级", grade, name)


# ---- what they share
def _centre(hall: Hall) -> Tenant:
    """The centre of the scenario, with a plain matter published where none is named."""
    if not hall.matter:
        hall.plain({})
    hall.prepared()
    if hall.tenant is None:
        raise NotReady("场景还没有说明在哪个中心。")
    return hall.tenant


async def _again(hall: Hall) -> Tenant:
    """The centre as it is today."""
    found = await hall.directory.by_id(hall.tenant.id) if hall.tenant is not None else None
    if found is None:
        raise NotReady("场景还没有说明在哪个中心。")
    return found


async def _named(hall: Hall, name: str) -> Tenant:
    for each in await hall.directory.all():
        if each.name == name:
            return each
    raise NotReady(f"没有名为“{name}”的单位。")


def _rebuild(hall: Hall, site: Site | None, zone: Zone) -> None:
    """Give the centre its main site, and another with a zone in it."""
    own = _centre(hall)

    async def put() -> None:
        async with hall.tenants.transaction():
            kept = await hall.tenants.organisation()
            main = Site("main", own.centre, SiteKind.CENTRE)
            sites = (main,) if site is None else (main, site)
            await hall.tenants.save_organisation(replace(kept, sites=sites, zones=(zone,)))

    hall.run(put())


async def _check(hall: Hall, change: Callable[[Organisation], Organisation]) -> None:
    """Try a changed organisation against everything a pack may not say; the first mistake is the refusal."""
    if hall.tenant is None:
        raise NotReady("场景还没有说明在哪个中心。")
    after = change(await hall.tenants.organisation())
    errors = [
        each
        for each in read_tenant(write_tenant(hall.tenant.profile, after, ())).findings
        if each.severity is Severity.ERROR
    ]
    fault = errors[0] if errors else None
    hall.refusal = Refusal(fault.code, fault.message, "", fault.advice) if fault else None


def _done(hall: Hall, done: Tenant | Refusal) -> None:
    hall.refusal = done if isinstance(done, Refusal) else None
    if isinstance(done, Tenant) and hall.tenant is not None and done.id == hall.tenant.id:
        hall.tenant = done


def _profile(code: str, name: str, level: Level, parent: str) -> TenantProfile:
    digits = {Level.PROVINCE: 6, Level.CITY: 6, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}[level]
    region = "360000" if level is Level.PROVINCE else _REGIONS[digits]
    return TenantProfile(
        code=code, name=name, centre=f"{name}政务服务中心", level=level, region_code=region, parent=parent
    )


def _identity(number: int) -> TenantId:
    """Ids need no secrecy here."""
    return TenantId(UUID(int=number))
