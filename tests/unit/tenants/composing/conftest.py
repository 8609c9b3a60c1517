"""Small matters to compose: a window in front, one decision of two days, a form, and whatever a test says of them."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from bpmn.diagram import Diagram, Flow, LimitText, Node, Process, StepFacts
from bpmn.document import write_diagram
from tenants.bundle import Bundle
from tenants.composing.ingredient import Ingredient
from tenants.matter import Material, Matter, MatterKind, MatterLimit, MatterResult, MatterType, Part
from tenants.matter_writer import write_matter
from tenants.reading import read_bundle

NAME = {"key": "姓名", "label": "姓名", "type": "textfield", "validate": {"required": True}}
Make = Callable[..., Ingredient]


def _task(identity: str, name: str, kind: str, days: str, place: tuple[str, str], **facts: Any) -> Node:
    step = StepFacts(LimitText(days, "workingDay"), *place, kind=kind, **facts)
    return Node(identity, "userTask", name, "main", step=step)


def _drawing(name: str) -> Diagram:
    """收件 → 受理 → 决定（2日）→ 制证（1日）→ 送达, with 不予受理 and 不予 as ends of their own."""
    window, desk, way_out = ("centre", "general_window"), ("office", "desk"), ("centre", "exit_window")
    nodes = (
        Node("start", "startEvent", "申请", "main"),
        _task("receive", "收件", "receive", "0", window, form="application"),
        _task("accept", "受理", "accept", "0", window, outcomes=("受理", "不予受理"), result="受理结论"),
        Node("accepted", "exclusiveGateway", "是否受理？", "main", default="f_refused"),
        Node("refused", "endEvent", "不予受理", "main"),
        _task("decide", f"{name}决定", "decide", "2", desk, outcomes=("准予", "不予"), result="结论"),
        Node("decided", "exclusiveGateway", "准予？", "main", default="f_issue"),
        _task("tell", "送达不予决定", "deliver", "10", way_out),
        Node("denied", "endEvent", "不予", "main"),
        _task("issue", "制证", "issue", "1", way_out),
        _task("deliver", "送达", "deliver", "10", way_out),
        Node("done", "endEvent", "办结", "main"),
    )
    ways = (
        ("f_start", "start", "receive", "", ""),
        ("f_received", "receive", "accept", "", ""),
        ("f_examined", "accept", "accepted", "", ""),
        ("f_refused", "accepted", "refused", "不予受理", ""),
        ("f_accepted", "accepted", "decide", "受理", '受理结论 = "受理"'),
        ("f_decided", "decide", "decided", "", ""),
        ("f_denied", "decided", "tell", "不予", '结论 = "不予"'),
        ("f_told", "tell", "denied", "", ""),
        ("f_issue", "decided", "issue", "准予", ""),
        ("f_issued", "issue", "deliver", "", ""),
        ("f_delivered", "deliver", "done", "", ""),
    )
    flows = tuple(Flow(each, source, target, said, when, parent="main") for each, source, target, said, when in ways)
    return Diagram(name, processes=(Process("main", name, nodes=nodes, flows=flows),))


def form_of(fields: Iterable[dict[str, Any]]) -> bytes:
    """An application form of these fields."""
    components = [{**field, "id": f"field_{number}"} for number, field in enumerate(fields)]
    schema = {"type": "default", "schemaVersion": 19, "id": "application", "components": components}
    return json.dumps(schema, ensure_ascii=False).encode()


@pytest.fixture(scope="session")
def make() -> Make:
    """A part: `make("water", materials=[…], fields=[…], phase=2, when="…")`."""

    def made(
        code: str,
        *,
        name: str = "",
        materials: Iterable[Material] = (),
        fields: Iterable[dict[str, Any]] = (NAME,),
        results: Iterable[str] = (),
        phase: int = 1,
        when: str = "",
        **facts: Any,
    ) -> Ingredient:
        title = name or f"{code}事项"
        matter = Matter(
            code,
            title,
            facts.pop("type", MatterType.LICENCE),
            MatterKind.PROMISED,
            facts.pop("lead", "office"),
            promised=MatterLimit(3),
            materials=tuple(materials),
            results=tuple(MatterResult(f"r{n}", each) for n, each in enumerate(results)),
            **facts,
        )
        files = {
            "matter.toml": write_matter(matter),
            "flow.bpmn": write_diagram(_drawing(title)),
            "forms/application.json": form_of(fields),
        }
        bundle = Bundle(code, files)
        model = read_bundle(bundle).model
        assert model is not None
        return Ingredient(Part(code, title, when, phase), bundle, model)

    return made
