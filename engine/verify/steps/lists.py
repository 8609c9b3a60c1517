"""清单: the catalogue from drafting to publication, matters moved between levels, consents (B1–B5, B17)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from bpmn.finding import Finding
from engine.cataloguing import Cataloguing
from engine.claiming import Claiming
from engine.overlays import Overlays
from engine.ports import CaseQuery
from engine.publishing import Gate, judge_bundle
from engine.refusal import Refusal
from engine.transferring import Foreseen, Transferring
from engine.verify.generated import PLAIN, wanted_pack
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.steps.tenants import TOWN
from engine.verify.values import BadValue, day, moment
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.catalogue import CatalogueEntry, newest, put_entry
from tenants.claims import Consent, Extent, Transfer, TransferKind
from tenants.identity import PersonId
from tenants.matter import MatterType
from tenants.organisation import CENTRE, Organisation
from tenants.people import Actor, Role, Staff
from tenants.registers import Registers
from tenants.step_kinds import KINDS
from tenants.tenant import Level, Tenant
from tenants.term import term_of

_BASIS = "某条例·国务院令第1号·第三条·行政法规"
_EMPTY: dict[str, dict[str, Any]] = {
    "设定依据": {"bases": ()},
    "行使层级": {"levels": ()},
    "主管部门": {"department": ""},
    "名称": {"name": ""},
}


# ---- the catalogue
@step('改革人员"许例"编制目录事项', words="改革人员在目录清单里编制场景的事项")
def drafts(hall: Hall, who: str) -> None:
    _at_home(hall)
    _settle(hall, hall.run(_office(hall).draft(_officer(hall, who), (_entry(),))))


@step('改革人员"邓示"审核目录事项', words="审核；编制过的人不能审核")
def reviews(hall: Hall, who: str) -> None:
    _settle(hall, hall.run(_office(hall).review(_officer(hall, who), PLAIN, _known(hall))))


@step('改革人员"邓示"退回目录事项,意见为"权限划分写清楚"', words="退回编制，写明哪里要改")
def sends_back(hall: Hall, who: str, note: str) -> None:
    _settle(hall, hall.run(_office(hall).send_back(_officer(hall, who), PLAIN, note)))


@step('改革人员"许例"公布目录事项,自"2026-03-03"起', words="公布，自这一天起可以收件；缺要素的不能公布")
def publishes(hall: Hall, who: str, on: str) -> None:
    done = hall.run(_office(hall).publish(_officer(hall, who), PLAIN, _known(hall), day(on)))
    _settle(hall, _gathered(done) if isinstance(done, tuple) else done)


@step('改革人员"许例"修订目录事项', words="已公布的另起一版")
def revises(hall: Hall, who: str) -> None:
    _settle(hall, hall.run(_office(hall).revise(_officer(hall, who), PLAIN)))


@step('目录事项没有写"设定依据"', words="目录事项缺这一项要素：设定依据、行使层级、主管部门、名称")
def lacks(hall: Hall, what: str) -> None:
    if what not in _EMPTY:
        raise BadValue(f"没有要素“{what}”；有：{'、'.join(_EMPTY)}。")
    _change(hall, replace(_known(hall), **_EMPTY[what]))


@step('目录事项的类型为"公共服务",基本编码为"002031001000"', words="目录事项的类型和基本编码")
def typed(hall: Hall, kind: str, code: str) -> None:
    found = term_of(MatterType, kind)
    if found is None:
        raise BadValue(f"没有“{kind}”这种事项类型。")
    _change(hall, replace(_known(hall), type=found, basic_code=code))


@step('目录事项的状态为"编制中"', words="目录事项现在的状态")
def stands(hall: Hall, state: str) -> None:
    expect("目录事项的状态", state, _known(hall).state.chinese)


@step('目录事项的经过为"编制、审核、公布"', words="记在目录事项上的每一步")
def went(hall: Hall, acts: str) -> None:
    expect("目录事项的经过", acts, "、".join(each.act.chinese for each in _known(hall).history))


@step('目录事项由"邓示"审核', words="记录里写着由谁审核")
def reviewed_by(hall: Hall, who: str) -> None:
    expect("审核人", who, _known(hall).reviewed_by)


# ---- from one level to another
@step('"甲乡"是本级的下级', words="本级之下还有这个乡镇，它有窗口，没有本级的部门", first=True)
def below(hall: Hall, unit: str) -> None:
    if unit != TOWN.name:
        raise BadValue(f"场景里的下级是“{TOWN.name}”。")
    _at_home(hall)
    pack = wanted_pack(hall.wanted)
    centre = Organisation(
        departments=tuple(each for each in pack.organisation.departments if each.code == CENTRE),
        posts=tuple(each for each in pack.organisation.posts if each.department == CENTRE),
    )
    people = tuple(each for each in pack.people if all(held.department == CENTRE for held in each.posts))
    town = replace(TOWN, settings=hall.wanted.settings)
    empty = replace(pack, tenant=town, organisation=centre, people=people, bundles=(), registers=Registers())
    hall.run(hall.installer.install(empty))


@step(
    '按"甲府发〔2026〕2号"把事项下放给"甲乡",自"2026-05-06"起',
    words="改革人员登记下放：两头同时生效，下级没有的照本级的版本发布",
)
def hands_down(hall: Hall, document: str, unit: str, on: str) -> None:
    home = _tenant(hall)
    _move(hall, Transfer(PLAIN, TransferKind.HAND_DOWN, home.code, day(on), document, _unit(hall, unit).code))


@step('登记下放给"甲乡"以前告知有1件未办结', words="登记以前先看到：已收未办结的办件有这么多，照常办完")
def told_before(hall: Hall, unit: str, count: str) -> None:
    home = _tenant(hall)
    coming = hall.clock.now().date()
    transfer = Transfer(PLAIN, TransferKind.HAND_DOWN, home.code, coming, "试算", _unit(hall, unit).code)
    foreseen = hall.run(_transferring(hall).foresee(home, transfer))
    if isinstance(foreseen, Refusal):
        raise NotReady(str(foreseen))
    expect("未办结的办件", count, str(foreseen.open_count))


@step('承诺时限自"2026-03-05"起改为5工作日', words="实施清单改承诺时限，发布新的一版；在办的按收件时的版本办")
def amends(hall: Hall, on: str, days: str) -> None:
    home = _tenant(hall)
    hall.until(moment(on))
    limits = tuple(sorted({**dict(hall.wanted.limits), "promised": (int(days), "workingDay")}.items()))
    hall.wanted = replace(hall.wanted, limits=limits)
    pack = replace(wanted_pack(hall.wanted), registers=hall.run(hall.tenants.registers()))
    installed = hall.run(hall.installer.install(pack, effective_from=day(on)))
    if installed.tenant is None or installed.tenant.id != home.id:
        raise NotReady("；".join(each.message for each in installed.findings))


@step('另一办件于"2026-03-06 09:00"受理', words="窗口收另一件，当场受理")
def another(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    hall.case = None
    hall.receive()
    hall.must()
    hall.complete(hall.step_of_kind("accept").name, "受理")


@step("办件按第1版办理", words="办件按收件时实施清单的这一版办")
def by_version(hall: Hall, number: str) -> None:
    expect("办件的版本", number, str(hall.current().version))


@step('按"国发〔2026〕1号"取消事项,自"2026-05-06"起', words="改革人员登记取消：从这一天起不再收件")
def cancels(hall: Hall, document: str, on: str) -> None:
    _move(hall, Transfer(PLAIN, TransferKind.CANCEL, _tenant(hall).code, day(on), document))


@step('"甲乡"于"2026-05-06 09:00"收件', words="下级在这一刻收件；下级还没有这个事项、不能收的，被拒绝")
def receives_below(hall: Hall, unit: str, at: str) -> None:
    hall.until(moment(at))
    with _elsewhere(hall, unit):
        try:
            hall.receive()
        except NotReady as not_ready:
            hall.refusal = Refusal("not-offered", str(not_ready), "")
        refusal = hall.refusal
    hall.refusal = refusal


@step('"甲乡"可以收件', words="刚才下级的收件没有被拒绝")
def received_below(hall: Hall, unit: str) -> None:
    hall.must()


@step('"甲乡"认领事项', words="下级认领本级的事项，照本级的版本")
def claims(hall: Hall, unit: str) -> None:
    town = _unit(hall, unit)
    with _elsewhere(hall, unit):
        done = hall.run(_claiming(hall).claim(_officer(hall, "朱例", town), town, PLAIN))
    if isinstance(done, Refusal):
        raise NotReady(str(done))


@step('本级同意"甲乡"代为收件并受理,文号为"甲政数函〔2026〕3号"', words="上级登记同意，下级才能发布由上级作决定的事项")
def consents(hall: Hall, unit: str, document: str) -> None:
    _consent(hall, unit, document, Extent.ACCEPT)


@step('本级只同意"甲乡"代为收件,文号为"甲政数函〔2026〕3号"', words="上级只同意收件，受理仍由上级作出")
def consents_to_receive(hall: Hall, unit: str, document: str) -> None:
    _consent(hall, unit, document, Extent.RECEIVE)


@step('"甲乡"发布认领的事项', words="下级发布认领的事项；由上级作决定而上级没有同意的，被拒绝")
def publishes_claim(hall: Hall, unit: str) -> None:
    town, claiming = _unit(hall, unit), _claiming(hall)
    with _elsewhere(hall, unit):
        claimed = hall.run(claiming.claimed(town, PLAIN))
        if claimed is None:
            raise NotReady(f"“{unit}”还没有认领这个事项。")
        organisation = hall.run(hall.tenants.organisation())
        gate = hall.run(claiming.overlays.gate_for(claiming.gate, town.profile, organisation, ()))
        finding = hall.run(claiming.consented(claimed, gate.workplaces))
    hall.refusal = _gathered((finding,)) if finding is not None else None


# ---- what the steps share
def _entry() -> CatalogueEntry:
    return CatalogueEntry(
        PLAIN, "甲", MatterType.LICENCE, "000131001000", bases=(_BASIS,), levels=(Level.COUNTY,), department="office"
    )


def _at_home(hall: Hall) -> None:
    """The centre of the scenario with its plain matter, published when it is first needed."""
    if not hall.matter:
        hall.plain({})
    hall.prepared()


def _tenant(hall: Hall) -> Tenant:
    _at_home(hall)
    if hall.tenant is None:
        raise NotReady("场景还没有说明在哪个中心。")
    return hall.tenant


def _unit(hall: Hall, name: str) -> Tenant:
    found = next((each for each in hall.run(hall.directory.all()) if name in (each.name, each.code)), None)
    if found is None:
        raise NotReady(f"没有名为“{name}”的单位；请先写明它是本级的下级。")
    return found


@contextmanager
def _elsewhere(hall: Hall, unit: str) -> Iterator[None]:
    """As though the scenario took place at another tenant."""
    here, case, tenant = hall.tenant, hall.case, _unit(hall, unit)
    hall.tenant, hall.case = tenant, None
    try:
        yield
    finally:
        hall.tenant, hall.case = here, case


def _officer(hall: Hall, name: str, tenant: Tenant | None = None) -> Actor:
    """A reform officer of that name."""
    where = (tenant or _tenant(hall)).id
    roles = frozenset({Role.REFORM_OFFICER})
    person = PersonId(uuid5(NAMESPACE_DNS, name))
    return Actor(where, person, name, name, Staff.PERMANENT, roles, frozenset())


def _office(hall: Hall) -> Cataloguing:
    return Cataloguing(hall.tenants, hall.clock)


def _known(hall: Hall) -> CatalogueEntry:
    _at_home(hall)
    found = newest(hall.run(hall.tenants.registers()).catalogue, PLAIN)
    if found is None:
        raise NotReady("目录里还没有这个事项，请先编制。")
    return found


def _change(hall: Hall, entry: CatalogueEntry) -> None:
    async def put() -> None:
        async with hall.tenants.transaction():
            registers = await hall.tenants.registers()
            await hall.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, entry)))

    hall.run(put())


def _consent(hall: Hall, unit: str, document: str, extent: Extent) -> None:
    consent = Consent(PLAIN, _unit(hall, unit).code, document, date(2024, 12, 1), extent)

    async def put() -> None:
        async with hall.tenants.transaction():
            registers = await hall.tenants.registers()
            await hall.tenants.save_registers(replace(registers, consents=(consent,)))

    hall.run(put())


def _move(hall: Hall, transfer: Transfer) -> None:
    _settle(hall, hall.run(_transferring(hall).enter(_officer(hall, "许例"), _tenant(hall), transfer)))


def _transferring(hall: Hall) -> Transferring:
    async def judge(bundle: Bundle, tenant: Tenant, centre: Organisation, gate: Gate) -> tuple[Finding, ...]:
        return judge_bundle(bundle, centre, tenant.settings, gate).findings

    async def count_open(matter: str, number: int) -> int:
        cases = await hall.cases.cases(CaseQuery(None, limit=200))
        return sum(1 for each in cases if (each.matter, each.version) == (matter, number))

    overlays = Overlays(hall.directory, hall.tenants, hall.clock)
    gate = Gate(national_calendar(), KINDS)
    return Transferring(hall.directory, hall.tenants, hall.clock, overlays, gate, judge, count_open)


def _claiming(hall: Hall) -> Claiming:
    overlays = Overlays(hall.directory, hall.tenants, hall.clock)
    return Claiming(hall.directory, hall.tenants, hall.clock, overlays, Gate(national_calendar(), KINDS))


def _settle(hall: Hall, done: object) -> None:
    """Keep a refusal for the sentence that expects it."""
    hall.refusal = done if isinstance(done, Refusal) else None
    if not isinstance(done, Refusal | Foreseen | CatalogueEntry | tuple):
        raise Unmet("登记", "完成", str(done))


def _gathered(findings: tuple[Finding, ...]) -> Refusal:
    return Refusal("findings", "；".join(each.message for each in findings), "")
