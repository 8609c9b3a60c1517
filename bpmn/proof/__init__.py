"""Proves a diagram before it runs: whether every case ends properly, whether the worst one keeps the promised days.

`prove(diagram, …)` is the one door; it returns a frozen `Verdict`. Everything here is pure and counts its fuel, so the
verdict of a drawing is the same on every machine.
"""

from bpmn.proof.limits import is_excluded
from bpmn.proof.prover import prove
from bpmn.proof.reduce import Fault
from bpmn.proof.regions import Variable
from bpmn.proof.soundness import Sound
from bpmn.proof.stretch import Clock
from bpmn.proof.units import Units, units_of
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
    "Variable",
    "Verdict",
    "Witness",
    "is_excluded",
    "prove",
    "units_of",
]
