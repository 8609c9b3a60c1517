"""R1: a limit says its unit, always; a bare “日” is refused."""

import pytest

from engine.legal_clock import Limit, Unit, read_instant, read_limit
from engine.refusal import Refusal

READ = (
    ("3工作日", 3, Unit.WORKING_DAY),
    ("10 个工作日", 10, Unit.WORKING_DAY),
    ("20个工作日", 20, Unit.WORKING_DAY),
    (" 7自然日 ", 7, Unit.NATURAL_DAY),
    ("7日历日", 7, Unit.NATURAL_DAY),
    ("4工作小时", 4, Unit.WORKING_HOUR),
    ("2个月", 2, Unit.MONTH),
    ("6月", 6, Unit.MONTH),
    ("5年", 5, Unit.YEAR),
    ("0工作日", 0, Unit.WORKING_DAY),
    ("3workingDay", 3, Unit.WORKING_DAY),
    ("3 naturalDay", 3, Unit.NATURAL_DAY),
)
REFUSED = ("3", "3日", "7天", "24小时", "工作日", "", "三工作日", "-3工作日", "3.5工作日", "99999工作日", "3工作日左右")


@pytest.mark.parametrize(("text", "amount", "unit"), READ)
def test_a_limit_with_its_unit_is_read(text: str, amount: int, unit: Unit) -> None:
    assert read_limit(text) == Limit(amount, unit)


@pytest.mark.parametrize("text", REFUSED)
def test_a_limit_without_unit_or_number_is_refused(text: str) -> None:
    refusal = read_limit(text)
    assert isinstance(refusal, Refusal)
    assert refusal.rule == "limit-unit"
    assert "行政许可法第八十二条" in refusal.article


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_is_read_back_as_it_is_shown(unit: Unit) -> None:
    assert read_limit(str(Limit(3, unit))) == Limit(3, unit)


def test_a_negative_limit_is_a_fault() -> None:
    with pytest.raises(ValueError, match="不能小于零"):
        Limit(-1, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-02-13 15:00", "2026-02-13T15:00:00+08:00"),
        ("2026-02-13", "2026-02-13T00:00:00+08:00"),
        ("2026-02-13T15:00:30", "2026-02-13T15:00:30+08:00"),
        ("2026-02-13T07:00:00Z", "2026-02-13T07:00:00+00:00"),
    ],
)
def test_local_text_is_the_time_of_the_centre(text: str, shown: str) -> None:
    moment = read_instant(text)
    assert not isinstance(moment, Refusal)
    assert moment.isoformat() == shown


@pytest.mark.parametrize("text", ["", "明天", "2026-02-30", "15:00", "2026-13-01 00:00"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    refusal = read_instant(text)
    assert isinstance(refusal, Refusal)
    assert refusal.advice
