"""Multi-instance and standard loop: an element that hosts instances of itself."""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin

from engine.runtime.effects import Assigned, Incident
from engine.runtime.elements.step import Activity, Step
from engine.runtime.errors import RuntimeIncident
from engine.runtime.formula import Formula
from engine.runtime.token import READY, STARTED, Token

MAX_INSTANCES = 10_000
"""Instances of one multi-instance: a list longer than this is an incident, not a full machine."""


class Many(Activity, BpmnSpecMixin):
    """An element for every item, all at once or one after another; results in the order of the items.

    Each instance has variables of its own over those around it: what is written in it stays in it, and `output`
    collects one value of each."""

    collection: Formula | None = None
    cardinality: Formula | None = None
    item = ""
    output = ""
    output_item: Formula | None = None
    until: Formula | None = None
    sequential = False
    one: Step

    def _update_hook(self, my_task: Token) -> bool | None:
        super()._update_hook(my_task)
        state = my_task.internal_data
        if self.collection is not None:
            state["items"] = self._items(my_task, self.collection)
            of = len(state["items"])
        else:
            of = self._count(my_task)
        if of > MAX_INSTANCES:
            raise RuntimeIncident(Incident(my_task.id, my_task.element, f"多实例超过{MAX_INSTANCES}个", "多实例"))
        state.update(of=of, done=0)
        if self.output:
            state["results"] = [None] * of
        if not of:
            self._collect(my_task)
            return True
        my_task._set_state(STARTED)
        for at in range(1 if self.sequential else of):
            if my_task._state == STARTED:
                self._open(my_task, at)
        return False

    def _items(self, my_task: Token, collection: Formula) -> list[object]:
        value = collection.value(my_task)
        if isinstance(value, list | tuple):
            return list(value)
        raise RuntimeIncident(
            Incident(
                my_task.id, my_task.element, f"多实例的集合“{collection.text}”不是列表", "多实例", {"value": value}
            )
        )

    def _count(self, my_task: Token) -> int:
        formula = self.cardinality
        value: Any = formula.value(my_task) if formula else None
        if value is None or isinstance(value, bool | str) or value != int(value) or value < 0:
            text = formula.text if formula else ""
            raise RuntimeIncident(
                Incident(my_task.id, my_task.element, f"多实例的个数“{text}”不是非负整数", "多实例", {"value": value})
            )
        return int(value)

    def item_of(self, my_task: Token, at: int) -> object:
        items = my_task.internal_data.get("items")
        return items[at] if items is not None else None

    def layer(self, my_task: Token, at: int, own: MutableMapping[str, object]) -> MutableMapping[str, object]:
        """The variables of an instance: its own, then item and counter, then those around it."""
        seen: dict[str, object] = {"loopCounter": at + 1}
        if self.item:
            seen[self.item] = self.item_of(my_task, at)
        return ChainMap(own, seen, my_task.data)

    def _open(self, my_task: Token, at: int) -> None:
        token = Token(my_task.workflow, self.one, my_task)
        token.internal_data["at"] = at
        token.data = self.layer(my_task, at, {})
        self.one._update(token)

    def one_done(self, my_task: Token, child: Token) -> None:
        """An instance has completed."""
        state = my_task.internal_data
        state["done"] += 1
        if self.output and self.output_item is not None:
            state["results"][child.internal_data["at"]] = self.output_item.value(child)
        if state["done"] == state["of"] or self._enough(my_task, child):
            for guest in my_task.children:
                if guest.task_spec is self.one:
                    guest.cancel()
            self._collect(my_task)
            my_task._set_state(READY)
        elif self.sequential:
            self._open(my_task, child.internal_data["at"] + 1)

    def _enough(self, my_task: Token, child: Token) -> bool:
        if self.until is None:
            return False
        state = my_task.internal_data
        active = 0 if self.sequential else state["of"] - state["done"]
        counts: dict[str, object] = {
            "numberOfInstances": state["of"],
            "numberOfCompletedInstances": state["done"],
            "numberOfActiveInstances": active,
            "numberOfTerminatedInstances": 0,
        }
        if self.output:
            counts[self.output] = state["results"]
        return self.until.holds(child, counts)

    def _collect(self, my_task: Token) -> None:
        if self.output:
            results = my_task.internal_data["results"]
            my_task.assign({self.output: results})
            my_task.workflow.top_workflow.effects.append(Assigned(my_task.element, self.output, results))
        my_task.internal_data.clear()


COUNTS = frozenset(
    {
        "loopCounter",
        "numberOfInstances",
        "numberOfCompletedInstances",
        "numberOfActiveInstances",
        "numberOfTerminatedInstances",
    }
)
"""Names the runtime itself provides inside multi-instances and loops."""


class Rounds(Activity, BpmnSpecMixin):
    """A standard loop: rounds on the variables of the scope, at most `maximum`, while the condition holds."""

    condition: Formula | None = None
    test_before = False
    maximum = 0
    one: Step

    def _update_hook(self, my_task: Token) -> bool | None:
        super()._update_hook(my_task)
        my_task.internal_data["done"] = 0
        if self.maximum < 1 or (self.test_before and not self._again(my_task)):
            return True
        my_task._set_state(STARTED)
        self._open(my_task)
        return False

    def _again(self, my_task: Token) -> bool:
        done = my_task.internal_data["done"]
        return self.condition is None or self.condition.holds(my_task, {"loopCounter": done})

    def item_of(self, my_task: Token, at: int) -> object:
        return None

    def layer(self, my_task: Token, at: int, own: Mapping[str, object]) -> MutableMapping[str, object]:
        """Written into the scope's variables; the counter is seen beside them."""
        return ChainMap(my_task.data, {"loopCounter": at + 1})

    def _open(self, my_task: Token) -> None:
        token = Token(my_task.workflow, self.one, my_task)
        at = token.internal_data["at"] = my_task.internal_data["done"]
        token.data = self.layer(my_task, at, {})
        self.one._update(token)

    def one_done(self, my_task: Token, child: Token) -> None:
        """A round is over."""
        my_task.internal_data["done"] += 1
        if my_task.internal_data["done"] < self.maximum and self._again(my_task):
            self._open(my_task)
        else:
            my_task.internal_data.clear()
            my_task._set_state(READY)
