"""`look`: what the rule of a test file says about one of the drawings in the folder of its name."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from bpmn.document import read_diagram
from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    name = Path(request.path).stem.removeprefix("test_")
    rule = import_module(f"bpmn.rules.{name}").RULE

    def findings(drawing: str) -> tuple[Finding, ...]:
        diagram = read_diagram((Path(request.path).parent / name / drawing).read_bytes()).diagram
        assert diagram is not None
        return tuple(rule.check(diagram))

    return findings
