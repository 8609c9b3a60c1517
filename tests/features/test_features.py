"""The features of the centre under pytest: pytest-bdd reads them, the product's own step grammar performs them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from engine.verify.grammar import grammar
from engine.verify.hall import Hall
from engine.verify.kept import Kept
from engine.verify.runner import State, perform
from tenants.pack import read_pack, shipped_packs

FEATURES = Path(__file__).parents[2] / "features"
KEPT = Kept()
PACKS = {reading.pack.tenant.code: reading.pack for path in shipped_packs() if (reading := read_pack(path)).pack}
ANY = parsers.re(r"(?P<sentence>.+)")

for folder in sorted(each for each in FEATURES.iterdir() if each.is_dir()):
    scenarios(str(folder))


@pytest.fixture
def hall() -> Iterator[Hall]:
    """A simulated centre of its own for every scenario."""
    built = Hall(PACKS, kept=KEPT)
    yield built
    built.close()


@given(ANY)
@when(ANY)
@then(ANY)
def step(hall: Hall, sentence: str, datatable: list[list[str]] | None = None) -> None:
    """Every sentence goes through the one grammar; what was met stands in the failure."""
    state, message = perform(grammar(), hall, sentence, [list(row) for row in datatable or []])
    assert state is State.PASSED, f"{sentence}：{message}"
