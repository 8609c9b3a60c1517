"""`Definition`: a diagram made ready to run, once for each version, shared by all its cases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bpmn.diagram import Diagram, EventKind, TimerKind
from bpmn.feel import Names, compile_expression
from bpmn.finding import Finding
from engine.runtime.decisions import Decisions
from engine.runtime.elements.process import ProcessSpec
from engine.runtime.elements.step import Step
from engine.runtime.errors import RuntimeRefusal
from engine.runtime.formula import Expression

Language = Callable[[str], Expression]
"""Compiles the text of an expression; a `ModelError` when it is none."""


@dataclass(frozen=True, slots=True)
class Start:
    """A start event of the process: what begins a case there. `timer` with its text, or the name that is heard."""

    element: str
    kind: EventKind
    name: str = ""
    timer: TimerKind | None = None
    text: str = ""


@dataclass(eq=False)
class Definition:
    """The compiled process. Hold one for each version of a matter; it keeps nothing of any case.

    `reads` names every variable that an expression or decision of the diagram (and of what it calls) reads: only
    these live in the state of a case. `takes` adds those that called processes read from what is filled in while they
    run. `starts` are its start events in the order of the file; `called` the definitions of other diagrams it calls.
    """

    name: str
    diagram: Diagram
    reads: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    called: "Mapping[str, Definition]" = field(default_factory=dict, repr=False)
    starts: tuple[Start, ...] = ()
    spec: ProcessSpec = field(init=False, repr=False)
    start_specs: Mapping[str, Step] = field(init=False, repr=False)

    @classmethod
    def compile(
        cls,
        diagram: Diagram,
        *,
        process: str = "",
        decisions: Decisions | None = None,
        library: "Mapping[str, Definition] | None" = None,
        names: Iterable[str] = (),
        language: Language | None = None,
    ) -> "Definition":
        """Compile a process of the diagram (the main one by default).

        `decisions` answers business rule tasks; `library` holds the definitions a call activity may name, besides the
        processes of the diagram itself; `names` are the variables known from forms (so that a name with a space, or one
        that FEEL has a function for, is read as a variable); `language` compiles expressions (FEEL by default).
        Raises `RuntimeRefusal` with a finding for every element that is not executed.
        """
        from engine.runtime.compiler import Compiler

        wanted = next((one for one in diagram.processes if one.id == process), None) if process else diagram.main()
        if wanted is None:
            message = f"文件中没有流程“{process}”" if process else "文件中没有可以执行的流程"
            raise RuntimeRefusal([Finding("runtime-process", message, element=process)])
        definition = cls(wanted.id, diagram)
        compiler = Compiler(definition, decisions, library or {}, language or _feel(diagram, names))
        compiler.compile(wanted)
        return definition


def _feel(diagram: Diagram, names: Iterable[str]) -> Language:
    """FEEL, knowing the variables that the diagram itself writes."""
    known = {*names}
    for node in diagram.nodes():
        known |= {node.step.result, *(target for _, target in (*node.step.maps_in, *node.step.maps_out))}
        if node.loop is not None:
            known |= {node.loop.item, node.loop.output}
    found = Names.of(sorted(known - {""}))
    return lambda text: compile_expression(text, found)
