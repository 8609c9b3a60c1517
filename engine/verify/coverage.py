"""`Coverage` (覆盖): which parts of a matter its scenarios walked: steps, flows, decision rows, outcomes, refusals.

Everything is read from the record of the cases, so a scenario covers only what really happened to its case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bpmn.diagram import HUMAN_TASKS, Diagram, Node
from engine.cases import events as e
from engine.cases.outcomes import Meaning, meaning
from engine.cases.terms import Terms
from engine.verify.hall import Hall
from tenants.model import MatterModel

WITHDRAWN = "撤回申请"
"""A way a case may go that no drawing shows."""


class Family(StrEnum):
    """What is counted."""

    STEP = "steps"
    FLOW = "flows"
    ROW = "rows"
    OUTCOME = "outcomes"
    REFUSAL = "refusals"

    @property
    def chinese(self) -> str:
        return _FAMILIES[self]


_FAMILIES = {
    Family.STEP: "环节",
    Family.FLOW: "流向",
    Family.ROW: "决策行",
    Family.OUTCOME: "结论",
    Family.REFUSAL: "不利结果",
}
_REFUSING = (Meaning.NOTICE, Meaning.REFUSE_ACCEPTANCE, Meaning.DENY, Meaning.RETURN)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that can be covered. `key` is unique in its family; `words` name it to people."""

    family: Family
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one matter of one tenant: every part, and the keys of those covered with how many cases went there."""

    tenant: str
    matter: str
    parts: tuple[Part, ...]
    met: Mapping[tuple[Family, str], int]

    def of(self, family: Family) -> tuple[Part, ...]:
        """The parts of one family."""
        return tuple(part for part in self.parts if part.family is family)

    def missing(self, family: Family | None = None) -> tuple[Part, ...]:
        """The parts no case has gone through."""
        return tuple(
            part for part in self.parts if (part.family, part.key) not in self.met and family in (None, part.family)
        )

    @property
    def complete(self) -> bool:
        return not self.missing()

    def __str__(self) -> str:
        """玉山县 企业开办：环节 14/14，流向 30/30，…"""
        counts = "，".join(
            f"{family.chinese} {len(self.of(family)) - len(self.missing(family))}/{len(self.of(family))}"
            for family in Family
        )
        return f"{self.tenant} {self.matter}：{counts}"

    def to_json(self) -> dict[str, object]:
        counts = {
            family.value: {"covered": len(self.of(family)) - len(self.missing(family)), "of": len(self.of(family))}
            for family in Family
        }
        lacking = [{"family": part.family.value, "key": part.key, "name": part.words} for part in self.missing()]
        visits = {f"{family.value}:{key}": count for (family, key), count in sorted(self.met.items())}
        return {"tenant": self.tenant, "matter": self.matter, **counts, "missing": lacking, "visits": visits}


@dataclass
class Observer:
    """Watches scenarios and adds up what their cases went through: `Runner(look=observer.look)`."""

    _terms: dict[tuple[str, str], Terms] = field(default_factory=dict)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _met: dict[tuple[str, str], dict[tuple[Family, str], int]] = field(default_factory=dict)

    def look(self, hall: Hall) -> None:
        """Note what the case of a hall went through, if there is one."""
        if hall.tenant is None or hall.case is None:
            return
        known = (hall.tenant.code, hall.case.matter)
        self._terms[known] = hall.prepared().terms
        self._names[known] = hall.tenant.name
        self.add(known, walked(hall.events()))

    def add(self, known: tuple[str, str], parts: Iterable[tuple[Family, str]]) -> None:
        """Count the parts one case went through, each once."""
        met = self._met.setdefault(known, {})
        for part in set(parts):
            met[part] = met.get(part, 0) + 1

    def coverage(self) -> tuple[Coverage, ...]:
        """What came of it, matter by matter."""
        return tuple(each for each, _ in self.drawn())

    def drawn(self) -> tuple[tuple[Coverage, Diagram], ...]:
        """What came of it, matter by matter, each with its diagram."""
        found = []
        for known in sorted(self._met):
            parts = tuple(parts_of(self._terms[known]))
            keys = {(part.family, part.key) for part in parts}
            met = {part: count for part, count in self._met[known].items() if part in keys}
            name = self._terms[known].model.matter.name
            found.append((Coverage(self._names[known], name, parts, met), self._terms[known].model.diagram))
        return tuple(found)


def parts_of(terms: Terms) -> Iterator[Part]:
    """Everything of a matter that scenarios should go through."""
    model = terms.model
    nodes = dict(model.paths())
    for path, node in nodes.items():
        yield Part(Family.STEP, path, node.label)
    yield from _flows(model, nodes)
    yield from _rows(model)
    for path, node in nodes.items():
        if node.kind not in HUMAN_TASKS:
            continue
        for outcome in terms.outcomes(node):
            refusing = meaning(node.step.kind, outcome) in _REFUSING
            family = Family.REFUSAL if refusing else Family.OUTCOME
            yield Part(family, f"{path}:{outcome}", f"{node.label}：{outcome}")
    yield Part(Family.REFUSAL, WITHDRAWN, WITHDRAWN)


def _flows(model: MatterModel, nodes: Mapping[str, Node]) -> Iterator[Part]:
    """The flows of the diagram and of what it calls, by path."""
    calls = {f"{path}/": model.library[node.called] for path, node in nodes.items() if node.called in model.library}
    for prefix, diagram in {"": model.diagram, **calls}.items():
        for flow in diagram.flows():
            if prefix + flow.source in nodes:
                source, target = diagram.node(flow.source), diagram.node(flow.target)
                words = f"{source.label}→{target.label}" + (f"（{flow.name}）" if flow.name else "")
                yield Part(Family.FLOW, prefix + flow.id, words)


def _rows(model: MatterModel) -> Iterator[Part]:
    """The rows of every decision table, counted from 1."""
    decisions = {each.id: each for found in model.decisions.values() for each in found.decisions}
    for decision in decisions.values():
        for number, _ in enumerate(decision.table.rules if decision.table else (), 1):
            yield Part(Family.ROW, f"{decision.id}:{number}", f"{decision.name}第{number}行")


def walked(events: Iterable[e.AnyEvent]) -> Iterator[tuple[Family, str]]:
    """What a case went through, as its record tells."""
    for event in events:
        match event:
            case e.Moved():
                for element in event.elements:
                    yield Family.STEP, element
                    yield Family.FLOW, element
            case e.StepCompleted(outcome=outcome) if outcome:
                yield Family.OUTCOME, f"{event.element}:{outcome}"
                yield Family.REFUSAL, f"{event.element}:{outcome}"
            case e.DecisionMade(trace=[*steps]):
                for step in steps:
                    for rule in step["rules"]:
                        if rule["matched"]:
                            yield Family.ROW, f"{step['decision']}:{rule['row']}"
            case e.CaseWithdrawn():
                yield Family.REFUSAL, WITHDRAWN
