"""Every process that a call activity names is in the bundle; no chain of calls comes back to itself.

A drawing beside `flow.bpmn` that nothing calls is only noted: it would never run.
"""

from collections.abc import Iterator

from bpmn.finding import Finding, Severity
from bpmn.graph import rings
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    library = model.library
    calling = [node for node in model.nodes() if node.kind == "callActivity" and node.called]
    for node in calling:
        if node.called not in library:
            expected = "、".join(sorted(library)) or "先有被调用的流程"
            advice = "请把它画在 flow.bpmn 旁边的另一个 .bpmn 文件里，或改 calledElement。"
            text = f"调用的流程“{node.called}”不在事项包里。"
            yield at_step(node, text, expected=expected, met=node.called, advice=advice)
    calls = {
        name: tuple(dict.fromkeys(node.called for node in diagram.nodes() if node.called in library))
        for name, diagram in library.items()
    }
    for ring in rings(calls, calls):
        node = next(each for each in library[ring[0]].nodes() if each.called == ring[-1] or each.called in ring)
        text = f"所在的流程互相调用，永远调用不完：{' → '.join((*ring, ring[0]))}。"
        yield at_step(node, text, met="、".join(ring), advice="请断开其中一处。")
    called = {node.called for node in calling}
    for name, fragment in model.fragments.items():
        if name not in called:
            text = f"流程“{fragment.process.name or name}”没有被调用，不会执行。"
            advice = "请用调用活动调用它，或删去这个文件。"
            yield Finding("", text, Severity.NOTE, file=fragment.file, element=name, advice=advice)


RULE = Rule("calls-resolve", "调用的流程都在", _check)
"""`calledElement` is the id of a process (BPMN 2.0.2, 10.3.6)."""
