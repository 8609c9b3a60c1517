"""Every element of the table, command by command, saved and restored between every two.

A row of `conformance/*.toml` draws a small diagram and lists commands; behind each stand the effects it must have, in
order (what was passed is checked by `walked`), and the elements that hold a token afterwards.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from bpmn.diagram import Definition as Root
from engine.runtime import Effect, RuntimeIncident
from engine.runtime import effects as fx


def said(effect: Effect) -> str:
    """An effect in the words of the table."""
    match effect:
        case fx.StepOpened(_, element, item, index):
            return f"open {element}" + (f" {index}" if index else "") + (f" {item}" if item is not None else "")
        case fx.StepClosed(_, element, completed):
            return f"{'close' if completed else 'drop'} {element}"
        case fx.TimerAsked(_, element, timer, value):
            return f"timer {element} {timer.value} {value}"
        case fx.TimerDropped(_, element):
            return f"timer dropped {element}"
        case fx.Listening(_, element, kind, name, key):
            return f"listen {element} {kind.value} {name}" + (f" {key}" if key else "")
        case fx.ListeningDropped(_, element):
            return f"listening dropped {element}"
        case fx.Thrown(element, kind, name, payload, key):
            shown = "".join(f" {variable}={value}" for variable, value in payload.items())
            return f"throw {element} {kind.value} {name}" + (f" key {key}" if key else "") + shown
        case fx.ServiceAsked(_, element, operation, data):
            return f"ask {element} {operation}" + "".join(f" {variable}={value}" for variable, value in data.items())
        case fx.ServiceDropped(_, element):
            return f"asked no more {element}"
        case fx.Decided(element, decision, _, variable, value):
            return f"decide {element} {decision} {variable}={value}"
        case fx.Assigned(element, variable, value):
            return f"assign {element} {variable}={plain(value)}"
        case fx.Finished(cancelled, reason):
            return f"cancelled {reason}" if cancelled else "finish"
        case fx.Passed(element):
            return f"pass {element}"


COMMANDS = ("do", "fail", "fire", "message", "signal", "assign", "cancel")


def obey(case: Any, command: dict[str, Any]) -> None:
    name = next(word for word in COMMANDS if word in command)
    what, data = command[name], dict(command.get("data", {}))
    if name == "fail":
        case.fail(what, command["code"])
    elif name == "message":
        case.message(what, command.get("key", ""), **data)
    elif name == "assign":
        case.assign(**what)
    elif name in ("do", "signal"):
        getattr(case, name)(what, **data)
    else:
        getattr(case, name)(what)


def test_element(conformance: dict[str, Any], play: Callable[..., Any]) -> None:
    row = conformance
    roots = [Root(**one) for one in row.get("roots", [])]
    case = play(
        row["flow"],
        row.get("node", {}),
        others=row.get("others", {}),
        roots=roots,
        data=row.get("data", {}),
        start=row.get("start", ""),
    )
    check(case, row, row["begins"])
    for command in row.get("steps", []):
        if "incident" in command:
            with pytest.raises(RuntimeIncident) as caught:
                obey(case, command)
            incident = caught.value.incident
            assert incident.element == command["incident"]
            assert case.case().open_steps()  # the bytes before are as good as ever
        else:
            obey(case, command)
            check(case, row, command)
    if "walked" in row:
        assert case.walked == row["walked"].split()
    if "ends" in row:
        assert {name: plain(value) for name, value in case.variables.items()} == row["ends"]


def plain(value: object) -> object:
    """Whole decimals as whole numbers: the two are the same number in FEEL."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def check(case: Any, row: dict[str, Any], expected: dict[str, Any]) -> None:
    seen = [said(effect) for effect in case.effects if not isinstance(effect, fx.Passed)]
    assert seen == expected["effects"], row["says"]
    assert sorted(element for _, element in case.case().active()) == sorted(expected.get("at", "").split()), row["says"]
    assert case.finished == ("finish" in seen or any(word.startswith("cancelled") for word in seen))
