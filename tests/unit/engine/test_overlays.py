"""A township lays its differences over the county's matter: published, run, carried down, and refused when looser."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

import pytest

from engine.clock import CENTRE_ZONE
from engine.growing import Growing
from engine.installing import Installed
from engine.overlays import Overlays
from engine.publishing import Gate
from engine.refusal import Refusal
from engine.verify.generated import one_step_pack
from engine.verify.hall import Hall
from tenants import scope
from tenants.bundle import OVERLAY_FILE, Bundle
from tenants.calendar import national_calendar
from tenants.identity import TenantId
from tenants.matter import MatterLimit
from tenants.overlay import Overlay
from tenants.overlay_document import read_overlay
from tenants.overlay_writer import write_overlay
from tenants.pack import Pack, write_zip
from tenants.step_kinds import KINDS
from tenants.succession import Merger
from tenants.tenant import Level, Tenant
from tenants.transfer import export_pack
from tenants.versions import Version

BEGIN = datetime(2026, 3, 2, 9, tzinfo=CENTRE_ZONE)
TEN = {"promised": (10, "workingDay"), "statutory": (20, "workingDay"), "step": (5, "workingDay")}


def county(promised: int = 10, step: int = 5) -> Pack:
    pack = one_step_pack({**TEN, "promised": (promised, "workingDay"), "step": (step, "workingDay")})
    return replace(pack, tenant=replace(pack.tenant, code="upper", name="上县"))


def township(*overlays: Overlay, code: str = "lower", name: str = "下乡") -> Pack:
    pack = one_step_pack(TEN)
    tenant = replace(pack.tenant, code=code, name=name, level=Level.TOWNSHIP, region_code="361123202", parent="upper")
    bundles = tuple(Bundle("plain", {OVERLAY_FILE: write_overlay(each)}) for each in overlays)
    return replace(pack, tenant=tenant, bundles=bundles)


def tighter(promised: int, **changes: object) -> Overlay:
    return Overlay(code="plain", overlay_of="upper", promised=MatterLimit(promised), **changes)  # type: ignore[arg-type]


Use = Callable[..., Hall]


@pytest.fixture
def hall() -> Iterator[Hall]:
    """上县 with its plain matter of ten working days published."""
    hall = Hall({})
    hall.use(county())
    yield hall
    hall.close()


def install(hall: Hall, pack: Pack) -> Installed:
    return hall._loop.run_until_complete(hall.installer.install(pack, effective_from=date(2024, 12, 1)))


def versions(hall: Hall, tenant: Tenant | None) -> tuple[Version, ...]:
    assert tenant is not None
    with scope.acting_for(tenant.id):
        return hall._loop.run_until_complete(hall.tenants.versions("plain"))


def promise(hall: Hall, tenant: Tenant | None) -> int:
    assert tenant is not None
    with scope.acting_for(tenant.id):
        prepared = hall._loop.run_until_complete(hall.matters.current("plain"))
    assert prepared is not None
    limit = prepared.terms.model.matter.promised
    assert limit is not None
    return limit.amount


def test_a_township_tightens_and_its_cases_are_due_earlier(hall: Hall) -> None:
    hall.packs = {"upper": county()}
    hall.use(township(tighter(7)))
    hall.matter = "plain"
    hall.until(datetime(2026, 4, 3, 9, tzinfo=CENTRE_ZONE))
    hall.receive()
    hall.complete("受理审核", "受理")
    hall.must()
    promised = hall.current().promised
    assert promised is not None
    # accepted Friday 2026-04-03; 清明 is the 4th to the 6th: Tue 7 (1), 8, 9, 10 (4), 13, 14, 15 (7)
    assert promised.day == date(2026, 4, 15)


def test_a_looser_overlay_installs_nothing_and_names_both_values_and_the_county(hall: Hall) -> None:
    refused = install(hall, township(tighter(12)))
    assert refused.tenant is None
    (told,) = [finding for finding in refused.findings if finding.code == "overlay-looser"]
    assert told.message == "承诺时限12工作日宽于上县的10工作日。"
    assert hall._loop.run_until_complete(hall.directory.by_code("lower")) is None


def test_an_overlay_needs_a_published_matter_above(hall: Hall) -> None:
    unknown = replace(tighter(7), overlay_of="nowhere")
    refused = install(hall, township(unknown))
    assert [finding.code for finding in refused.findings] == ["overlay-above"]


def test_a_change_above_is_carried_down_and_keeps_what_was_tightened(hall: Hall) -> None:
    lower = install(hall, township(tighter(7))).tenant
    install(hall, county(promised=9, step=4))
    history = versions(hall, lower)
    assert [(each.number, each.over) for each in history] == [(1, 1), (2, 2)]
    assert history[0].hash != history[1].hash
    assert history[0].source == history[1].source != ""
    assert promise(hall, lower) == 7


def test_an_overlay_that_no_longer_holds_gives_way_to_the_matter_above(hall: Hall) -> None:
    lower = install(hall, township(tighter(7))).tenant
    install(hall, county(promised=6))
    assert promise(hall, lower) == 6
    mended = install(hall, township(tighter(5)))
    assert mended.tenant is not None
    assert promise(hall, lower) == 5


def test_what_a_change_above_breaks_is_known_before_it_is_published(hall: Hall) -> None:
    install(hall, township(tighter(7)))
    install(hall, township(tighter(5), code="other", name="旁乡"))
    overlays = Overlays(hall.directory, hall.tenants, hall.clock)
    gate = Gate(national_calendar(), KINDS)
    upper = hall._loop.run_until_complete(hall.directory.by_code("upper"))
    assert upper is not None
    with scope.acting_for(upper.id):
        bundle = county(promised=6).bundles[0]
        broken = hall._loop.run_until_complete(overlays.broken_by(upper.profile, bundle, gate))
    assert [(each.tenant, each.name) for each in broken] == [("lower", "下乡")]
    assert "7工作日宽于上县的6工作日" in broken[0].findings[0].message
    assert "按上级新版办理" in broken[0].fate


def test_what_a_merged_township_laid_over_is_neither_carried_on_nor_broken(hall: Hall) -> None:
    lower = install(hall, township(tighter(7))).tenant
    install(hall, township(tighter(7), code="other", name="旁乡"))
    assert lower is not None
    growing = Growing(hall.directory, hall.tenants, hall.clock)
    merger = Merger("other", hall.clock.now().date(), "上府发〔2024〕1号")
    assert isinstance(hall._loop.run_until_complete(growing.merge(lower, merger)), Tenant)
    gate = Gate(national_calendar(), KINDS)
    overlays = Overlays(hall.directory, hall.tenants, hall.clock)
    upper = hall._loop.run_until_complete(hall.directory.by_code("upper"))
    assert upper is not None
    with scope.acting_for(upper.id):
        bundle = county(promised=6).bundles[0]
        broken = hall._loop.run_until_complete(overlays.broken_by(upper.profile, bundle, gate))
    assert [each.tenant for each in broken] == ["other"]
    install(hall, county(promised=9, step=4))
    assert [each.number for each in versions(hall, lower)] == [1]  # its open cases keep it; no new one is made


def test_a_township_is_not_moved_away_from_the_county_whose_matter_it_tightens(hall: Hall) -> None:
    lower = install(hall, township(tighter(7))).tenant
    beside = replace(county().tenant, code="beside", name="旁县").with_id(TenantId(UUID(int=9)))
    hall._loop.run_until_complete(hall.directory.add(beside))
    assert lower is not None
    growing = Growing(hall.directory, hall.tenants, hall.clock)
    refused = hall._loop.run_until_complete(growing.move(lower, "beside"))
    assert isinstance(refused, Refusal)
    assert refused.message == "移到“旁县”之下，下乡的“甲”等 1 个事项就没有了上级的事项。"
    kept = hall._loop.run_until_complete(hall.directory.by_code("lower"))
    assert kept is not None
    assert kept.parent == "upper"


def test_a_village_tightens_what_the_township_tightened(hall: Hall) -> None:
    install(hall, township(tighter(7)))
    village = township(replace(tighter(8), overlay_of="lower"), code="village", name="某村")
    deeper = replace(
        village, tenant=replace(village.tenant, parent="lower", level=Level.VILLAGE, region_code="361123202201")
    )
    refused = install(hall, deeper)
    assert [finding.message for finding in refused.findings if finding.code == "overlay-looser"] == [
        "承诺时限8工作日宽于下乡的7工作日。"
    ]
    bundle = Bundle("plain", {OVERLAY_FILE: write_overlay(replace(tighter(6), overlay_of="lower"))})
    accepted = install(hall, replace(deeper, bundles=(bundle,)))
    assert promise(hall, accepted.tenant) == 6
    install(hall, county(promised=9, step=4))
    assert promise(hall, accepted.tenant) == 6
    assert [each.number for each in versions(hall, accepted.tenant)] == [1, 2]


def test_what_was_written_is_exported_not_what_came_of_it(hall: Hall) -> None:
    pack = township(tighter(7, place="下乡便民服务中心"))
    lower = install(hall, pack).tenant
    assert lower is not None
    exported = hall._loop.run_until_complete(export_pack(lower, hall.tenants))
    assert exported.bundles == pack.bundles
    assert write_zip(exported) == write_zip(pack)


def test_an_overlay_is_written_as_it_reads() -> None:
    own = tighter(7, place="乡政府", waived_materials=("m1",), steps=(("handle", MatterLimit(3)),), windows=())
    assert read_overlay(write_overlay(own), code="plain").overlay == own
    assert MappingProxyType({"x": write_overlay(own)})["x"] == write_overlay(own)
