"""What is not executed is refused when a diagram is compiled, with the element's id, never run as something else."""

from collections.abc import Callable
from typing import Any

import pytest

from bpmn.allowed import ROWS as ROWS_OF_ALL
from bpmn.allowed import Position, Row, Standing
from bpmn.diagram import Definition as Root
from bpmn.diagram import EventKind
from engine.runtime import Definition, RuntimeFault, RuntimeRefusal

IN = {"in": "main"}
ROWS: dict[str, tuple[str, dict[str, Any], str]] = {
    "复杂网关": ("S->c->a->E", {"c": {"kind": "complexGateway"}}, "c"),
    "特别子流程": ("S->c->E", {"c": {"kind": "adHocSubProcess", "flow": "a"}}, "c"),
    "事务子流程": ("S->c->E", {"c": {"kind": "transaction", "flow": "a"}}, "c"),
    "补偿抛出": ("S->c->E", {"c": {"kind": "intermediateThrowEvent", "event": "compensate"}}, "c"),
    "补偿结束": ("S->E", {"E": {"event": "compensate"}}, "E"),
    "补偿边界": ("S->a->E", {"c": {"kind": "boundaryEvent", "on": "a", "event": "compensate", **IN}}, "c"),
    "取消结束": ("S->E", {"E": {"event": "cancel"}}, "E"),
    "取消边界": ("S->a->E", {"c": {"kind": "boundaryEvent", "on": "a", "event": "cancel", **IN}}, "c"),
    "多重事件": ("S->c->E", {"c": {"kind": "intermediateCatchEvent", "event": "multiple"}}, "c"),
    "空边界事件": ("S->a->E", {"c": {"kind": "boundaryEvent", "on": "a", **IN}}, "c"),
    "空的等待事件": ("S->c->E", {"c": {"kind": "intermediateCatchEvent"}}, "c"),
    "错误开始": ("S->a->E", {"S": {"event": "error"}}, "S"),
    "升级开始": ("S->a->E", {"S": {"event": "escalation"}}, "S"),
    "实例化的接收": ("S->c->E", {"c": {"kind": "receiveTask", "message": "m", "instantiate": True}}, "c"),
    "实例化的事件网关": ("V->c->E", {"V": {"instantiate": True}, "c": {"kind": "receiveTask", "message": "m"}}, "V"),
    "接收没有消息": ("S->c->E", {"c": {"kind": "receiveTask"}}, "c"),
    "发送没有消息": ("S->c->E", {"c": {"kind": "sendTask"}}, "c"),
    "消息没有名字": ("S->c->E", {"c": {"kind": "intermediateCatchEvent", "event": "message"}}, "c"),
    "信号没有名字": ("S->c->E", {"c": {"kind": "intermediateCatchEvent", "event": "signal"}}, "c"),
    "时间没有写": ("S->c->E", {"c": {"kind": "intermediateCatchEvent", "event": "timer"}}, "c"),
    "条件没有写": ("S->c->E", {"c": {"kind": "intermediateCatchEvent", "event": "conditional"}}, "c"),
    "脚本不是赋值": ("S->c->E", {"c": {"kind": "scriptTask", "script": "1 + 1"}}, "c"),
    "脚本不是FEEL": ("S->c->E", {"c": {"kind": "scriptTask", "script": "n = 1", "script_format": "groovy"}}, "c"),
    "决策没有写": ("S->c->E", {"c": {"kind": "businessRuleTask"}}, "c"),
    "决策找不到": ("S->c->E", {"c": {"kind": "businessRuleTask", "decision": "none"}}, "c"),
    "调用找不到": ("S->c->E", {"c": {"kind": "callActivity", "called": "none"}}, "c"),
    "多实例没有集合": ("S->c->E", {"c": {"loop": {"kind": "parallel"}}}, "c"),
    "汇总没有取值": ("S->c->E", {"c": {"loop": {"kind": "parallel", "cardinality": "2", "output": "x"}}}, "c"),
    "循环没有上限": ("S->c->E", {"c": {"loop": {"kind": "standard", "condition": "true"}}}, "c"),
    "条件写错": ("S->a->X->b?n >; X->c?; b->E; c->E2", {}, "X_b"),
    "出口没有条件": ("S->a->X->b?n > 1; X->c; b->E; c->E2", {}, "X_c"),
    "并行网关写条件": ("S->G->a?n > 1; G->b; a->E; b->E2", {}, "G_a"),
    "事件网关后面是人": ("S->V->a->E; V->m->E2", {"m": {"kind": "receiveTask", "message": "m"}}, "a"),
    "链接没有入口": ("S->c", {"c": {"kind": "intermediateThrowEvent", "event": "link", "hears": "x"}}, "c"),
    "链接有两个入口": (
        "S->c; d->E; e->E2",
        {
            "c": {"kind": "intermediateThrowEvent", "event": "link", "hears": "x"},
            "d": {"kind": "intermediateCatchEvent", "event": "link", "hears": "x"},
            "e": {"kind": "intermediateCatchEvent", "event": "link", "hears": "x"},
        },
        "e",
    ),
    "子流程两个开始": ("S->c->E", {"c": {"kind": "subProcess", "flow": "Sc->a->Ec; Sd->a"}}, "c"),
    "子流程消息开始": (
        "S->c->E",
        {"c": {"kind": "subProcess", "flow": "Sc->a->Ec"}, "Sc": {"event": "message", "hears": "m"}},
        "Sc",
    ),
    "空子流程": ("S->c->E", {"c": {"kind": "subProcess"}}, "c"),
    "事件子流程普通开始": ("S->a->E", {"c": {"kind": "subProcess", "on_event": True, "flow": "Sc->b", **IN}}, "Sc"),
    "边界附在网关上": (
        "S->X->a->E",
        {"c": {"kind": "boundaryEvent", "on": "X", "event": "message", "hears": "m", **IN}},
        "c",
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_refused_with_the_element(row: str, build: Callable[..., Definition]) -> None:
    text, given, element = ROWS[row]
    with pytest.raises(RuntimeRefusal) as caught:
        build(text, given)
    assert element in [finding.element for finding in caught.value.findings]
    assert all(finding.message for finding in caught.value.findings)


def test_all_refusals_of_a_file_at_once(build: Callable[..., Definition]) -> None:
    with pytest.raises(RuntimeRefusal) as caught:
        build("S->c->d->X->E?n >; X->E2", {"c": {"kind": "complexGateway"}, "d": {"kind": "receiveTask"}})
    assert {finding.element for finding in caught.value.findings} >= {"c", "d", "X_E"}


def test_an_id_used_twice_is_refused(build: Callable[..., Definition]) -> None:
    with pytest.raises(RuntimeRefusal) as caught:
        build("S->p->E", {"p": {"kind": "subProcess", "flow": "S->a->E"}})
    assert {finding.element for finding in caught.value.findings} == {"S", "E"}


def test_a_sub_process_named_like_its_process_is_refused(build: Callable[..., Definition]) -> None:
    with pytest.raises(RuntimeRefusal) as caught:
        build("S->main->E", {"main": {"kind": "subProcess", "flow": "Sp->a->Ep"}})
    assert caught.value.element == "main"


def test_a_condition_in_another_language_is_refused(draw: Callable[..., Any]) -> None:
    from dataclasses import replace

    diagram = draw("S->X->a?n > 1; X->b?; a->E; b->E2")
    process = diagram.processes[0]
    flows = tuple(replace(flow, language="juel") if flow.condition else flow for flow in process.flows)
    with pytest.raises(RuntimeRefusal) as caught:
        Definition.compile(replace(diagram, processes=(replace(process, flows=flows),)))
    assert caught.value.element == "X_a"


def test_a_message_key_that_is_no_expression_is_refused(build: Callable[..., Definition]) -> None:
    roots = [Root("M1", "message", "paid", correlation="1 +")]
    with pytest.raises(RuntimeRefusal):
        build("S->m->E", {"m": {"kind": "receiveTask", "message": "paid"}}, roots=roots)


DRAWINGS: dict[tuple[str, Position], tuple[str, dict[str, Any]]] = {
    ("startEvent", Position.TOP): ("c->a->E", {}),
    ("startEvent", Position.SUB_PROCESS): ("S->p->E", {"p": {"kind": "subProcess", "flow": "c->a"}}),
    ("startEvent", Position.INTERRUPTING): (
        "S->b->E",
        {"p": {"kind": "subProcess", "on_event": True, "flow": "c->a", "in": "main"}},
    ),
    ("startEvent", Position.BESIDE): (
        "S->b->E",
        {"p": {"kind": "subProcess", "on_event": True, "flow": "c->a", "in": "main"}},
    ),
    ("endEvent", Position.FLOW): ("S->a->c", {}),
    ("boundaryEvent", Position.INTERRUPTING): ("S->a->E; c->b->E2", {}),
    ("boundaryEvent", Position.BESIDE): ("S->a->E; c->b->E2", {}),
}
"""Where an event `c` of each kind and position stands; any other element stands between a start and a step."""
NEEDS: dict[str, dict[str, Any]] = {
    "boundaryEvent": {"on": "a"},
    "sendTask": {"message": "m"},
    "receiveTask": {"message": "m"},
    "scriptTask": {"script": "n = 1"},
    "businessRuleTask": {"decision": "level"},
    "callActivity": {"called": "shared"},
    "subProcess": {"flow": "Sc->d"},
}


@pytest.mark.parametrize("row", [row for row in ROWS_OF_ALL if row.standing is not Standing.DRAWN], ids=str)
def test_the_one_table_says_what_compiles(row: Row, build: Callable[..., Definition]) -> None:
    """Every row of `bpmn.allowed`: what it lists as executed compiles, all else is refused with that element."""
    text, given = DRAWINGS.get((row.kind, row.position), ("S->c->a->E", {}))
    more: dict[str, Any] = {"kind": row.kind, **NEEDS.get(row.kind, {})}
    if row.event is not EventKind.NONE:
        expression = "true" if row.event is EventKind.CONDITIONAL else "P1D"
        more |= {"event": row.event.value, "text": expression, "timer": "timeDuration", "hears": "x"}
    if row.position is Position.BESIDE:
        more["interrupting"] = False
    if row.event is EventKind.LINK and row.kind.startswith("intermediate"):
        catches = row.kind == "intermediateCatchEvent"
        text = "S->d; c->a->E" if catches else "S->c; d->a->E"
        other = "intermediateThrowEvent" if catches else "intermediateCatchEvent"
        given = {"d": {"kind": other, "event": "link", "hears": "x"}}
    if row.kind == "eventBasedGateway":
        text = "S->c->m->E; c->m2->E2"
        given = {name: {"kind": "receiveTask", "message": name} for name in ("m", "m2")}
    others = {"shared": {"flow": "T->i", "node": {"T": {"kind": "startEvent"}}}}
    given = {**given, "c": more}
    if row.standing is Standing.EXECUTED:
        assert build(text, given, others=others).spec
    else:
        with pytest.raises(RuntimeRefusal) as caught:
            build(text, given, others=others)
        assert "c" in [finding.element for finding in caught.value.findings]


def test_several_plain_starts_must_be_told_apart(build: Callable[..., Definition], begin: Callable[..., Any]) -> None:
    definition = build("S->a->E; S2->b->E2")
    assert [start.element for start in definition.starts] == ["S", "S2"]
    with pytest.raises(RuntimeFault, match="几个开始事件"):
        begin(definition)
    assert begin(definition, start="S2").open() == ["b"]
    with pytest.raises(RuntimeFault, match="没有开始事件"):
        begin(definition, start="nowhere")


def test_an_empty_file_and_an_unknown_process_are_refused(build: Callable[..., Definition]) -> None:
    from bpmn.diagram import Diagram

    with pytest.raises(RuntimeRefusal):
        Definition.compile(Diagram())
    with pytest.raises(RuntimeRefusal, match="other"):
        Definition.compile(Diagram(), process="other")
