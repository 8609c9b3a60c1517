"""Scenarios of a draft: its features run against the draft itself, at its own centre, before it is published."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bpmn.finding import Finding
from engine.verify.runner import FeatureResult, Runner, ScenarioResult, State
from tenants.bundle import Bundle
from tenants.pack import Pack

MOST_SCENARIOS_TOLD = 20
"""Failing scenarios told of one feature."""


def run_features(bundle: Bundle, pack: Pack, above: Iterable[Pack] = ()) -> tuple[FeatureResult, ...]:
    """Every feature of a bundle, run against it. `pack` is its centre; other matters of it play no part. `above` are
    the tenants above, which may work some of its steps and whose matter it may tighten."""
    alone = replace(pack, bundles=(bundle,))
    runner = Runner({**{each.tenant.code: each for each in above}, pack.tenant.code: alone})
    return tuple(
        runner.run(content.decode("utf-8", "replace"), path)
        for path, content in bundle.files.items()
        if path.endswith(".feature")
    )


def feature_findings(results: Iterable[FeatureResult]) -> tuple[Finding, ...]:
    """What did not pass, as findings of the gate: one a scenario, at the line of the step that failed."""
    return tuple(finding for result in results for finding in _of_feature(result))


def _of_feature(result: FeatureResult) -> Iterator[Finding]:
    if result.fault:
        yield _finding(result.file, result.line, result.fault)
    failed = [scenario for scenario in result.scenarios if not scenario.passed]
    for scenario in failed[:MOST_SCENARIOS_TOLD]:
        yield _of_scenario(result.file, scenario)
    if len(failed) > MOST_SCENARIOS_TOLD:
        rest = len(failed) - MOST_SCENARIOS_TOLD
        yield _finding(result.file, 0, f"另有 {rest} 个场景没有通过。")


def _of_scenario(file: str, scenario: ScenarioResult) -> Finding:
    step = next((each for each in scenario.steps if each.state not in (State.PASSED, State.NOT_RUN)), None)
    if step is None:
        return _finding(file, scenario.line, f"场景“{scenario.name}”没有步骤。")
    told = f"场景“{scenario.name}”没有通过：“{step.keyword}{step.text}”，{step.message.rstrip('。')}。"
    return _finding(file, step.line, told)


def _finding(file: str, line: int, message: str) -> Finding:
    advice = "请在场景页试跑，改好场景或流程后再发布。"
    return Finding("feature-failed", message, file=file, line=line, advice=advice)
