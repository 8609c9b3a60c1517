"""An open case moves to a new version of its diagram, or is refused; what waits keeps its number."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.runtime import Definition, MigrationRefused, RuntimeCase, effects, migrate, propose

Build = Callable[..., Definition]
Begin = Callable[..., Any]


def elements(state: bytes, definition: Definition) -> list[str]:
    return [element for _, element in RuntimeCase.load(state, definition).active()]


def test_a_step_inserted_behind_the_open_one_is_met_on_the_way(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E"), build("S->a->b->E")
    case = begin(old)
    token = case.step("a").token
    moved = migrate(case.state, old, new)
    assert moved.effects == ()
    case.move(new, moved)
    assert case.step("a").token == token
    assert case.do("a").open() == ["b"]
    assert case.do("b").finished


def test_a_renamed_step_goes_where_the_map_says(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E"), build("S->check->b->E")
    case = begin(old)
    assert elements(migrate(case.state, old, new, {"a": "check"}).state, new) == ["check"]


def test_a_step_without_a_place_is_refused_and_the_case_stays(build: Build, begin: Begin) -> None:
    old, new = build("S->G->a->G2->E; G->b->G2"), build("S->G->a->G2->E; G->c->G2")
    case = begin(old)
    with pytest.raises(MigrationRefused) as caught:
        migrate(case.state, old, new)
    assert [finding.element for finding in caught.value.findings] == ["b"]
    assert case.open() == ["a", "b"]


def test_a_step_that_became_something_else_is_refused(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E"), build("S->a->E", {"a": {"kind": "serviceTask"}})
    with pytest.raises(MigrationRefused, match="另一类元素"):
        migrate(begin(old).state, old, new)


def test_a_step_that_moved_into_a_sub_process_is_refused(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E"), build("S->p->E", {"p": {"kind": "subProcess", "flow": "Sp->a->Ep"}})
    with pytest.raises(MigrationRefused):
        migrate(begin(old).state, old, new)


TIMER = {"kind": "boundaryEvent", "in": "main", "on": "a", "event": "timer", "timer": "timeDuration", "text": "P5D"}


def test_a_waiting_timer_keeps_its_row(build: Build, begin: Begin) -> None:
    old = build("S->a->E; t->z->E2", {"t": TIMER})
    new = build("S->a->b->E; t->z->E2", {"t": TIMER | {"text": "P9D"}})
    case = begin(old)
    moved = migrate(case.state, old, new)
    assert moved.effects == ()
    case.move(new, moved)
    assert case.fire("t").open() == ["z"]


def test_a_new_boundary_event_is_put_in_place(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E"), build("S->a->E; t->z->E2", {"t": TIMER})
    case = begin(old)
    moved = migrate(case.state, old, new)
    [asked] = moved.effects
    assert isinstance(asked, effects.TimerAsked)
    assert (asked.element, asked.value) == ("t", "P5D")
    case.move(new, moved)
    assert case.fire("t").open() == ["z"]


def test_a_boundary_event_that_is_gone_gives_up_its_row(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E; t->z->E2", {"t": TIMER}), build("S->a->E")
    case = begin(old)
    moved = migrate(case.state, old, new)
    assert moved.effects == (effects.TimerDropped(case.timers["t"], "t"),)
    assert elements(moved.state, new) == ["a"]


def test_a_timer_that_has_gone_off_is_not_put_back(build: Build, begin: Begin) -> None:
    gentle = {"t": TIMER | {"interrupting": False}}
    old, new = build("S->a->E; t->z->E2", gentle), build("S->a->b->E; t->z->E2", gentle)
    case = begin(old).fire("t")
    moved = migrate(case.state, old, new)
    assert moved.effects == ()
    assert sorted(elements(moved.state, new)) == ["a", "z"]


WITHDRAW = {"w": {"kind": "subProcess", "in": "main", "on_event": True, "flow": "Sw->r->Ew"}}
HEARS = {"Sw": {"event": "message", "hears": "withdrawn"}}


def test_a_new_event_sub_process_listens_from_now_on(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E"), build("S->a->E", WITHDRAW | HEARS)
    case = begin(old)
    moved = migrate(case.state, old, new)
    assert [type(effect) for effect in moved.effects] == [effects.Listening]
    case.move(new, moved)
    assert case.message("withdrawn").open() == ["r"]


def test_a_listener_for_another_message_is_refused(build: Build, begin: Begin) -> None:
    old = build("S->m->E", {"m": {"kind": "receiveTask", "message": "paid"}})
    new = build("S->m->E", {"m": {"kind": "receiveTask", "message": "told"}})
    with pytest.raises(MigrationRefused, match="另一条消息"):
        migrate(begin(old).state, old, new)


def test_a_waiting_join_keeps_its_count(build: Build, begin: Begin) -> None:
    old, new = build("S->G->a->G2->E; G->b->G2"), build("S->G->a->G2->c->E; G->b->G2")
    case = begin(old).do("a")
    case.move(new, migrate(case.state, old, new))
    assert case.do("b").open() == ["c"]


def test_a_waiting_join_with_other_inputs_is_refused(build: Build, begin: Begin) -> None:
    old, new = build("S->G->a->G2->E; G->b->G2"), build("S->G->a->c->G2->E; G->b->G2")
    case = begin(old).do("a")
    with pytest.raises(MigrationRefused, match="入口不同"):
        migrate(case.state, old, new)
    moved = migrate(case.state, old, new, {"a_G2": "c_G2"})
    case.move(new, moved)
    assert case.do("b").finished


def test_inside_sub_processes_and_instances_too(build: Build, begin: Begin) -> None:
    loop = {"loop": {"kind": "parallel", "cardinality": "2"}}
    old = build("S->p->E", {"p": {"kind": "subProcess", "flow": "Sp->a->Ep", **loop}})
    new = build("S->q->z->E", {"q": {"kind": "subProcess", "flow": "Sq->a->b->Eq", **loop}})
    case = begin(old)
    case.move(new, migrate(case.state, old, new, {"p": "q"}))
    assert case.do("a").do("a").do("b").do("b").open() == ["z"]


def test_what_the_new_version_reads_comes_from_the_whole_case(build: Build, begin: Begin) -> None:
    old, new = build("S->a->E"), build("S->a->X->b?amount > 5; X->E?; b->E2")
    case = begin(old, {"amount": 9})
    assert case.variables == {}  # nothing read it
    case.move(new, migrate(case.state, old, new, {}, {"amount": 9, "colour": "red"}))
    assert case.variables == {"amount": 9}
    assert case.do("a").open() == ["b"]


def test_the_proposal_finds_same_ids_then_same_names(draw: Callable[..., Any]) -> None:
    old = draw("S->a->b->c->E", {"b": {"name": "审查"}, "c": {"name": "x"}})
    new = draw("S->a->b2->c->E", {"b2": {"name": "审查"}, "c": {"kind": "serviceTask"}})
    assert propose(old, new) == {"S": "S", "a": "a", "b": "b2", "E": "E", "a_b": "a_b2"}


def test_the_proposal_carries_a_waiting_join_over(build: Build, begin: Begin) -> None:
    old = build("S->G->a->G2->E; G->b->G2", {"a": {"name": "规划"}, "b": {"name": "消防"}})
    new = build("S->G->c->G2->E; G->d->G2", {"c": {"name": "规划"}, "d": {"name": "消防"}})
    case = begin(old).do("a")
    case.move(new, migrate(case.state, old, new, propose(old.diagram, new.diagram)))
    assert case.do("d").finished
