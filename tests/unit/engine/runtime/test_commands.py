"""Commands on the wrong token change nothing; a command that fails leaves the bytes before it as good as ever."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bpmn.diagram import EventKind
from bpmn.errors import ModelError
from engine.runtime import Decision, Definition, RuntimeCase, RuntimeFault, RuntimeIncident, StepNotOpen
from engine.runtime import effects as fx

Play = Callable[..., Any]
Build = Callable[..., Definition]
TIMER = {"kind": "intermediateCatchEvent", "event": "timer", "timer": "timeDuration", "text": "P5D"}


def test_a_step_is_done_once(play: Play) -> None:
    case = play("S->a->b->E")
    token = case.step("a").token
    case.do("a")
    again = case.case()
    with pytest.raises(StepNotOpen):
        again.complete(token)
    assert again.save() == case.state


@pytest.mark.parametrize("command", ["complete", "fire", "fail"])
def test_no_command_reaches_a_token_that_waits_for_something_else(command: str, play: Play) -> None:
    case = play("S->G->a->E; G->t->E2; G->s->E3", {"t": TIMER, "s": {"kind": "serviceTask"}})
    reaches = {"complete": {"a", "s"}, "fire": {"t"}, "fail": {"s"}}[command]
    tokens = dict(case.case().active())
    for token, element in [*tokens.items(), (99, "none")]:
        if element not in reaches:
            live = case.case()
            with pytest.raises(StepNotOpen):
                live.fail(token, "x") if command == "fail" else getattr(live, command)(token)
            assert live.save() == case.state


def test_nobody_listens(play: Play) -> None:
    case = play("S->a->E")
    before = case.state
    assert case.message("paid").effects == ()
    assert case.signal("go").effects == ()
    assert case.state == before


def test_a_message_goes_to_the_oldest_who_listens_a_signal_to_all(play: Play) -> None:
    hears = {"kind": "receiveTask", "message": "paid"}
    case = play("S->G->p->a->E; G->q->b->E2", {"p": hears, "q": hears})
    assert case.message("paid").open() == ["a"]
    assert case.message("paid").open() == ["a", "b"]


def test_instances_hear_the_message_with_their_own_key(play: Play) -> None:
    from bpmn.diagram import Definition as Root

    given = {
        "p": {
            "kind": "receiveTask",
            "message": "paid",
            "loop": {"kind": "parallel", "collection": "bills", "item": "bill"},
        }
    }
    roots = [Root("M1", "message", "paid", correlation="bill")]
    case = play("S->p->a->E", given, roots=roots, data={"bills": ["x", "y"]})
    assert [effect.key for effect in case.effects if isinstance(effect, fx.Listening)] == ["x", "y"]
    assert case.message("paid", "y").open() == []
    assert case.message("paid", "x").open() == ["a"]


def test_a_failing_expression_is_an_incident_with_place_and_input(play: Play) -> None:
    case = play("S->a->X->b?n > 1; X->c?n < 0; b->E; c->E2", data={"n": 5})
    before = case.state
    live = case.case()
    with pytest.raises(RuntimeIncident) as caught:
        live.complete(live.open_steps()[0].token, {"n": 1})
    incident = caught.value.incident
    assert (incident.element, incident.where, incident.input) == ("X", "出口条件", {"n": 1})
    assert "没有一条出口" in incident.what
    for command in (live.save, lambda: live.assign({}), lambda: live.complete(1), lambda: live.cancel()):
        with pytest.raises(RuntimeFault, match="已经作废"):
            command()
    assert case.state == before
    assert case.do("a", n=2).open() == ["b"]  # edited and tried again


def test_a_person_sends_a_case_past_a_gateway_without_a_way_out(play: Play) -> None:
    case = play("S->a->X->b?n > 1; X->c?n < 0; b->E; c->E2", data={"n": 1})
    token = case.step("a").token
    with pytest.raises(RuntimeIncident):
        case.do("a")
    live = RuntimeCase.load(case.state, case.definition, detours={"X": "X_c"})
    assert fx.Passed("X", ("X_c",)) in live.complete(token)
    assert [step.element for step in live.open_steps()] == ["c"]


def test_a_detour_does_not_overrule_a_condition_that_holds(play: Play) -> None:
    case = play("S->a->X->b?n > 1; X->c?n < 0; b->E; c->E2", data={"n": 5})
    live = RuntimeCase.load(case.state, case.definition, detours={"X": "X_c"})
    live.complete(case.step("a").token)
    assert [step.element for step in live.open_steps()] == ["b"]


class Broken:
    """Decisions that cannot answer."""

    def reads(self, decision: str) -> frozenset[str]:
        return frozenset({"n"})

    def decide(self, decision: str, variables: Mapping[str, object], **moment: object) -> Decision:
        raise ModelError("没有匹配的规则")


def test_a_decision_without_an_answer_is_an_incident(draw: Callable[..., Any], begin: Callable[..., Any]) -> None:
    diagram = draw("S->a->r->E", {"r": {"kind": "businessRuleTask", "decision": "d"}})
    case = begin(Definition.compile(diagram, decisions=Broken()), {"n": 3})
    with pytest.raises(RuntimeIncident, match="没有匹配的规则") as caught:
        case.do("a")
    assert (caught.value.incident.element, caught.value.incident.input) == ("r", {"n": 3})
    assert case.open() == ["a"]
    live = RuntimeCase.load(case.state, case.definition, detours={"r": ""})  # skipped by a person
    assert fx.Finished() in live.complete(case.step("a").token)


def test_a_message_key_without_a_value_is_an_incident(play: Play) -> None:
    from bpmn.diagram import Definition as Root

    roots = [Root("M1", "message", "paid", correlation="file")]
    with pytest.raises(RuntimeIncident, match="关联键"):
        play("S->p->E", {"p": {"kind": "receiveTask", "message": "paid"}}, roots=roots)


def test_a_loop_without_a_person_stops_with_an_incident(play: Play) -> None:
    with pytest.raises(RuntimeIncident, match="原地打转"):
        play("S->M->X->M?; X->E?n = 1", {"M": {"kind": "exclusiveGateway"}})


def test_a_process_that_calls_itself_without_end_stops_with_an_incident(play: Play) -> None:
    with pytest.raises(RuntimeIncident, match="嵌套超过"):
        play("S->c->E", {"c": {"kind": "callActivity", "called": "main"}})


def test_too_many_instances_are_an_incident(play: Play) -> None:
    with pytest.raises(RuntimeIncident, match="多实例超过"):
        play("S->a->E", {"a": {"loop": {"kind": "parallel", "cardinality": "1000000"}}})


def test_instances_that_multiply_are_an_incident(play: Play) -> None:
    loop = {"kind": "parallel", "cardinality": "1000"}
    with pytest.raises(RuntimeIncident, match="成倍增加"):
        play("S->p->E", {"p": {"kind": "subProcess", "flow": "Sp->a->Ep", "loop": loop}, "a": {"loop": loop}})


def test_a_loop_that_multiplies_is_an_incident(play: Play) -> None:
    with pytest.raises(RuntimeIncident, match="成倍增加"):
        play("S->M->G->M; G->M; G->a->E", {"M": {"kind": "exclusiveGateway"}})


@pytest.mark.parametrize("count", ['"three"', "-1", "1.5", "null", "true"])
def test_a_count_that_is_no_whole_number_is_an_incident(count: str, play: Play) -> None:
    with pytest.raises(RuntimeIncident, match="不是非负整数"):
        play("S->a->E", {"a": {"loop": {"kind": "parallel", "cardinality": count}}})


def test_cancelling_takes_everything_away(play: Play) -> None:
    given = {
        "p": {"kind": "subProcess", "flow": "Sp->a->Ep"},
        "t": TIMER,
        "s": {"kind": "serviceTask"},
        "m": {"kind": "receiveTask", "message": "paid"},
    }
    case = play("S->G->p->E; G->t->E2; G->s->E3; G->m->E4", given).cancel("申请人撤回")
    assert case.finished
    assert sorted(type(effect).__name__ for effect in case.effects) == [
        "Finished",
        "ListeningDropped",
        "ServiceDropped",
        "StepClosed",
        "TimerDropped",
    ]
    assert case.effects[-1] == fx.Finished(cancelled=True, reason="申请人撤回")
    assert case.cancel("again").effects == ()


def test_an_error_of_a_service_reaches_the_scope_around(play: Play) -> None:
    given = {
        "s": {"kind": "serviceTask"},
        "w": {"kind": "subProcess", "in": "main", "on_event": True, "flow": "Sw->b->Ew"},
        "Sw": {"event": "error", "hears": "poor"},
    }
    case = play("S->s->E", given).fail("s", "poor")
    assert case.open() == ["b"]
    with pytest.raises(RuntimeIncident, match="没有任何"):
        play("S->s->E", given).fail("s", "other")


def test_an_instance_that_fails_ends_the_whole_of_them(play: Play) -> None:
    given = {
        "s": {"kind": "serviceTask", "loop": {"kind": "parallel", "cardinality": "3"}},
        "bad": {"kind": "boundaryEvent", "in": "main", "on": "s", "event": "error"},
    }
    case = play("S->s->E; bad->b->E2", given).fail("s", "poor")
    assert [type(effect).__name__ for effect in case.effects].count("ServiceDropped") == 3
    assert case.open() == ["b"]


def test_two_interrupting_events_at_once_fire_one_by_one(play: Play) -> None:
    stop = {"kind": "boundaryEvent", "in": "main", "on": "a", "event": "signal", "hears": "stop"}
    case = play("S->a->E; x->b->E2; y->c->E3", {"x": stop, "y": stop}).signal("stop")
    assert case.open() == ["b"]


def test_parallel_branches_see_what_the_others_wrote(play: Play) -> None:
    case = play("S->G->a->G2->X->c?n = 1 and m = 2; G->b->G2; X->d?; c->E; d->E2")
    assert case.do("a", n=1).do("b", m=2).open() == ["c"]


def test_what_an_instance_writes_stays_in_it(play: Play) -> None:
    given = {"a": {"loop": {"kind": "parallel", "cardinality": "2"}}}
    case = play('S->a->X->b?word = "mine"; X->c?; b->E; c->E2', given, data={"word": "ours"})
    assert case.do("a", word="mine").do("a", word="mine").open() == ["c"]
    assert case.variables == {"word": "ours"}


def test_a_loop_writes_into_the_case(play: Play) -> None:
    given = {"a": {"loop": {"kind": "standard", "condition": "n < 3", "maximum": 9}}}
    case = play("S->a->b->E", given)
    assert case.do("a", n=1).do("a", n=3).open() == ["b"]
    assert case.variables == {"n": 3}


def test_an_escalation_nobody_catches_is_told(play: Play) -> None:
    case = play("S->x->a->E", {"x": {"kind": "intermediateThrowEvent", "event": "escalation", "hears": "late"}})
    assert fx.Thrown("x", EventKind.ESCALATION, "late") in case.effects
    assert case.open() == ["a"]


def test_a_library_definition_is_called_with_its_own_variables(build: Build, begin: Callable[..., Any]) -> None:
    shared = build("S->a->X->b?n > 1; X->E?; b->E2")
    given = {"p": {"kind": "callActivity", "called": "shared"}}
    definition = build("S->p->c->E", given, library={"shared": shared})
    assert definition.reads == {"n"}
    case = begin(definition, {"n": 5})
    assert case.do("p/a").do("p/b").open() == ["c"]


def test_open_steps_show_what_the_step_sees(play: Play) -> None:
    given = {"a": {"loop": {"kind": "parallel", "collection": "names", "item": "name"}}}
    case = play("S->a->X->E?n = 1; X->E2?", given, data={"names": ["li"], "n": 4})
    step = case.step("a")
    assert (step.item, step.index) == ("li", 1)
    assert dict(step.variables) == {"names": ["li"], "n": 4, "name": "li", "loopCounter": 1}


def test_a_finished_case_takes_no_command(play: Play) -> None:
    case = play("S->a->E")
    token = case.step("a").token
    case.do("a")
    with pytest.raises(StepNotOpen):
        case.case().complete(token)
    assert case.message("paid").effects == ()
    assert case.case().open_steps() == ()


def test_a_case_is_loaded_from_bytes_alone(play: Play) -> None:
    """Two restored objects of one state do not know of each other."""
    case = play("S->G->a->G2->E; G->b->G2")
    first, second = case.case(), case.case()
    first.complete(first.open_steps()[0].token)
    assert [step.element for step in second.open_steps()] == ["a", "b"]
    assert second.save() == case.state


def test_start_takes_only_what_is_read(build: Build) -> None:
    definition = build("S->a->X->E?n = 1; X->E2?")
    case, _ = RuntimeCase.start(definition, {"n": 1, "other": 2})
    assert case.variables == {"n": 1}


class Mondays:
    """A calendar on which only Mondays are worked."""

    def is_working_day(self, day: date, /) -> bool:
        return day.weekday() == 0


class Noting:
    """Decisions that remember when and on which calendar they were asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []

    def reads(self, decision: str) -> frozenset[str]:
        return frozenset()

    def decide(self, decision: str, variables: Mapping[str, object], **moment: object) -> Decision:
        self.asked.append(moment)
        return Decision(1)


