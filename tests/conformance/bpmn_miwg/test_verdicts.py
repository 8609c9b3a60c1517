"""Real diagrams by many tools: each process is judged, and what keeps some from a number is counted.

Such drawings say no limits, so a working day is filled in for every step, and a second round for every loop and every
repeated step; then a process has a real verdict when it is unsound, or sound with a worst case in days.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from bpmn.diagram import Diagram, EventKind, LimitText, Node, Process
from bpmn.document import Reading
from bpmn.proof import Sound, Verdict, prove

A_DAY = LimitText("1", "workingDay")
HOLDS_STEPS = {"subProcess", "transaction", "adHocSubProcess"}
TWICE = "2"


class Specimen(Protocol):
    """One file of the kit and what came of reading it (see conftest.py)."""

    reading: Reading

    @property
    def name(self) -> str: ...


def filled(process: Process) -> Process:
    """The process with a day for all that takes time and says no limit, and a bound for all that comes again."""
    full = {node.parent for node in process.nodes}

    def bounded(node: Node) -> Node:
        works = node.is_activity and not (node.kind in HOLDS_STEPS and node.id in full)
        waits = node.kind == "intermediateCatchEvent" or node.event.kind is EventKind.TIMER
        if (works or waits) and not node.step.limit.amount:
            node = replace(node, step=replace(node.step, limit=A_DAY))
        if node.loop is not None:
            node = replace(node, loop=replace(node.loop, collection="", cardinality=TWICE, maximum=2))
        return node

    flows = tuple(replace(flow, max_rounds=flow.max_rounds or 1) for flow in process.flows)
    return replace(process, nodes=tuple(map(bounded, process.nodes)), flows=flows)


def verdicts(specimens: Sequence[Specimen]) -> Iterator[tuple[str, Verdict]]:
    """Every process of every file, judged: where it is drawn, and what is said of it."""
    for one in specimens:
        diagram = one.reading.diagram
        assert diagram is not None
        whole: Diagram = replace(diagram, processes=tuple(filled(each) for each in diagram.processes))
        for process in whole.processes:
            yield f"{one.name} {process.id}", prove(whole, process=process.id)


def test_every_process_has_a_verdict_and_most_a_real_one(specimens: Sequence[Specimen], figures: list[str]) -> None:
    seen: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for place, verdict in verdicts(specimens):
        assert verdict.summary, place
        sound = verdict.soundness.sound
        if sound is Sound.UNSOUND:
            assert verdict.soundness.defects, place
            assert verdict.findings, place
            seen["不合理（有反例或点名的缺陷）"] += 1
        elif sound is Sound.SOUND and verdict.worst is not None:
            seen["合理，最坏路径有天数"] += 1
        else:
            assert verdict.findings, place
            seen["未能判定"] += 1
            reasons.update({finding.code for finding in verdict.findings})
    total = sum(seen.values())
    real = total - seen["未能判定"]
    figures.append(f"BPMN MIWG：判定 {total} 个流程，有明确结论 {real} 个（{real / total:.1%}）")
    figures += [f"  {words}：{count}" for words, count in seen.most_common()]
    figures += [f"  未能判定的原因 {code}：{count}" for code, count in reasons.most_common()]
    assert real / total > 0.97
