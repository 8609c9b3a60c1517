"""到现场: the drawing asks for no more visits than the matter publishes."""

import pytest

from tenants.matter import Visits
from tenants.rules.visits_within import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(("most", "asked", "found"), [(1, 1, 0), (1, 2, 1), (0, 1, 1), (0, 0, 0), (2, 2, 0)])
def test_visits(bench: Workbench, most: int, asked: int, found: int) -> None:
    steps = [bench.step(f"来{n}", visit=True) for n in range(asked)]
    findings = bench.findings(RULE, bench.model(*steps, bench.step("不来"), visits=Visits(most, "核验")))
    assert [finding.met for finding in findings] == [str(asked)] * found
