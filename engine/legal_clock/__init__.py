"""The legal clock (法定时钟): when every limit of a case ends, why, and how its lamp stands. Pure throughout.

`due` reckons one limit; `LegalLedger` keeps the events of a case and `reckon` gives every due date from them; `explain`
says why, day by day. Its parts: `limit`, `pause`, `regime` (which law binds), `event`, `admission` (what may enter the
ledger), `deadlines`, `lamp`, `card`, `hearing`, `renewal`, `joint`, `comparison`, `opening_hours`, `other_limits`.
"""

from engine.legal_clock.deadlines import Change, Clock, Deadlines, Layer, changes, reckon
from engine.legal_clock.due import Due, Extension, due, excluded_spans, pause_end, paused_at
from engine.legal_clock.explain import DayLine, Explanation, explain
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import day_of, end_of, read_instant, start_of
from engine.legal_clock.lamp import DEFAULT_LAMPS, Lamp, LampSettings, Remaining, lamp, percent_used, remaining, slack
from engine.legal_clock.ledger import LegalLedger, deemed_acceptance
from engine.legal_clock.limit import Limit, Roll, Start, read_limit
from engine.legal_clock.pause import Pause, Span
from engine.legal_clock.regime import REGIMES, Approver, Regime, regime_for
from engine.legal_clock.rules import ClockRules, ReceiptPolicy
from engine.legal_clock.state import Stage
from engine.legal_clock.unit import Unit

__all__ = [
    "DEFAULT_LAMPS",
    "OFFICE_HOURS",
    "REGIMES",
    "Approver",
    "BusinessHours",
    "Change",
    "Clock",
    "ClockRules",
    "DayLine",
    "Deadlines",
    "Due",
    "Explanation",
    "Extension",
    "Lamp",
    "LampSettings",
    "Layer",
    "LegalLedger",
    "Limit",
    "Pause",
    "ReceiptPolicy",
    "Regime",
    "Remaining",
    "Roll",
    "Span",
    "Stage",
    "Start",
    "Unit",
    "changes",
    "day_of",
    "deemed_acceptance",
    "due",
    "end_of",
    "excluded_spans",
    "explain",
    "lamp",
    "pause_end",
    "paused_at",
    "percent_used",
    "read_instant",
    "read_limit",
    "reckon",
    "regime_for",
    "remaining",
    "slack",
    "start_of",
]
