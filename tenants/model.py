"""`MatterModel`: a bundle read and ready to be checked, proved and run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpmn.diagram import Diagram
from bpmn.dmn import Decision, Model
from forms import Form
from tenants.matter import Matter


@dataclass(frozen=True, slots=True)
class MatterModel:
    """`decisions` gives the DMN model by the id of each decision in it, `forms` the form by its file's name without
    ending (that is what `gov:formKey` says), `features` the Gherkin texts by file name; `hash` is the bundle's."""

    matter: Matter
    diagram: Diagram
    decisions: Mapping[str, Model] = field(default_factory=lambda: MappingProxyType({}))
    forms: Mapping[str, Form] = field(default_factory=lambda: MappingProxyType({}))
    features: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hash: str = ""

    def decision(self, identity: str) -> Decision | None:
        """The decision of that id."""
        model = self.decisions.get(identity)
        return next((each for each in model.decisions if each.id == identity), None) if model else None

    def decision_reads(self, identity: str) -> frozenset[str]:
        """The variables a decision and those it requires ask of the case: their input data, by name."""
        first = self.decision(identity)
        if first is None:
            return frozenset()
        required = {each.name: each for each in self.decisions[identity].decisions}
        asked: set[str] = set()
        todo, seen = [first], {first.name}
        while todo:
            for name in todo.pop().reads:
                if name not in required:
                    asked.add(name)
                elif name not in seen:
                    seen.add(name)
                    todo.append(required[name])
        return frozenset(asked)
