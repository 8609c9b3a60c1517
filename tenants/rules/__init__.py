"""The publish checks (发布检查): one file each with its `RULE`, found here in order of name. No rule knows another.

They ask what needs the matter's own data; whether the drawing itself is right is asked by `bpmn.rules` and the prover.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre, Rule


def _members() -> Iterator[Rule]:
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        rule = import_module(f"{__name__}.{module.name}").RULE
        if not isinstance(rule, Rule) or rule.code != module.name.replace("_", "-"):
            raise TypeError(f"{module.name}.py must hold RULE, a Rule of the same code")
        yield rule


RULES: tuple[Rule, ...] = tuple(_members())


def check_matter(model: MatterModel, centre: Centre) -> tuple[Finding, ...]:
    """Everything the publish checks have to say about a matter at this centre."""
    return tuple(finding for rule in RULES for finding in rule.findings(model, centre))
