"""Lint rules (检查规则) that need only the drawing: one file each, with a `RULE`; the docstring is its page.

A rule only looks. The rules are found in name order; there is no list to edit.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the files' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = (import_module(f"{__name__}.{name}").RULE for name in names)
    return tuple(rule for rule in found if isinstance(rule, Rule))


def check(diagram: Diagram, weights: Mapping[str, Severity] | None = None) -> tuple[Finding, ...]:
    """What all rules find in a diagram. `weights` gives rules, by code, another severity."""
    found: list[Finding] = []
    for rule in rules():
        severity = (weights or {}).get(rule.code, rule.severity)
        weighed = rule if severity is rule.severity else Rule(rule.code, rule.title, severity, rule.look)
        found.extend(weighed.check(diagram))
    return tuple(found)
