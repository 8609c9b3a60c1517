"""What all elements share: how a token enters and leaves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.specs.base import TaskSpec

from engine.runtime.effects import Incident, Passed
from engine.runtime.errors import RuntimeIncident
from engine.runtime.formula import Formula
from engine.runtime.token import FUTURE, WAITING, Token

if TYPE_CHECKING:
    from engine.runtime.elements.process import ProcessSpec
    from engine.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Way:
    """A sequence flow out of an element."""

    flow: str
    target: "Step"
    condition: Formula | None = None
    default: bool = False


class Step(TaskSpec):
    """Stands before the library's task specs in the bases. Tokens are made when a token moves on, never ahead."""

    name: str
    manual: bool
    event_definition: Any

    element: str = ""
    """The id in the diagram."""
    listener = False
    """Waits without keeping its scope alive (the start of an event sub-process)."""
    stays = False
    """Goes on listening after it has fired."""
    calls = False
    """Its inside is a process of its own, whose elements are named behind it."""
    instance = False
    """Stands for one instance of a multi-instance or loop, not for the element in the flow."""
    bit = 0
    """Its place among the elements of its scope, as a power of two, where an inclusive join has to know; else 0."""
    ways: tuple[Way, ...] = ()
    body: "ProcessSpec | None" = None
    """The inside of a sub-process or call activity."""
    boundary: tuple["Step", ...] = ()
    _passed: Passed | None = None

    def test(self) -> None:
        """The compiler has checked the graph, once."""

    def _predict(self, my_task: Token, *args: Any, **kwargs: Any) -> None:
        """Nothing is drawn ahead of a token."""

    def _on_complete_hook(self, my_task: Token) -> None:
        super()._on_complete_hook(my_task)
        if self.instance:
            host = my_task.parent
            host.task_spec.one_done(host, my_task)
        else:
            self.leave(my_task)

    def leave(self, my_task: Token) -> None:
        """Put a token on every way taken."""
        scope = my_task.workflow
        effects = scope.top_workflow.effects
        ways = self.ways if self._passed is not None else self.choose(my_task)
        if self._passed is not None and not scope.prefix:
            effects.append(self._passed)
        else:
            effects.append(_passed(self.element, ways, scope.prefix))
        if len(ways) == 1:
            token = Token(scope, ways[0].target)
            token.way = ways[0].flow
            token.task_spec._update(token)
            return
        tokens = [Token(scope, way.target) for way in ways]  # all there before one looks around (inclusive joins)
        for way, token in zip(ways, tokens, strict=True):
            token.way = way.flow
        for token in tokens:
            token.task_spec._update(token)

    def wire(self, ways: tuple[Way, ...]) -> None:
        """Set once by the compiler."""
        self.ways = ways
        if not any(way.condition or way.default for way in ways):
            self._passed = _passed(self.element, ways)

    def choose(self, my_task: Token) -> tuple[Way, ...]:
        """All flows without a condition and all whose condition holds; the default flow when there is none."""
        chosen = tuple(
            way for way in self.ways if not way.default and (way.condition is None or way.condition.holds(my_task))
        )
        return chosen or self.otherwise(my_task)

    def otherwise(self, my_task: Token) -> tuple[Way, ...]:
        """The flow a person has chosen instead, the default flow; an incident when there is none."""
        chosen = my_task.workflow.top_workflow.detours.get(my_task.element)
        if chosen and any(way.flow == chosen for way in self.ways):
            return tuple(way for way in self.ways if way.flow == chosen)
        default = tuple(way for way in self.ways if way.default)
        if default:
            return default
        read = {
            name: my_task.data[name]
            for way in self.ways
            if way.condition
            for name in sorted(way.condition.expression.reads)
            if name in my_task.data
        }
        what = "没有一条出口的条件成立，也没有默认出口"
        raise RuntimeIncident(Incident(my_task.id, my_task.element, what, "出口条件", read))


class Activity(Step):
    """An element that takes time; its boundary events are its guests while it is open."""

    def _update_hook(self, my_task: Token) -> bool | None:
        entering = my_task._state == FUTURE
        ready: bool | None = super()._update_hook(my_task)
        if entering and self.boundary:
            for spec in self.boundary:
                my_task.attach(spec)
        return ready

    def _on_complete_hook(self, my_task: Token) -> None:
        if my_task._children:
            for guest in my_task.children:
                guest.cancel()
            my_task._children.clear()
        super()._on_complete_hook(my_task)


def _passed(element: str, ways: tuple[Way, ...], prefix: str = "") -> Passed:
    return Passed(prefix + element, tuple(prefix + way.flow for way in ways if way.flow))


def throw_inside(scope: "Scope", carrier: Token | None, definition: Any) -> "Scope | None":
    """Route an error or escalation outwards from where it came up: the boundary of the carrying activity, then the
    event sub-processes of its scope, then the activity that holds the scope, and so on. The scope that caught it."""
    around: Scope | None = scope
    while around is not None:
        catchers = _boundary_of(carrier) if carrier is not None else []
        catchers += [token for token in around.tasks.values() if token.task_spec.listener and token.parent is None]
        fitting = [token for token in catchers if token._state == WAITING and definition.caught_by(token)]
        if fitting:
            catcher = next((token for token in fitting if token.task_spec.event_definition.name), fitting[0])
            catcher.task_spec.fire(catcher, {})
            return around
        carrier = around.host
        around = carrier.workflow if carrier is not None else None
    return None


def _boundary_of(carrier: Token) -> list[Token]:
    """The listening guests of an activity; of the whole multi-instance when it is one of its instances."""
    host = carrier.parent if carrier.task_spec.instance else carrier
    return [guest for guest in host.children if not guest.task_spec.instance]
