"""Who sees a case: the windows and supervision all of them, a department those that reached it, others none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from engine.cases.case import Case
from engine.cases.sight import departments_seen, sees


@pytest.mark.parametrize(
    ("login", "received", "accepted", "registered"),
    [
        ("chenyang", True, True, True),
        ("luoyang", True, True, True),
        ("songli", True, True, True),
        ("fangyang", True, True, True),
        ("lishi", False, True, True),
        ("heli", False, False, True),
        ("jinli", False, False, False),
        ("lvli", False, False, False),
        ("suyang", False, False, False),
        ("lushi", False, False, False),
        ("xuli", False, False, False),
        ("zengyang", False, False, False),
    ],
)
def test_sight_grows_with_the_way_of_the_case(
    at_turn: Callable[[str], Case], person: Any, login: str, received: bool, accepted: bool, registered: bool
) -> None:
    actor = person(login)
    assert [sees(actor, at_turn(turn)) for turn in ("received", "accepted", "registered")] == [
        received,
        accepted,
        registered,
    ]


def test_nobody_sees_a_case_of_another_tenant(at_turn: Callable[[str], Case], person: Any) -> None:
    case = at_turn("registered")
    for login in ("chenyang", "songli", "lishi"):
        assert not sees(replace(person(login), tenant=UUID(int=9)), case)


def test_without_a_post_in_force_nothing_is_seen(person: Any) -> None:
    assert departments_seen(replace(person("lishi"), posts=frozenset())) == ()
    assert departments_seen(person("lishi")) == ("market_regulation",)
    assert departments_seen(person("songli")) is None
