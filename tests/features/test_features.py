"""The features of the centre under pytest: pytest-bdd reads them, the product's own step grammar performs them."""

from pathlib import Path

from pytest_bdd import given, parsers, scenarios, then, when

from engine.verify.grammar import grammar
from engine.verify.hall import Hall
from engine.verify.runner import State, perform

FEATURES = Path(__file__).parents[2] / "features"
ANY = parsers.re(r"(?P<sentence>.+)")

for folder in sorted(each for each in FEATURES.iterdir() if each.is_dir()):
    scenarios(str(folder))


@given(ANY)
@when(ANY)
@then(ANY)
def step(hall: Hall, sentence: str, datatable: list[list[str]] | None = None) -> None:
    """Every sentence goes through the one grammar; what was met stands in the failure."""
    state, message = perform(grammar(), hall, sentence, [list(row) for row in datatable or []])
    assert state is State.PASSED, f"{sentence}：{message}"
