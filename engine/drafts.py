"""Judging drafts: a drawing that comes alone, or a whole bundle at the gate; every finding at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bpmn import rules
from bpmn.diagram import Diagram
from bpmn.document import read_diagram
from bpmn.finding import Finding, Severity
from bpmn.proof import Verdict
from engine.legal_clock import BusinessHours
from engine.proving import Facts, facts_of_drawing
from engine.publishing import Gate, Judgement, judge_bundle
from tenants.bundle import DIAGRAM_FILE, Bundle
from tenants.organisation import Organisation
from tenants.overlay_document import is_overlay
from tenants.tenant import Settings

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


def judge_draft_bundle(
    bundle: Bundle, organisation: Organisation, settings: Settings, gate: Gate
) -> tuple[Judgement, Diagram | None]:
    """A whole draft at the gate, and its drawing. Where a file cannot be read, the drawing is judged all the same, by
    itself, so that whoever draws always hears of it."""
    judged = judge_bundle(bundle, organisation, settings, gate)
    if judged.model is not None:
        return judged, judged.model.diagram
    if is_overlay(bundle) and DIAGRAM_FILE not in bundle.files:
        return judged, None
    facts = facts_of_drawing(gate.kinds, gate.calendar, BusinessHours(settings.business_hours))
    source = bundle.files.get(DIAGRAM_FILE, b"")
    alone = judge_draft(source, facts, file=DIAGRAM_FILE, severities=dict(settings.severities))
    findings = tuple(dict.fromkeys((*judged.findings, *alone.findings)))
    return replace(judged, findings=findings, verdict=alone.verdict), alone.diagram


def _once(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    """Each finding once, in its file where that has a name."""
    return tuple(dict.fromkeys(finding.in_file(file) if file else finding for finding in findings))