def test_today_and_working_days_are_what_the_caller_says(draw: Callable[..., Any]) -> None:
    decisions = Noting()
    given = {"r": {"kind": "businessRuleTask", "decision": "d"}}
    diagram = draw('S->a->r->X->b?today() = date("2026-03-02"); X->c?; b->E; c->E2', given)
    definition = Definition.compile(diagram, decisions=decisions)
    now, calendar = datetime(2026, 3, 2, 9, tzinfo=UTC), Mondays()
    case, _ = RuntimeCase.start(definition, now=now, calendar=calendar)
    live = RuntimeCase.load(case.save(), definition, now=now, calendar=calendar)
    live.complete(live.open_steps()[0].token)
    assert [step.element for step in live.open_steps()] == ["b"]
    assert decisions.asked == [{"now": now, "calendar": calendar}]


def test_a_variable_named_like_a_function_is_read_when_it_is_known(build: Build, begin: Callable[..., Any]) -> None:
    drawing = "S->a->X->b?number > 5 and 申请 金额 > 1; X->c?; b->E; c->E2"
    definition = build(drawing, names=["number", "申请 金额"])
    assert definition.reads == {"number", "申请 金额"}
    assert begin(definition, {"number": 9, "申请 金额": 2}).do("a").open() == ["b"]
