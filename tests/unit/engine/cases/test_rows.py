"""What lists and ticker need is a pure function of the case: the store holds exactly that, at every turn."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.cases import commands as c
from engine.cases.apply import apply_all
from engine.cases.case import Case
from engine.cases.rows import Change, moments, tasks

TURNS = ["received", "noticed", "accepted", "registered", "branches done", "issued", "delivered"]


@pytest.mark.parametrize("turn", TURNS)
def test_the_stores_rows_are_those_of_the_case(at_turn: Callable[[str], Case], hall: Any, turn: str) -> None:
    case = at_turn(turn)
    shelf = hall.cases._shelf
    assert {key[2]: row for key, row in shelf.tasks.items()} == tasks(case)
    assert {key[1]: row.moment for key, row in shelf.due.items()} == moments(case)


@pytest.mark.parametrize(
    ("turn", "kinds"),
    [
        ("received", ["check", "step"]),
        ("noticed", ["step", "supply"]),  # told: the check is done with, the applicant has a time of their own
        ("accepted", ["promised", "statutory", "step"]),
        (
            "registered",
            ["delivery", "promised", "step", "step", "step", "step", "step"],
        ),  # decided: the statutory clock stopped
        ("branches done", ["delivery", "promised", "step"]),
        ("issued", ["delivery", "step"]),  # issued: the promised clock stopped
        ("delivered", []),
    ],
)
def test_what_is_looked_at_follows_the_clocks(at_turn: Callable[[str], Case], turn: str, kinds: list[str]) -> None:
    assert sorted(moment.kind for moment in moments(at_turn(turn)).values()) == kinds


def test_a_change_puts_only_what_is_new_and_drops_only_what_is_gone(at_turn: Callable[[str], Case], hall: Any) -> None:
    at_turn("delivered")
    events = hall.events()
    before: Case | None = None
    held_tasks: dict[int, Any] = {}
    held_due: dict[str, Any] = {}
    reached: list[str] = []
    for event in events:
        after = apply_all(before, [event])
        change = Change(before, after, b"", (event,))
        for _, token in change.tasks_dropped:
            del held_tasks[token]
        held_tasks |= {row.token: row for row in change.tasks_put}
        for key in change.due_dropped:
            del held_due[key]
        held_due |= {row.id: row for row in change.due_put}
        reached += change.departments_added
        assert held_tasks == tasks(after)
        assert held_due == moments(after)
        before = after
    assert tuple(reached) == hall.current().departments


def test_a_step_sent_back_is_in_the_windows_list_until_it_is_answered(
    at_turn: Callable[[str], Case], hall: Any
) -> None:
    at_turn("registered")
    step = hall.step("公章刻制")
    assert (tasks(hall.current())[step.token].department, tasks(hall.current())[step.token].post) == (
        "seal_maker",
        "engraver",
    )
    hall.command(step, c.SendBack(step.token, "印模不一致"))
    row = tasks(hall.current())[step.token]
    assert (row.department, row.post, row.sent_back) == ("centre", "general_window", True)
    hall.resubmit("公章刻制", "已更正")
    row = tasks(hall.current())[step.token]
    assert (row.department, row.post, row.sent_back) == ("seal_maker", "engraver", False)


def test_a_limit_that_passed_is_not_looked_at_again(at_turn: Callable[[str], Case], hall: Any) -> None:
    case = at_turn("accepted")
    assert case.promised is not None
    hall.until(case.promised.at)
    kinds = sorted(moment.kind for moment in moments(hall.current()).values())
    assert kinds == ["statutory"]
    assert set(hall.current().passed_limits) == {"promised", *(n for n in hall.current().passed_limits if ":" in n)}


def test_a_row_of_work_tells_no_personal_number(at_turn: Callable[[str], Case]) -> None:
    case = at_turn("registered")
    assert case.applicant.id_number
    for row in tasks(case).values():
        assert case.applicant.id_number not in repr(row)
        assert case.applicant.phone not in repr(row)
