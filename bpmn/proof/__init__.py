"""Proves a diagram before it runs: whether every case ends properly, whether the worst one keeps the promised days.

`prove(diagram, …)` is the one door; it returns a frozen `Verdict`. Everything here is pure and counts its fuel, so the
verdict of a drawing is the same on every machine.
"""

from bpmn.proof.limits import Units, is_excluded
from bpmn.proof.prover import prove
from bpmn.proof.reduce import Fault
from bpmn.proof.soundness import Sound
from bpmn.proof.stretch import Clock
from bpmn.proof.verdict import Answer, Bound, Flaw, Measure, PathStep, Soundness, Verdict
from bpmn.proof.witness import Choice, Duration, Witness

__all__ = [
    "Answer",
    "Bound",
    "Choice",
    "Clock",
    "Duration",
    "Fault",
    "Flaw",
    "Measure",
    "PathStep",
    "Sound",
    "Soundness",
    "Units",
    "Verdict",
    "Witness",
    "is_excluded",
    "prove",
]
