"""The legal clock (法定时钟): when every limit of a case ends, why, and how its lamp stands. Pure throughout."""

from engine.legal_clock.due import Due, Extension, due, excluded_spans, pause_end, paused_at
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import day_of, end_of, read_instant, start_of
from engine.legal_clock.limit import Limit, Roll, Start, read_limit
from engine.legal_clock.pause import Pause, Span
from engine.legal_clock.unit import Unit

__all__ = [
    "OFFICE_HOURS",
    "BusinessHours",
    "Due",
    "Extension",
    "Limit",
    "Pause",
    "Roll",
    "Span",
    "Start",
    "Unit",
    "day_of",
    "due",
    "end_of",
    "excluded_spans",
    "pause_end",
    "paused_at",
    "read_instant",
    "read_limit",
    "start_of",
]
