"""A decision needs a power that is valid at the moment of the act; the documents that give it stand in the record."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from engine.cases import commands as c
from engine.cases import events as e
from engine.clock import CENTRE_ZONE
from engine.verify.generated import one_step_pack
from engine.verify.hall import Hall
from tenants.mandate import Holder, HolderKind, Mandate, Power
from tenants.registers import Registers

BEGIN = datetime(2026, 3, 2, 9, tzinfo=CENTRE_ZONE)
LIMITS = {"promised": (20, "workingDay"), "statutory": (20, "workingDay")}
GIVEN, SEALED = one_step_pack(LIMITS).registers.mandates


def ending(day: date) -> Mandate:
    return replace(GIVEN, until=day)


At = Callable[..., Hall]


@pytest.fixture
def at() -> Iterator[At]:
    """A case accepted on 2026-03-02 at a centre with these mandates and this law-enforcement card; the centre sets the
    office's seal."""
    halls: list[Hall] = []

    def begin(*mandates: Mandate, card: str = "36", card_until: date | None = None) -> Hall:
        pack = one_step_pack(LIMITS)
        people = tuple(
            replace(each, card=card, card_until=card_until) if each.login == "desk" else each for each in pack.people
        )
        hall = Hall({})
        halls.append(hall)
        hall.use(replace(pack, registers=Registers(mandates=(*mandates, SEALED)), people=people))
        hall.matter = "plain"
        hall.until(BEGIN)
        hall.receive()
        hall.complete("受理审核", "受理")
        hall.must()
        return hall

    yield begin
    for hall in halls:
        hall.close()


def decided(hall: Hall) -> e.CaseDecided:
    return next(event for event in hall.events() if isinstance(event, e.CaseDecided))


def test_a_decision_records_the_documents_of_the_power(at: At) -> None:
    hall = at(GIVEN)
    hall.complete("办理", "准予")
    hall.must()
    assert decided(hall).mandates == ("甲授〔2020〕1号",)
    assert not decided(hall).deputy


def test_a_deputy_decides_and_the_record_says_so(at: At) -> None:
    hall = at(replace(GIVEN, deputy=True, since=date(2026, 3, 2), until=date(2026, 3, 6)))
    hall.complete("办理", "准予")
    assert decided(hall).deputy


REFUSED = [
    ((), {}, "没有这个部门的审批决定权授权"),
    ((ending(date(2026, 3, 1)),), {}, "已于2026-03-01到期"),
    ((replace(GIVEN, since=date(2026, 3, 3)),), {}, "自2026-03-03起生效"),
    ((replace(GIVEN, revoked_from=date(2026, 3, 2)),), {}, "已于2026-03-02撤销"),
    ((replace(GIVEN, powers=frozenset({Power.REPORT})),), {}, "没有审批决定权，只有：审核上报权"),
    ((replace(GIVEN, matters=frozenset({"other"})),), {}, "不含事项“plain”"),
    ((GIVEN,), {"card": ""}, "没有执法证"),
    ((GIVEN,), {"card_until": date(2026, 3, 1)}, "执法证已于2026-03-01到期"),
    ((replace(GIVEN, delegate=Holder(HolderKind.PERSON, "window")),), {}, "没有这个部门的审批决定权授权"),
]


@pytest.mark.parametrize(("mandates", "person", "told"), REFUSED)
@pytest.mark.parametrize("outcome", ["准予", "不予"])
def test_without_a_valid_power_nothing_is_decided(
    at: At, mandates: tuple[Mandate, ...], person: dict[str, object], told: str, outcome: str
) -> None:
    hall = at(*mandates, **person)
    hall.complete("办理", outcome, reason="不符合条件")
    assert hall.refusal is not None
    assert hall.refusal.rule == "power"
    assert told in hall.refusal.message
    assert hall.refusal.advice
    assert hall.current().decided_at is None
    assert hall.step("办理")


def test_a_mandate_that_ends_between_claim_and_completion_is_refused_at_completion(at: At) -> None:
    hall = at(ending(date(2026, 3, 3)))
    step = hall.step("办理")
    hall.command(step, c.Claim(step.token))
    hall.must()
    hall.until(BEGIN + timedelta(days=2))
    hall.complete("办理", "准予")
    assert hall.refusal is not None
    assert "2026-03-03到期" in hall.refusal.message
    assert hall.step("办理").holder is not None
    hall.until(BEGIN + timedelta(days=3))
    assert hall.step("办理")


def test_a_power_handed_on_holds_as_long_as_every_hop_does(at: At) -> None:
    window = replace(GIVEN, document="甲1", delegate=Holder(HolderKind.WINDOW, "D01"), may_pass_on=True)
    hop = replace(
        GIVEN, document="甲2", delegator=Holder(HolderKind.WINDOW, "D01"), under="甲1", until=date(2026, 12, 31)
    )
    hall = at(window, hop)
    hall.complete("办理", "准予")
    assert decided(hall).mandates == ("甲1", "甲2")
    broken = at(replace(window, revoked_from=date(2026, 3, 1)), hop)
    broken.complete("办理", "准予")
    assert broken.refusal is not None
    assert "授权链断了" in broken.refusal.message
    assert "转部门办理" in broken.refusal.advice
