"""`Rule`: one publish check (发布检查) over a matter; `Centre`: what the centre brings to it.

A rule only looks. How much its findings weigh is its own severity, unless the tenant's settings say otherwise; a
finding that is less than the rule's severity keeps its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from bpmn.diagram import Node
from bpmn.finding import Finding, Severity
from bpmn.step_kind import StepKind
from tenants.bundle import DIAGRAM_FILE, MATTER_FILE
from tenants.matter import Matter, MatterLimit
from tenants.model import MatterModel
from tenants.organisation import Department, Organisation
from tenants.tenant import Settings
from tenants.workplaces import Workplaces

LastDay = Callable[[MatterLimit, date], date]
"""The last day of a limit that starts on a day, by the legal calendar."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A matter of the centre as a joint one may take it in: its content's hash, the matters it is itself made of, and
    whether new cases are taken for it."""

    code: str
    name: str
    content: str
    parts: tuple[str, ...] = ()
    open: bool = True


@dataclass(frozen=True, slots=True)
class Centre:
    """`organisation` is None when a bundle is checked by itself: what must be known there is then not asked.
    `workplaces` are the tenants that may work its steps, None when none but itself are known. `last_day` counts limits
    by the published calendar over `days`; without it different units are not compared. `offers` are the matters a joint
    one may be composed of, by code; None when they are not known and not asked for."""

    organisation: Organisation | None = None
    workplaces: Workplaces | None = None
    settings: Settings = field(default_factory=Settings)
    kinds: Mapping[str, StepKind] = field(default_factory=lambda: MappingProxyType({}))
    last_day: LastDay | None = None
    days: tuple[date, ...] = ()
    offers: Mapping[str, Offer] | None = None

    def kind_of(self, node: Node) -> StepKind | None:
        return self.kinds.get(node.step.kind)

    def knows(self, department: str) -> bool:
        """Whether the centre has a department, or a tenant above it that works such steps for it."""
        own = self.organisation is not None and self.organisation.department(department) is not None
        return own or (self.workplaces is not None and self.workplaces.knows(department))

    def knows_window(self, code: str) -> bool:
        """Whether a window or zone is one of the centre's, or of a tenant above whose matter is tightened here."""
        houses = list(self.workplaces.organisations.values()) if self.workplaces is not None else []
        if self.organisation is not None:
            houses.append(self.organisation)
        return any(each.window(code) is not None or each.zone(code) is not None for each in houses)

    def department_of(self, node: Node, matter: Matter) -> Department | None:
        """The department that works a step, here or at another tenant of the tree."""
        if self.workplaces is not None:
            return self.workplaces.department(node, matter)
        if self.organisation is None or matter.work_grant(node.id) is not None:
            return None
        return self.organisation.department(node.step.department)


Check = Callable[[MatterModel, Centre], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` is the file's name with hyphens; `basis` the article or policy it serves, shown with its findings."""

    code: str
    name: str
    check: Check
    basis: str = ""
    severity: Severity = Severity.ERROR

    def findings(self, model: MatterModel, centre: Centre) -> Iterator[Finding]:
        """What the rule finds, named and weighed."""
        weight = centre.settings.severity_of(self.code, self.severity)
        for found in self.check(model, centre):
            lighter = found.severity is not Severity.ERROR
            if found.file == DIAGRAM_FILE and model.fragments:
                found = replace(found, file=model.file_of(found.element))
            yield replace(found, code=self.code, severity=found.severity if lighter else weight)


def at_step(
    node: Node, message: str, *, expected: str = "", met: str = "", advice: str = "", weight: Severity = Severity.ERROR
) -> Finding:
    """A finding at a step of the diagram: `环节“受理”……`."""
    return Finding(
        code="",
        message=f"环节“{node.label}”{message}",
        severity=weight,
        file=DIAGRAM_FILE,
        element=node.id,
        line=node.line,
        expected=expected,
        met=met,
        advice=advice,
    )


def at_key(
    key: str, message: str, *, expected: str = "", met: str = "", advice: str = "", weight: Severity = Severity.ERROR
) -> Finding:
    """A finding at a key of `matter.toml`."""
    return Finding(
        code="",
        message=message,
        severity=weight,
        file=MATTER_FILE,
        element=key,
        expected=expected,
        met=met,
        advice=advice,
    )


def whole(text: str) -> int | None:
    """The whole number a limit's amount spells; None when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
