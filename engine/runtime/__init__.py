"""The runtime: executes a compiled diagram, command by command, without clock, store or network.

    definition = Definition.compile(diagram, decisions=decisions, library=library)
    case, effects = RuntimeCase.start(definition, variables)
    effects = RuntimeCase.load(state, definition).complete(token, data)

SpiffWorkflow is imported here and nowhere else; only subclassed, never patched.
"""

from engine.runtime import effects
from engine.runtime.case import OpenStep, RuntimeCase
from engine.runtime.decisions import Decision, Decisions
from engine.runtime.definition import Definition, Start
from engine.runtime.effects import Effect, Incident
from engine.runtime.errors import (
    MigrationRefused,
    RuntimeFault,
    RuntimeIncident,
    RuntimeRefusal,
    StateUnreadable,
    StepNotOpen,
)
from engine.runtime.migration import Migration, migrate, propose

__all__ = [
    "Decision",
    "Decisions",
    "Definition",
    "Effect",
    "Incident",
    "Migration",
    "MigrationRefused",
    "OpenStep",
    "RuntimeCase",
    "RuntimeFault",
    "RuntimeIncident",
    "RuntimeRefusal",
    "Start",
    "StateUnreadable",
    "StepNotOpen",
    "effects",
    "migrate",
    "propose",
]
