"""For tests of rules and of what builds on them: a matter with a drawing made of a few steps, at a centre."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bpmn.diagram import Diagram, Flow, LimitText, Node, Process, StepFacts
from bpmn.finding import Finding
from forms import Form
from tenants.matter import Matter
from tenants.model import MatterModel
from tenants.ports import TenantDirectory, TenantStore
from tenants.rule import Centre, Rule


@dataclass(frozen=True, slots=True)
class House:
    """One installation's directory and store: a database's or the twins in memory."""

    directory: TenantDirectory
    store: TenantStore


@dataclass(frozen=True, slots=True)
class Workbench:
    """`matter` is what every model starts from, `centre` where rules look at it."""

    matter: Matter
    centre: Centre

    def step(self, name: str, limit: str = "1", unit: str = "workingDay", **facts: Any) -> Node:
        """A user task with its name as id; `facts` are those of `StepFacts`."""
        written = LimitText(limit, unit) if limit else LimitText()
        return Node(id=name, kind="userTask", name=name, parent="P", step=replace(StepFacts(limit=written), **facts))

    def node(self, kind: str, name: str, **facts: Any) -> Node:
        """A node of another kind; `facts` are those of `Node`."""
        return Node(id=name, kind=kind, name=name, parent="P", **facts)

    def model(
        self,
        *nodes: Node,
        flows: tuple[Flow, ...] = (),
        process: Process | None = None,
        forms: Mapping[str, Form] | None = None,
        features: Mapping[str, str] | None = None,
        decisions: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> MatterModel:
        """The matter, changed as said, with a drawing of these nodes and flows."""
        drawn = replace(process or Process("P", name=self.matter.name), nodes=nodes, flows=flows)
        matter, diagram = replace(self.matter, **changes), Diagram(processes=(drawn,))
        return MatterModel(matter, diagram, decisions or {}, forms or {}, features or {})

    def findings(self, rule: Rule, model: MatterModel, **centre: Any) -> list[Finding]:
        """What a rule finds, at the centre changed as said. Every finding must be one a person can act on: it names a
        file and what to do, its message is a sentence; ValueError says which does not."""
        findings = list(rule.findings(model, replace(self.centre, **centre)))
        for finding in findings:
            if finding.code != rule.code or not (finding.file and finding.advice and finding.message.endswith("。")):
                raise ValueError(f"{finding!r} is no finding a person can act on")
        return findings
