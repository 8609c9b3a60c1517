"""The simulated centre of every scenario, with the scene set before its first step."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine.verify.grammar import grammar
from engine.verify.hall import Hall
from engine.verify.kept import Kept
from engine.verify.runner import set_the_scene
from tenants.pack import read_pack, shipped_packs

KEPT = Kept()
PACKS = {reading.pack.tenant.code: reading.pack for path in shipped_packs() if (reading := read_pack(path)).pack}


@pytest.fixture
def hall() -> Iterator[Hall]:
    """A simulated centre of its own for every scenario."""
    built = Hall(PACKS, kept=KEPT)
    yield built
    built.close()


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:
    """What sets the scene is done before everything else, wherever the scenario writes it."""
    set_the_scene(grammar(), request.getfixturevalue("hall"), [step.name for step in scenario.steps])
