"""Fees have a basis; for a licence only law or administrative regulation (许可法58)."""

import pytest

from tenants.matter import Authority, Basis, Fee, MatterType
from tenants.rules.fee_basis import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("kind", "authority", "basis", "found"),
    [
        (MatterType.OTHER, Authority.RULE, ("x",), 0),
        (MatterType.OTHER, Authority.RULE, (), 1),
        (MatterType.LICENCE, Authority.LAW, ("x",), 0),
        (MatterType.LICENCE, Authority.REGULATION, ("x",), 0),
        (MatterType.LICENCE, Authority.LOCAL_REGULATION, ("x",), 1),
    ],
)
def test_bases_of_fees(
    bench: Workbench, kind: MatterType, authority: Authority, basis: tuple[str, ...], found: int
) -> None:
    fee = Fee("占用费", "每平方米0.5元", basis=basis)
    model = bench.model(type=kind, fees=(fee,), bases=(Basis("x", "某法", authority=authority),))
    assert len(bench.findings(RULE, model)) == found
