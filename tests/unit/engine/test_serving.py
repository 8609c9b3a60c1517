"""The gate lets through what somebody answers, and names what nobody would."""

from dataclasses import replace

import pytest

from bpmn.diagram import Definition, Diagram, Event, EventKind, Node, Process, StepFacts, TimerKind
from engine.serving import allowed, unserved
from tenants.matter import Matter, MatterKind, MatterType
from tenants.model import MatterModel
from tenants.operation import Heard, Operation, Operations, Runner, Scope
from tenants.tenant import Settings


def model(*nodes: Node, operations: Operations | None = None) -> MatterModel:
    drawn = tuple(replace(node, parent="P") for node in nodes)
    diagram = Diagram(processes=(Process("P", nodes=drawn),), definitions=(Definition("m", "message", "缴费成功"),))
    matter = Matter(code="x", name="x", type=MatterType.LICENCE, kind=MatterKind.PROMISED, lead="office")
    return MatterModel(matter, diagram, operations=operations or Operations())


def found(made: MatterModel, settings: Settings | None = None) -> list[tuple[str, str]]:
    return [(each.code, each.element) for each in unserved(made, settings or Settings())]


def asking(operation: str) -> Node:
    return Node("ask", "serviceTask", "核查", step=StepFacts(operation=operation))


def hearing(kind: EventKind, name: str) -> Node:
    return Node("wait", "intermediateCatchEvent", "等", event=Event(kind, name=name))


def test_an_operation_must_be_declared() -> None:
    assert found(model(asking("credit"))) == [("not-served", "ask")]
    assert found(model(asking("credit"), operations=Operations((Operation("credit", "信用核查"),)))) == []


def test_what_is_heard_must_be_declared_or_thrown() -> None:
    receive = Node("r", "receiveTask", "等缴费", message="m")
    assert found(model(receive)) == [("not-served", "r")]
    assert found(model(receive, operations=Operations(heard=(Heard("缴费成功"),)))) == []
    assert found(model(receive, Node("s", "sendTask", message="m"))) == []
    assert found(model(hearing(EventKind.SIGNAL, "停电"))) == [("not-served", "wait")]
    signal = Operations(heard=(Heard("停电", Scope.SIGNAL),))
    assert found(model(hearing(EventKind.SIGNAL, "停电"), operations=signal)) == []
    assert found(model(hearing(EventKind.MESSAGE, "停电"), operations=signal)) == [("not-served", "wait")]


def test_nobody_begins_a_case_by_the_clock() -> None:
    start = Node("S", "startEvent", event=Event(EventKind.TIMER, expression="P1D", timer=TimerKind.DURATION))
    assert found(model(start)) == [("not-served", "S")]


def test_a_call_goes_only_where_the_centre_allows() -> None:
    call = Operations((Operation("ask", "核验", Runner.HTTP, url="https://api.example.gov.cn/v1/check"),))
    drawn = model(asking("ask"), operations=call)
    assert found(drawn) == [("http-not-allowed", "operations.ask")]
    assert found(drawn, Settings(http_allowed=("https://api.example.gov.cn/v1/",))) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.gov.cn/v1/check",  # another scheme
        "https://api.example.gov.cn.evil.cn/v1/check",
        "https://api.example.gov.cn:8443/v1/check",
        "https://user@api.example.gov.cn/v1/check",
        "https://api.example.gov.cn/v2/check",
        "https://api.example.gov.cn/v1/../admin",
        "https://[",
    ],
)
def test_addresses_that_only_look_allowed(url: str) -> None:
    assert not allowed(url, ("https://api.example.gov.cn/v1/",))
    assert allowed("https://api.example.gov.cn/v1/check", ("https://api.example.gov.cn/v1/",))
