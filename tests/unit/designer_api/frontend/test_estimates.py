"""The prover finds, of the drawings the browser's estimate is tested with, the same worst case, way and slack."""

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from bpmn.document import read_diagram
from bpmn.proof import Bound, Verdict, prove
from tenants.step_kinds import KINDS

SHARED = json.loads(Path(__file__).with_name("estimates.json").read_text("utf-8"))
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SETTINGS = ("countsInLimit", "outcomes", "resultVariable")


def proved(case: dict[str, Any]) -> Verdict:
    diagram = read_diagram(drawn(case).encode()).diagram
    assert diagram is not None
    return prove(diagram, kinds=KINDS)


def drawn(case: dict[str, Any]) -> str:
    """The drawing as a file: a flow without a condition that leaves a choice is the default."""
    unit = case.get("unit", "workingDay")
    flows = [(f"{flow[0]}_{flow[1]}", *flow, *("", "")[: 4 - len(flow)]) for flow in case["flows"]]
    parts = []
    for node in case["nodes"]:
        name, kind, amount, step_kind, more = (*node, *(None, "", {})[len(node) - 2 :])
        attributes = {"id": name, "name": name}
        if amount is not None:
            attributes |= {"gov:limit": str(amount), "gov:limitUnit": unit, "gov:stepKind": step_kind}
        attributes |= {f"gov:{key}": str(more[key]) for key in SETTINGS if key in more}
        if kind == "exclusiveGateway" and sum(flow[1] == name for flow in flows) > 1:
            attributes["default"] = next(flow[0] for flow in flows if flow[1] == name and not flow[3])
        parts.append(f"<bpmn:{kind} {written(attributes)}/>")
    for name, source, target, condition, rounds in flows:
        attributes = {"id": name, "sourceRef": source, "targetRef": target, "gov:maxRounds": str(rounds)}
        inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        parts.append(f"<bpmn:sequenceFlow {written(attributes)}>{inside}</bpmn:sequenceFlow>")
    process = {"id": "process", "gov:promisedLimit": str(case["promised"]), "gov:promisedLimitUnit": unit}
    return (
        f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:gov="urn:banshi:gov:1" targetNamespace="t">'
        f"<bpmn:process {written(process)}>{''.join(parts)}</bpmn:process></bpmn:definitions>"
    )


def written(attributes: dict[str, str]) -> str:
    return " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items() if value)


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: str(case["name"]))
def test_the_prover_agrees(case: dict[str, Any]) -> None:
    verdict = proved(case)
    assert (verdict.worst, verdict.bound) == (case["worst"], Bound.EXACT)
    kinds = {node[0]: node[3] if len(node) > 3 else "" for node in case["nodes"] if node[1].endswith("Task")}
    assert [step.element for step in verdict.path if kinds.get(step.element, "accept") != "accept"] == case["path"]
    assert {name: dict(verdict.slack)[name] for name in case["slack"]} == case["slack"]


def test_the_kinds_are_those_of_the_law() -> None:
    told = {code: {"marks": kind.marks.value, "pauses": kind.pauses.value} for code, kind in KINDS.items()}
    assert SHARED["kinds"] == {code: told[code] for code in SHARED["kinds"]}
