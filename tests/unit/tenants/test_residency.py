"""The residency rate to the last matter: 69.9 per cent fails, 70 passes; what must enter is an exact set."""

from datetime import date
from fractions import Fraction

import pytest

from bpmn.finding import Finding
from tenants.residency import (
    Base,
    ExceptionReason,
    ListedMatter,
    Presence,
    ResidencyException,
    Target,
    reason_of,
    residency,
    undecided,
)

DAY = date(2026, 3, 2)
OUTSIDE = Presence.OUTSIDE


def listed(present: int, outside: int) -> list[ListedMatter]:
    inside = [ListedMatter(f"in{number}", "tax") for number in range(present)]
    return inside + [ListedMatter(f"out{number}", "civil_affairs", OUTSIDE) for number in range(outside)]


@pytest.mark.parametrize(
    ("present", "outside", "passes", "shown"),
    [
        (699, 301, False, "进驻率 69.9%（699/1000，全部公布事项），没有达到70%。"),
        (700, 300, True, "进驻率 70.0%（700/1000，全部公布事项），达到70%。"),
        # 6999/10000 = 69.99%: shown cut off, never rounded up to the target
        (6999, 3001, False, "进驻率 69.9%（6999/10000，全部公布事项），没有达到70%。"),
        (7, 3, True, "进驻率 70.0%（7/10，全部公布事项），达到70%。"),
        (0, 0, False, "没有公布的事项，进驻率不能计算。"),
    ],
)
def test_the_rate(present: int, outside: int, passes: bool, shown: str) -> None:
    found = residency(listed(present, outside), (), DAY)
    assert (found.passes, str(found)) == (passes, shown)


def exception(matter: str, **facts: object) -> ResidencyException:
    known: dict[str, object] = {
        "approval": "县政府常务会议纪要〔2026〕3号",
        "approved_on": date(2026, 1, 5),
        "published_on": date(2026, 1, 10),
        **facts,
    }
    return ResidencyException(matter, ExceptionReason.PREMISES, **known)  # type: ignore[arg-type]


WHOLE = Target(100, Base.WITHOUT_EXCEPTIONS)


@pytest.mark.parametrize(
    ("exceptions", "present", "base", "missing"),
    [
        # 8 进驻、2 未进驻；两项都是批准并公布的例外：8/8
        ((exception("out0"), exception("out1")), 8, 8, ()),
        # 只有一项是例外：8/9，另一项要进驻
        ((exception("out0"),), 8, 9, (("civil_affairs", "out1"),)),
        # 没有批准、还没公布、今天之后才公布的，都按应进驻算：8/10
        (
            (exception("out0", approval=""), exception("out1", published_on=None)),
            8,
            10,
            (("civil_affairs", "out0"), ("civil_affairs", "out1")),
        ),
        (
            (exception("out0", published_on=date(2026, 3, 3)),),
            8,
            10,
            (("civil_affairs", "out0"), ("civil_affairs", "out1")),
        ),
    ],
)
def test_all_but_the_exceptions(
    exceptions: tuple[ResidencyException, ...], present: int, base: int, missing: tuple[tuple[str, str], ...]
) -> None:
    found = residency(listed(8, 2), exceptions, DAY, WHOLE)
    assert (found.present, found.base, found.missing) == (present, base, missing)
    assert found.passes == (not missing)


def test_an_exception_counts_from_the_day_it_is_published() -> None:
    assert not exception("a").counts_on(date(2026, 1, 9))
    assert exception("a").counts_on(date(2026, 1, 10))


def test_an_excepted_matter_that_entered_anyway_is_in_neither_number() -> None:
    found = residency(listed(8, 2), (exception("in0"),), DAY, WHOLE)
    assert (found.present, found.base) == (7, 9)


def test_a_station_counts_where_the_centre_says_so() -> None:
    matters = [ListedMatter("a", "tax"), ListedMatter("b", "tax", Presence.STATION)]
    assert residency(matters, (), DAY).rate == 1
    strict = residency(matters, (), DAY, Target(stations_count=False))
    assert (strict.rate, strict.missing) == (Fraction(1, 2), (("tax", "b"),))


def test_a_matter_listed_twice_counts_once() -> None:
    assert residency(listed(3, 0) * 2, (), DAY).base == 3


@pytest.mark.parametrize(("word", "reason"), [("涉密", "secret"), ("safety", "safety"), ("场地特殊", "premises")])
def test_there_are_three_reasons(word: str, reason: str) -> None:
    assert reason_of(word, "a") == reason


@pytest.mark.parametrize("word", ["人手不足", "", "涉密等"])
def test_any_other_reason_is_refused(word: str) -> None:
    found = reason_of(word, "marriage")
    assert isinstance(found, Finding)
    assert found.met == word
    assert "涉密" in found.expected


def test_what_an_exception_still_needs_is_said() -> None:
    told = undecided(
        (
            exception("a", approval=""),
            exception("b", published_on=None),
            exception("c", published_on=date(2026, 1, 1)),
            exception("d"),
        ),
        DAY,
    )
    assert [(finding.element, finding.met) for finding in told] == [
        ("a", "没有批准"),
        ("b", "还没有公布"),
        ("c", "公布早于批准"),
    ]
