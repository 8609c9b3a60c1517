"""Which matters take new cases on a day: catalogue, cancellation, transfer and claim by their dates."""

from datetime import date

import pytest

from engine.offering import closed
from tenants.catalogue import CatalogueEntry, EntryState
from tenants.claims import Claim, Transfer, TransferKind
from tenants.registers import Registers

DAY = date(2026, 5, 6)
ENTRY = CatalogueEntry(
    "permit", "某许可", state=EntryState.PUBLISHED, reviewed_by="编办", published_from=date(2026, 1, 1)
)


def moved(day: date, kind: TransferKind = TransferKind.HAND_DOWN, target: str = "lower") -> Transfer:
    return Transfer("permit", kind, "upper", day, "某府发〔2026〕2号", target)


@pytest.mark.parametrize(
    ("registers", "rule"),
    [
        (Registers(), None),
        (Registers(catalogue=(ENTRY,)), None),
        (Registers(catalogue=(CatalogueEntry("permit", "某许可"),)), "catalogue-unpublished"),
        (
            Registers(catalogue=(CatalogueEntry("permit", "某许可", state=EntryState.REVIEWED, reviewed_by="编办"),)),
            "catalogue-unpublished",
        ),
        (Registers(transfers=(moved(date(2026, 5, 7)),)), None),
        (Registers(transfers=(moved(DAY),)), "matter-transferred"),
        (Registers(transfers=(moved(DAY, TransferKind.CANCEL, ""),)), "matter-transferred"),
        (Registers(claims=(Claim("permit", "upper", "top", date(2026, 5, 7)),)), "claim-later"),
        (Registers(claims=(Claim("permit", "upper", "top", DAY),)), None),
    ],
)
def test_a_matter_is_open_or_shut_by_its_dates(registers: Registers, rule: str | None) -> None:
    refusal = closed(registers, "upper", "permit", DAY)
    assert (refusal.rule if refusal else None) == rule
    assert closed(registers, "upper", "another", DAY) is None


def test_what_is_refused_says_where_to_go_and_that_open_cases_go_on() -> None:
    refusal = closed(Registers(transfers=(moved(DAY),)), "upper", "permit", DAY)
    assert refusal is not None
    assert "新申请由“lower”受理" in refusal.message
    assert "已收的办件照常办完" in refusal.advice
    assert closed(Registers(transfers=(moved(DAY),)), "lower", "permit", DAY) is None
