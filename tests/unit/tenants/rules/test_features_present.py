"""A matter is published with scenarios."""

import pytest

from tenants.rules.features_present import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# language: zh-CN\n功能: 时限\n  场景: 一天办结\n", 0),
        ("功能: 时限\n  场景大纲: 各日\n", 0),
        ("功能: 时限\n  场景：全角冒号\n", 0),
        ("# language: zh-CN\n功能: 时限\n", 1),
        ("# 场景: 只是注释\n", 1),
        ("", 1),
    ],
)
def test_a_scenario_is_there(bench: Workbench, text: str, found: int) -> None:
    assert len(bench.findings(RULE, bench.model(features={"commitments.feature": text}))) == found


def test_without_any_file(bench: Workbench) -> None:
    assert len(bench.findings(RULE, bench.model())) == 1
