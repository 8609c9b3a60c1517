"""Judging a draft: one drawing that comes alone, read, checked by the rules and proved, every finding at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn import rules
from bpmn.diagram import Diagram
from bpmn.document import read_diagram
from bpmn.finding import Finding, Severity
from bpmn.proof import Verdict
from engine.proving import Facts

MOST_BYTES = 2 * 1024 * 1024
"""A larger drawing is not judged."""


@dataclass(frozen=True, slots=True)
class DraftJudgement:
    """What is said of a draft; diagram and verdict are None when it could not be read."""

    findings: tuple[Finding, ...]
    diagram: Diagram | None = None
    verdict: Verdict | None = None


def judge_draft(
    source: bytes, facts: Facts, *, file: str = "", severities: Mapping[str, Severity] | None = None
) -> DraftJudgement:
    """Judge the bytes of a drawing with these facts. `severities` weigh the rules anew, by code. Never raises for a
    drawing, however wrong."""
    reading = read_diagram(source, file=file)
    diagram = reading.diagram
    if diagram is None:
        return DraftJudgement(_once(reading.findings, file))
    verdict = facts.prove(diagram)
    found = (*reading.findings, *rules.check(diagram, dict(severities or {})), *verdict.findings)
    return DraftJudgement(_once(found, file), diagram, verdict)


def _once(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    """Each finding once, in its file where that has a name."""
    return tuple(dict.fromkeys(finding.in_file(file) if file else finding for finding in findings))
