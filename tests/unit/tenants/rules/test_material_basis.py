"""Materials have a basis, proofs one of a high enough level (B21)."""

from dataclasses import replace

import pytest

from tenants.matter import Authority, Basis, Exempt, Material
from tenants.rules.material_basis import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("material", "authority", "found"),
    [
        (Material("a", "申请书", basis=("x",)), Authority.DOCUMENT, 0),
        (Material("a", "申请书"), Authority.LAW, 1),
        (Material("a", "身份证", exempt=Exempt.SHARED), Authority.LAW, 0),  # nobody has to hand it in
        (Material("a", "居住证明", proof=True), Authority.LAW, 1),
        (Material("a", "居住证明", proof=True, exempt=Exempt.SHARED), Authority.LAW, 1),
        (Material("a", "居住证明", proof=True, basis=("x",)), Authority.LAW, 0),
        (Material("a", "居住证明", proof=True, basis=("x",)), Authority.REGULATION, 0),
        (Material("a", "居住证明", proof=True, basis=("x",)), Authority.STATE_COUNCIL, 0),
        (Material("a", "居住证明", proof=True, basis=("x",)), Authority.LOCAL_REGULATION, 1),
        (Material("a", "居住证明", proof=True, basis=("x",)), Authority.RULE, 1),  # 规章不够（优化营商环境条例44）
    ],
)
def test_bases_of_materials(bench: Workbench, material: Material, authority: Authority, found: int) -> None:
    bases = (Basis("x", "某法", authority=authority),)
    findings = bench.findings(RULE, bench.model(materials=(material,), bases=bases))
    assert len(findings) == found
    assert all(finding.element == "materials[1].basis" for finding in findings)


def test_one_basis_of_the_right_level_is_enough(bench: Workbench) -> None:
    bases = (Basis("x", "某规定", authority=Authority.RULE), Basis("y", "某法", authority=Authority.LAW))
    proof = Material("a", "居住证明", proof=True, basis=("x", "y"))
    assert bench.findings(RULE, bench.model(materials=(proof,), bases=bases)) == []
    assert len(bench.findings(RULE, bench.model(materials=(replace(proof, basis=("x",)),), bases=bases))) == 1
