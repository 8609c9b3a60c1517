"""Every stored due date is what the events give, in whatever a case goes through; a date changed by hand is found."""

import random
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from engine.cases.audit import Audit
from engine.cases.codec import case_from_bytes, event_from_bytes
from engine.clock import CENTRE_ZONE
from engine.legal_clock import Layer
from engine.simulation import HOURS, Simulation
from engine.verify.hall import Hall
from engine.verify.runner import Runner
from tenants.pack import Pack, read_pack, shipped_packs

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    readings = [read_pack(path) for path in shipped_packs()]
    return {reading.pack.tenant.code: reading.pack for reading in readings if reading.pack}


def scenarios() -> Iterator[str]:
    """The centre's features; the commitments of the shipped matters are audited where they are tested."""
    yield from (path.read_text("utf-8") for path in sorted((ROOT / "features").rglob("*.feature")))


def test_every_walk_of_every_scenario_ends_with_the_dates_its_ledger_gives(packs: dict[str, Pack]) -> None:
    found = Audit()
    runner = Runner(packs, look=lambda hall: hall.audit(found))
    for text in scenarios():
        assert runner.run(text).passed
    assert found.differences == []
    assert (found.cases >= 20, found.dates >= 200) == (True, True)


def test_every_case_of_simulated_weeks_holds_the_dates_its_ledger_gives(packs: dict[str, Pack]) -> None:
    chance = random.Random(20260302)
    found = Audit()
    for pack in packs.values():
        hall = Hall(packs)
        hall.use(pack)
        assert hall.tenant is not None
        hall.until(datetime(2026, 1, 26, 8, 30, tzinfo=CENTRE_ZONE))
        starts = sorted(
            datetime(2026, month, day, chance.choice(HOURS), chance.randrange(60), tzinfo=CENTRE_ZONE)
            for month, day in [(1, 26), (1, 30), (2, 2), (2, 5), (2, 9), (2, 12), (2, 13), (2, 14), (2, 24), (2, 28)]
        )
        for bundle in pack.bundles:
            simulation = Simulation(hall.service, hall.tenants, hall.clock, hall.tenant, pack, seed=3)
            end = datetime(2026, 3, 31, 17, tzinfo=CENTRE_ZONE)
            hall.run(simulation.run(bundle.code, starts, [], end))
        hall.audit(found)
        hall.close()
    assert found.differences == []
    assert (found.cases >= 20, found.dates >= 200) == (True, True)


@pytest.mark.parametrize("file", sorted((ROOT / "tests" / "replay").glob("*.json")), ids=lambda file: file.stem)
def test_every_recorded_case_holds_the_dates_its_ledger_gives(packs: dict[str, Pack], file: Path) -> None:
    recording = msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw])
    raws = msgspec.json.decode(bytes(recording["events"]), type=list[msgspec.Raw])
    hall = Hall(packs)
    hall.published("玉山县", "企业开办")
    found = Audit()
    events = [event_from_bytes(bytes(raw)) for raw in raws]
    found.add(events, case_from_bytes(bytes(recording["case"])), hall.prepared().terms)
    hall.close()
    assert found.differences == []
    assert found.dates >= 4


def test_a_date_changed_by_hand_is_found(packs: dict[str, Pack]) -> None:
    hall = Hall(packs)
    hall.plain({"promised": (5, "workingDay")})
    hall.until(datetime(2025, 9, 26, 10, tzinfo=CENTRE_ZONE))
    hall.receive()
    hall.complete("受理审核", "受理")
    case, events, terms = hall.current(), hall.events(), hall.prepared().terms
    hall.close()
    assert case.promised is not None
    # 09-28 (班) 1, 09-29 2, 09-30 3, 10-09 4, 10-10 5
    assert case.promised.day == date(2025, 10, 10)
    moved = replace(case, promised=replace(case.promised, day=date(2025, 10, 13)))
    found = Audit()
    found.add(events, moved, terms)
    assert [(each.layer, each.where) for each in found.differences] == [(Layer.PROMISED, 0)]
    assert "存 2025-10-13，应为 2025-10-10" in str(found.differences[0])


def test_a_date_changed_in_the_record_is_found_at_its_line(packs: dict[str, Pack]) -> None:
    hall = Hall(packs)
    hall.plain({})
    hall.until(datetime(2025, 9, 26, 10, tzinfo=CENTRE_ZONE))
    hall.receive()
    case, events, terms = hall.current(), hall.events(), hall.prepared().terms
    hall.close()
    assert case.check_due is not None
    bent = (replace(events[0], check_due=replace(case.check_due, day=date(2025, 9, 30))), *events[1:])
    found = Audit()
    found.add(bent, case, terms)
    # The record's first line and, rebuilt from it, nothing else: the case itself still holds the right date.
    assert [(each.layer, each.where) for each in found.differences] == [(Layer.CHECK, 1)]
