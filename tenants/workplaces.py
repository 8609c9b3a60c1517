"""Which tenant of the tree works a step of a matter: its own, one above it, or one the matter names (D24, C31).

A department that a tenant does not have is the department of the nearest tenant above that has it; a matter may also
say expressly that a level, or a certain tenant, works a step although both have such a department (低保: 乡镇受理,
县级确认).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpmn.diagram import HUMAN_TASKS, Node
from bpmn.finding import Finding
from tenants.grants import worker_of
from tenants.identity import TenantId
from tenants.matter import Matter
from tenants.model import MatterModel
from tenants.organisation import Department, Organisation
from tenants.tenant import Level, TenantProfile, Tree, plant


@dataclass(frozen=True, slots=True)
class Worker:
    """A tenant that works a step of another one's cases: its id and its name for people. `fields` are the answers it
    may see besides its own form, empty for all."""

    tenant: TenantId
    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workplaces:
    """The tenants that may work a step of `home`: itself, those above it and those its matters name."""

    home: str
    tree: Tree
    organisations: Mapping[str, Organisation] = field(default_factory=lambda: MappingProxyType({}))
    ids: Mapping[str, TenantId] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def worker(self, node: Node, matter: Matter) -> str | Finding:
        """The code of the tenant that works a step: home's own, or why nobody does."""
        grant = matter.work_grant(node.id)
        at = "" if grant is None else grant.tenant or self._at_level(grant.level)
        if grant is not None and not at:
            return self._nobody(node, grant.level)
        if at == self.home:
            at = ""
        departments = {code: [each.code for each in known.departments] for code, known in self.organisations.items()}
        return worker_of(node.step.department, self.home, self.tree, departments, at=at)

    def department(self, node: Node, matter: Matter) -> Department | None:
        """The department that works a step, at whichever tenant."""
        worker = self.worker(node, matter)
        known = self.organisations.get(worker) if isinstance(worker, str) else None
        return known.department(node.step.department) if known is not None else None

    def workers(self, model: MatterModel) -> Mapping[str, Worker]:
        """The steps of a matter that somebody else works, by the path a case meets them on."""
        matter = model.matter
        found: dict[str, Worker] = {}
        for path, node in model.paths():
            if node.kind not in HUMAN_TASKS or not node.step.department:
                continue
            code = self.worker(node, matter)
            if isinstance(code, str) and code != self.home and code in self.ids:
                grant = matter.work_grant(node.id)
                fields = grant.fields if grant is not None else ()
                found[path] = Worker(self.ids[code], self.tree.profiles[code].name, fields)
        return MappingProxyType(found)

    def knows(self, department: str) -> bool:
        """Whether any tenant above home has a department of that code."""
        return any(known.department(department) is not None for known in self.organisations.values())

    def _at_level(self, level: Level | None) -> str:
        line = (self.home, *self.tree.ancestors(self.home)) if self.home in self.tree else ()
        return next((code for code in line if self.tree.profiles[code].level is level), "")

    def _nobody(self, node: Node, level: Level | None) -> Finding:
        name = level.chinese if level is not None else ""
        return Finding(
            code="grant-nobody",
            element=node.id,
            message=f"环节“{node.label}”由{name}办理，而“{self.home}”的上级里没有{name}的租户。",
            expected=f"{name}的上级租户",
            met="没有",
            advice="请先导入上级的租户包，或改由别的级别办理。",
        )


def workplaces_of(
    home: TenantProfile,
    organisation: Organisation,
    others: Iterable[tuple[TenantProfile, Organisation]],
    ids: Mapping[str, TenantId] = MappingProxyType({}),
) -> Workplaces:
    """The workplaces of a tenant among others that are known; those with a faulty place in the tree are left out."""
    known = {home.code: (home, organisation)} | {each.code: (each, own) for each, own in others}
    known[home.code] = (home, organisation)
    tree, _ = plant(profile for profile, _ in known.values())
    organisations = {code: own for code, (_, own) in known.items()}
    return Workplaces(home.code, tree, MappingProxyType(organisations), MappingProxyType(dict(ids)))


def named_in(matters: Iterable[Matter]) -> frozenset[str]:
    """The tenants that matters name as workers of steps."""
    return frozenset(grant.tenant for matter in matters for grant in matter.work_grants if grant.tenant)
