"""Files of other tools (the BPMN Model Interchange Working Group's): each process compiles or is refused by element.

Read from BPMN_MIWG, or from `shared/conformance/bpmn-miwg` beside the repository; not collected where there is no kit.
"""

import os
from pathlib import Path

import pytest

from bpmn.diagram import Diagram
from bpmn.document import read_diagram
from bpmn.finding import Finding
from engine.runtime import Definition, RuntimeCase, RuntimeFault, RuntimeRefusal

KIT = Path(os.environ.get("BPMN_MIWG") or Path(__file__).resolve().parents[5] / "shared" / "conformance" / "bpmn-miwg")


def findings_of(definition: "Definition | RuntimeRefusal") -> tuple[Finding, ...]:
    return definition.findings if isinstance(definition, RuntimeRefusal) else ()


def compiled(diagram: Diagram, process: str) -> "Definition | RuntimeRefusal":
    try:
        return Definition.compile(diagram, process=process)
    except RuntimeRefusal as refusal:
        return refusal


def walk(definition: Definition) -> str:
    """The first twenty steps a person can do; an incident is a fair end, its words are returned."""
    try:
        case, _ = RuntimeCase.start(definition)
        for _ in range(20):
            case = RuntimeCase.load(case.save(), definition)
            for step in case.open_steps()[:1]:
                case.complete(step.token)
    except RuntimeFault as fault:
        return fault.message
    return "walked"


def look(files: list[Path]) -> tuple[int, int]:
    """(compiled, refused) processes."""
    done = refused = 0
    for file in files:
        diagram = read_diagram(file.read_bytes(), file=file.name).diagram
        for process in diagram.processes if diagram else ():
            made = compiled(diagram, process.id)
            assert all(finding.element and finding.message for finding in findings_of(made)), file
            refused += isinstance(made, RuntimeRefusal)
            if isinstance(made, Definition):
                assert walk(made), file
                done += 1
    return done, refused


def test_every_process_compiles_or_is_refused_by_element() -> None:
    done, refused = look(sorted(KIT.rglob("*.bpmn"))[::6])
    assert done > 30
    assert refused > 30


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_so_does_every_process_of_the_whole_kit() -> None:
    done, refused = look(sorted(KIT.rglob("*.bpmn")))
    assert done > 300
    assert refused > 300
