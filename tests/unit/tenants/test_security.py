"""What a centre may ask of whoever signs in, and which identity providers it may trust."""

from dataclasses import replace

import pytest

from tenants.people import Role
from tenants.security import IdentityProvider, SecurityPolicy, needs_second_factor, policy_faults, provider_faults

PROVIDER = IdentityProvider("省统一身份认证", "https://id.example.gov.cn/oidc", "banshi", "sealed")


def test_the_usual_policy_is_well() -> None:
    assert policy_faults(SecurityPolicy()) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [("shortest_password", 7), ("shortest_password", 65), ("attempts", 2), ("idle_minutes", 4), ("password_kinds", 5)],
)
def test_a_policy_outside_its_bounds_is_told(field: str, value: int) -> None:
    faults = policy_faults(replace(SecurityPolicy(), **{field: value}))
    assert list(faults) == [field]
    assert str(value) in faults[field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"issuer": "http://localhost:5000"}, None),
        ({"issuer": "http://id.example.gov.cn"}, "issuer"),
        ({"issuer": "https://id.example.gov.cn/?a=1"}, "issuer"),
        ({"issuer": "javascript:alert(1)"}, "issuer"),
        ({"client": ""}, "client"),
        ({"name": ""}, "name"),
        ({"scopes": "profile"}, "scopes"),
    ],
)
def test_a_provider_is_reached_by_https_and_named(change: dict[str, str], field: str | None) -> None:
    assert list(provider_faults(replace(PROVIDER, **change))) == ([field] if field else [])
    assert provider_faults(IdentityProvider()) == {}


def test_a_second_factor_is_asked_by_role() -> None:
    policy = SecurityPolicy(second_factor=(Role.AUDITOR,))
    assert needs_second_factor(policy, frozenset({Role.AUDITOR, Role.OFFICER}))
    assert not needs_second_factor(policy, frozenset({Role.OFFICER}))
