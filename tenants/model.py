"""`MatterModel`: a bundle read and ready to be checked, proved and run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpmn.diagram import Diagram, Node
from bpmn.dmn import Decision, Model
from forms import Form
from tenants.bundle import DIAGRAM_FILE
from tenants.fragment import Fragment, follow_calls, fragments_of, paths
from tenants.matter import Matter
from tenants.operation import NO_OPERATIONS, Operations


@dataclass(frozen=True, slots=True)
class MatterModel:
    """`decisions` gives the DMN model by the id of each decision in it, `forms` the form by its file's name without
    ending (that is what `gov:formKey` says), `features` the Gherkin texts by file name; `hash` is the bundle's;
    `fragments` the drawings beside the diagram by the id of their process; `operations` what it asks of machines.
    `library` is all that a call activity may name: the fragments, and the other processes of the diagram itself."""

    matter: Matter
    diagram: Diagram
    decisions: Mapping[str, Model] = field(default_factory=lambda: MappingProxyType({}))
    forms: Mapping[str, Form] = field(default_factory=lambda: MappingProxyType({}))
    features: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hash: str = ""
    fragments: Mapping[str, Fragment] = field(default_factory=lambda: MappingProxyType({}))
    operations: Operations = NO_OPERATIONS
    library: Mapping[str, Diagram] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        main = self.diagram.main()
        own = fragments_of(self.diagram, DIAGRAM_FILE) if len(self.diagram.processes) > 1 else ()
        found = {each.process.id: each.diagram for each in own if main is None or each.process.id != main.id}
        found |= {name: each.diagram for name, each in self.fragments.items()}
        object.__setattr__(self, "library", MappingProxyType(found))

    def nodes(self) -> Iterator[Node]:
        """The nodes of the diagram and of its fragments."""
        yield from self.diagram.nodes()
        for fragment in self.fragments.values():
            yield from fragment.diagram.nodes()

    def paths(self) -> Iterator[tuple[str, Node]]:
        """The nodes as a case meets them, by path: those of a process once for each activity that calls it."""
        yield from paths(self.diagram, self.library)

    def find(self, path: str) -> Node | None:
        """The node of that id; one of a called process behind the id of its call activity (`phase/review`)."""
        if "/" not in path:
            return self.diagram.find(path)
        found = follow_calls(path, self.diagram, self.library)
        return found[1] if found is not None else None

    def node(self, path: str) -> Node:
        """The same; KeyError when there is none."""
        found = self.find(path)
        if found is None:
            raise KeyError(path)
        return found

    def boundary(self, path: str) -> tuple[Node, ...]:
        """The boundary events of the activity that a path names."""
        found = follow_calls(path, self.diagram, self.library)
        return found[0].boundary(found[1].id) if found is not None else ()

    def file_of(self, element: str) -> str:
        """The file in which an element is drawn, by its own id."""
        for fragment in self.fragments.values():
            known = fragment.process.id == element or any(flow.id == element for flow in fragment.diagram.flows())
            if known or fragment.diagram.find(element) is not None:
                return fragment.file
        return DIAGRAM_FILE

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
