"""Every process that is called is in the bundle, and calls come to an end."""

from dataclasses import replace

from bpmn.diagram import Diagram, Node, Process
from bpmn.finding import Severity
from tenants.fragment import Fragment
from tenants.model import MatterModel
from tenants.rules.calls_resolve import RULE
from tenants.testing import Workbench


def fragment(name: str, *calls: str) -> Fragment:
    """A drawing that calls others."""
    nodes = tuple(Node(f"{name}_{called}", "callActivity", f"转{called}", name, called=called) for called in calls)
    return Fragment(f"{name}.bpmn", Diagram(processes=(Process(name, f"{name}阶段", nodes=nodes),)))


def model(bench: Workbench, calls: str, *fragments: Fragment) -> MatterModel:
    drawn = bench.model(bench.node("callActivity", "许可阶段", called=calls))
    return replace(drawn, fragments={each.process.id: each for each in fragments})


def test_a_process_beside_the_diagram_is_found(bench: Workbench) -> None:
    assert bench.findings(RULE, model(bench, "permit", fragment("permit"))) == []


def test_a_process_that_is_missing_is_named(bench: Workbench) -> None:
    (finding, noted) = bench.findings(RULE, model(bench, "permits", fragment("permit")))
    assert (finding.element, finding.met, finding.expected) == ("许可阶段", "permits", "permit")
    assert (noted.severity, noted.file, noted.element) == (Severity.NOTE, "permit.bpmn", "permit")


def test_processes_that_call_one_another_are_named_with_their_file(bench: Workbench) -> None:
    ring = model(bench, "permit", fragment("permit", "check"), fragment("check", "permit"))
    (finding,) = bench.findings(RULE, ring)
    assert finding.message == "环节“转check”所在的流程互相调用，永远调用不完：permit → check → permit。"
    assert finding.file == "permit.bpmn"
