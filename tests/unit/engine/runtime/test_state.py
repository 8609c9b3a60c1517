"""The bytes of a case: small, versioned, checked, and never confused by what an applicant has written."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from bpmn.feel import compile_expression, to_json
from engine.runtime import Definition, RuntimeCase, RuntimeFault, StateUnreadable, codec
from engine.runtime.values import from_plain, kept_variables, to_plain

RECORDED = Path(__file__).parent / "recorded"


def test_a_state_that_is_cut_or_damaged_is_unreadable(play: Callable[..., Any]) -> None:
    case = play("S->G->a->G2->E; G->b->G2", data={"n": 1}).do("a")
    for cut in range(len(case.state)):
        with pytest.raises(StateUnreadable):
            RuntimeCase.load(case.state[:cut], case.definition)
    for at in range(len(case.state)):
        for bit in range(8):
            damaged = bytearray(case.state)
            damaged[at] ^= 1 << bit
            with pytest.raises(StateUnreadable):
                RuntimeCase.load(bytes(damaged), case.definition)


def test_a_state_of_a_later_version_says_so(play: Callable[..., Any]) -> None:
    case = play("S->a->E")
    later = case.state[:1] + bytes([codec.VERSION + 1]) + case.state[2:]
    with pytest.raises(StateUnreadable, match="请升级程序"):
        RuntimeCase.load(later, case.definition)


def test_a_state_of_another_diagram_is_unreadable(play: Callable[..., Any], build: Callable[..., Definition]) -> None:
    case = play("S->a->E")
    with pytest.raises(StateUnreadable, match="不符"):
        RuntimeCase.load(case.state, build("S->b->E"))


@pytest.mark.parametrize("state", [[], [0, 1, {}, []], [0, 1, {}, [[1, 7, "a", 16]], []], [0, 1, {}, [], [[1, 0, []]]]])
def test_a_state_with_the_wrong_insides_is_unreadable(state: list[Any], build: Callable[..., Definition]) -> None:
    with pytest.raises(StateUnreadable):
        RuntimeCase.load(codec.pack(state), build("S->a->E"))


def test_a_large_state_is_packed(play: Callable[..., Any]) -> None:
    loop = {"loop": {"kind": "parallel", "collection": "names", "item": "name"}}
    case = play("S->a->E", {"a": loop}, data={"names": [f"expert number {at}" for at in range(300)]})
    assert case.state[:1] == b"Z"
    assert len(case.state) < 6000
    assert case.step("a").item == "expert number 0"


def test_only_variables_the_diagram_reads_are_kept(play: Callable[..., Any]) -> None:
    data = {"n": 1, "story": "long " * 1000}
    case = play("S->a->X->b?n > 5; X->c?; b->E; c->E2", data=data)
    assert case.definition.reads == {"n"}
    assert case.variables == {"n": 1}
    assert len(case.state) < 60
    assert case.do("a", n=9, other="x").variables == {"n": 9}


VALUES = {
    "text": "文字",
    "whole": 7,
    "huge": 10**30,
    "yes": True,
    "nothing": None,
    "part": 1.5,
    "money": Decimal("12.50"),
    "counted": Decimal(3),
    "list": [1, [Decimal("0.1")], {"a": None}],
    "context": {"b": {"c": [True]}},
    "day": compile_expression('date("2026-03-02")').evaluate({}),
    "moment": compile_expression('date and time("2026-03-02T09:30:00+08:00")').evaluate({}),
    "clock": compile_expression('time("09:30:00")').evaluate({}),
    "months": compile_expression('duration("P1Y2M")').evaluate({}),
    "days": compile_expression('duration("P3DT4H")').evaluate({}),
    "looks like a number": {"$n": "5"},
    "looks like a date": {"$t": "2026-03-02"},
    "looks like a wrapper": {"$o": {"$n": "5"}},
    "typename": {"typename": "timedelta", "days": 3},
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_comes_back_as_it_was(name: str) -> None:
    value = VALUES[name]
    back = from_plain(orjson.loads(orjson.dumps(to_plain(value))))
    assert back == value
    assert type(back) is type(value) or {type(back), type(value)} <= {int, Decimal}


def test_applicants_data_is_never_taken_for_a_type(play: Callable[..., Any]) -> None:
    case = play("S->a->X->b?form != null; X->c?; b->E; c->E2", data={"form": {"typename": "lease", "$n": "5"}})
    assert case.do("a").variables == {"form": {"typename": "lease", "$n": "5"}}
    assert play("S->a->X->E?x != null; X->E2?", data={"x": {"$n": "5"}}).variables == {"x": {"$n": "5"}}


def test_a_number_comes_back_as_decisions_read_it() -> None:
    kept = kept_variables({"面积": 120, "份额": [1, {"$n": "0.5"}], "同意": True})

    assert kept == {"面积": Decimal(120), "份额": [Decimal(1), Decimal("0.5")], "同意": True}
    assert (type(kept["面积"]), kept["同意"]) == (Decimal, True)
    assert to_json(kept["面积"]) == 120


def test_a_value_that_cannot_be_kept_is_an_error_not_a_loss() -> None:
    with pytest.raises(RuntimeFault, match="不能作为流程变量"):
        to_plain(compile_expression("[1..5]").evaluate({}))


def test_dates_go_on_being_dates_after_a_restart(play: Callable[..., Any]) -> None:
    script = {"s": {"kind": "scriptTask", "script": 'due = date("2026-03-02") + duration("P10D")'}}
    case = play('S->s->a->X->b?due > date("2026-03-11"); X->c?; b->E; c->E2', script)
    assert case.do("a").open() == ["b"]


def test_recorded_states_still_load(build: Callable[..., Definition], begin: Callable[..., Any]) -> None:
    """One recorded case for each version of the format; none is ever removed."""
    files = sorted(RECORDED.glob("*.json"))
    assert [file.stem for file in files] == [f"version_{number}" for number in range(1, codec.VERSION + 1)]
    for file in files:
        record = orjson.loads(file.read_bytes())
        definition = build(record["flow"], record["node"], others=record["others"])
        for state in record["states"]:
            case = begin(definition, record["data"])
            case.resume(bytes.fromhex(state["hex"]))
            assert sorted(case.open()) == state["open"]
            assert case.variables == state["variables"]
            for element, data in state["then"]:
                case.do(element, **data)
            assert case.finished
