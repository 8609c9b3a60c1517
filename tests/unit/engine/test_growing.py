"""The tree by page and by pack: what would put a tenant at a wrong place is one message, and nothing has changed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import pytest

from engine.clock import CENTRE_ZONE, ManualClock
from engine.dating import DatedDirectory
from engine.growing import Growing
from engine.installing import Installer
from engine.publishing import Gate
from engine.refusal import Refusal
from tenants import scope
from tenants.calendar import national_calendar
from tenants.claims import Claim
from tenants.identity import TenantId
from tenants.memory import MemoryDirectory, MemoryTenantStore
from tenants.pack import Pack
from tenants.registers import Registers
from tenants.step_kinds import KINDS
from tenants.succession import Merger, Rename
from tenants.tenant import Level, Tenant, TenantProfile

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=CENTRE_ZONE)
MAY = date(2026, 5, 6)
REGIONS = {Level.CITY: "361100", Level.COUNTY: "361123", Level.TOWNSHIP: "361123200", Level.VILLAGE: "361123200201"}


def profile(code: str, level: Level, parent: str = "", **more: object) -> TenantProfile:
    return replace(
        TenantProfile(
            code=code, name=code, centre=f"{code}中心", level=level, region_code=REGIONS[level], parent=parent
        ),
        **more,  # type: ignore[arg-type]
    )


@dataclass
class Forest:
    """市 with 甲 and 乙 counties, 甲 with a town and its village; another city beside."""

    growing: Growing
    store: MemoryTenantStore

    async def of(self, code: str) -> Tenant:
        found = await self.growing.directory.by_code(code)
        assert found is not None
        return found


@pytest.fixture
async def forest() -> Forest:
    clock, store = ManualClock(NOW), MemoryTenantStore()
    directory = DatedDirectory(MemoryDirectory(), clock)
    for number, each in enumerate(
        (
            profile("shi", Level.CITY),
            profile("jia", Level.COUNTY, "shi"),
            profile("yi", Level.COUNTY, "shi"),
            profile("town", Level.TOWNSHIP, "jia"),
            profile("village", Level.VILLAGE, "town"),
            profile("other", Level.CITY),
        ),
        1,
    ):
        await directory.add(each.with_id(TenantId(UUID(int=number))))
    return Forest(Growing(directory, store, clock), store)


async def test_a_town_that_claims_of_its_county_cannot_be_moved_to_another(forest: Forest) -> None:
    village = await forest.of("village")
    with scope.acting_for(village.id):
        await forest.store.save_registers(Registers(claims=(Claim("elder_card", "village", "jia", MAY),)))
    refused = await forest.growing.move(await forest.of("town"), "yi")
    assert isinstance(refused, Refusal)
    assert "village的“elder_card”" in refused.message
    assert (await forest.of("town")).parent == "jia"
    with scope.acting_for(village.id):
        await forest.store.save_registers(Registers(claims=(Claim("elder_card", "village", "town", MAY),)))
    assert isinstance(await forest.growing.move(await forest.of("town"), "yi"), Tenant)  # it claims of the town itself
    assert (await forest.of("town")).parent == "yi"


@pytest.mark.parametrize(
    ("landing", "rule", "told"),
    [
        (profile("town", Level.TOWNSHIP, "village"), "tenant-cycle", "成了一个圈"),
        (profile("jia", Level.COUNTY, "yi"), "tenant-level", "级别不对"),
        (profile("town", Level.TOWNSHIP, "nowhere"), "tenant-parent", "上级“nowhere”不存在"),
        (profile("town", Level.VILLAGE, "jia"), "tenant-level", "不再高于下级“village”"),
        (profile("new", Level.COUNTY, "town"), "tenant-level", "级别不对"),
        (profile("yi", Level.COUNTY, "shi", merged=Merger("other", MAY, "1")), "tenant-merge-target", "同一棵树"),
        (profile("town", Level.TOWNSHIP, "jia", merged=Merger("yi", MAY, "1")), "tenant-merge-below", "village"),
        (profile("yi", Level.COUNTY, "shi", merged=Merger("yi", MAY, "1")), "tenant-merge-target", "并入自己"),
    ],
)
async def test_a_pack_at_a_wrong_place_lands_nothing(
    forest: Forest, landing: TenantProfile, rule: str, told: str
) -> None:
    before = await forest.growing.directory.all()
    gate = Gate(national_calendar(), KINDS)
    clock, directory = forest.growing.clock, forest.growing.directory
    installer = Installer(directory, forest.store, clock, lambda size: b"\1" * size, gate)
    done = await installer.install(Pack(landing))
    assert done.tenant is None
    (finding,) = done.findings
    assert (finding.code, told in finding.message) == (rule, True), finding.message
    assert await forest.growing.directory.all() == before


async def test_a_pack_exported_before_a_merger_does_not_take_it_back(forest: Forest) -> None:
    yi = await forest.of("yi")
    assert isinstance(await forest.growing.merge(yi, Merger("jia", MAY, "市发〔2026〕1号")), Tenant)
    fault = await forest.growing.landing_fault(Pack(yi.profile))
    assert fault is not None
    assert "已定于2026-05-06并入“jia”" in fault.message
    assert await forest.growing.landing_fault(Pack((await forest.of("yi")).profile)) is None


async def test_a_pack_may_come_before_that_of_its_parent(forest: Forest) -> None:
    assert await forest.growing.landing_fault(Pack(profile("early", Level.TOWNSHIP, "later"))) is None


async def test_a_name_changes_by_the_calendar_alone(forest: Forest) -> None:
    done = await forest.growing.rename(await forest.of("jia"), Rename(MAY, "省发〔2026〕1号", "甲市", "甲市中心"))
    assert isinstance(done, Tenant)
    assert (await forest.of("jia")).name == "jia"
    clock = forest.growing.clock
    assert isinstance(clock, ManualClock)
    clock.set(datetime(2026, 5, 6, 0, 0, tzinfo=CENTRE_ZONE))
    assert (await forest.of("jia")).name == "甲市"
    assert [each.name for each in await forest.growing.directory.below("shi")] == ["甲市", "yi"]
    again = await forest.growing.rename(await forest.of("jia"), Rename(date(2026, 5, 5), "2", "甲", "甲中心"))
    assert isinstance(again, Refusal)
    assert "不能早于今天" in again.message
