"""Codes of an implementation list are held to their form at the gate."""

import pytest

from tenants.rules.codes_valid import RULE
from tenants.testing import Workbench

BODY, BASIC = "11361123MB1A2B3CX0", "001031001000"


@pytest.mark.parametrize(
    ("codes", "key"),
    [
        ({}, ""),
        ({"basic_code": BASIC, "implementation_code": f"{BODY}4{BASIC}", "business_code": f"{BODY}4{BASIC}01"}, ""),
        ({"basic_code": "000131001000"}, "basic_code"),  # type 01, but the matter is of type 10
        ({"implementation_code": f"11361123MB1A2B3CX14{BASIC}"}, "implementation_code"),
        ({"business_code": "01"}, "business_code"),
        ({"code_rule": "x"}, "code_rule"),
        ({"basic_code": "JL001", "code_rule": "jl_db22_2848"}, ""),
    ],
)
def test_a_wrong_code_is_named_with_its_key(bench: Workbench, codes: dict[str, str], key: str) -> None:
    findings = bench.findings(RULE, bench.model(**codes))
    assert [finding.element for finding in findings] == ([key] if key else [])
