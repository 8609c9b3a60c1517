"""Bases that nobody has read are marked 待核实."""

import pytest

from bpmn.finding import Severity
from tenants.matter import Basis, Mark, MatterLimit
from tenants.rules.basis_verified import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("marks", "found"),
    [((Mark.READ,), 0), ((Mark.KNOWN, Mark.READ), 0), ((Mark.KNOWN,), 1), ((Mark.QUOTED, Mark.POLICY), 1), ((), 0)],
)
def test_one_read_basis_is_enough(bench: Workbench, marks: tuple[Mark, ...], found: int) -> None:
    bases = tuple(Basis(f"b{n}", "某法", mark=mark) for n, mark in enumerate(marks))
    limit = MatterLimit(5, basis=tuple(basis.id for basis in bases))
    model = bench.model(bases=bases, basis=(), statutory=limit, fees=(), materials=())
    findings = bench.findings(RULE, model)
    assert [(finding.element, finding.severity) for finding in findings] == [
        ("statutory.basis", Severity.WARNING)
    ] * found
