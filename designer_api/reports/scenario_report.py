"""The report of a run for people: one HTML file that needs nothing else, to be mailed, printed or put in a file.

The diagram of every matter is coloured by what the scenarios went through; a failing scenario shows the step with its
line, what was expected and met, and the record of its case.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bpmn.diagram import Diagram
from designer_api.pages.environment import environment
from designer_api.pages.picture import picture
from designer_api.pages.record import Line, record
from engine.verify.coverage import Coverage, Family
from engine.verify.recording import Recorded
from engine.verify.runner import FeatureResult, ScenarioResult


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario as it is shown: its result and, where it did not pass, the record of its case."""

    result: ScenarioResult
    number: str
    record: list[Line]


def scenario_report(
    results: Sequence[FeatureResult],
    recorded: Iterable[Recorded],
    coverage: Iterable[tuple[Coverage, Diagram]],
    *,
    title: str,
    moment: str,
    seconds: float,
) -> str:
    """The page. `recorded` are the scenarios of all results in the same order; `moment` says when it was made."""
    told = told_of(recorded)
    count = sum(len(result.scenarios) for result in results)
    failed = sum(not scenario.passed for result in results for scenario in result.scenarios)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            title=title,
            moment=moment,
            seconds=f"{seconds:.1f}",
            count=count,
            failed=failed,
            unread=sum(bool(result.fault) for result in results),
            features=[(result, [told[id(each)] for each in result.scenarios]) for result in results],
            coverage=[covered(each, diagram) for each, diagram in coverage],
        )
    )


def told_of(recorded: Iterable[Recorded]) -> Mapping[int, Told]:
    """Each scenario as it is shown, by the identity of its result."""
    return {
        id(each.result): Told(
            each.result, each.number, [] if each.result.passed else record(each.events, each.departments)
        )
        for each in recorded
    }


def covered(coverage: Coverage, diagram: Diagram) -> dict[str, object]:
    """The coverage of one matter: counts by family, what is missing, the diagram coloured."""
    return {
        "name": f"{coverage.tenant} {coverage.matter}",
        "complete": coverage.complete,
        "counts": [
            (family.chinese, len(coverage.of(family)) - len(coverage.missing(family)), len(coverage.of(family)))
            for family in Family
        ],
        "missing": [f"{part.family.chinese}：{part.words}" for part in coverage.missing()],
        "picture": picture(
            diagram, walked={key for _, key in coverage.met}, title=f"{coverage.matter}流程图，着色的已由场景走到"
        ),
    }
