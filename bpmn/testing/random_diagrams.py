"""Diagrams at random from a seed, grown by putting a step, a block, a loop or a crossing in the place of a flow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from bpmn.diagram import Diagram, Flow, Node
from bpmn.testing.drawing import Drawing
from bpmn.testing.notation import boundary


@dataclass(frozen=True, slots=True)
class Taste:
    """What a random diagram may contain. `size` counts refinements; `damages` are changes that may break it.

    `variables` are whole numbers from 0 to 6 that the conditions of choices read; without any, choices are free.
    """

    size: int = 8
    inclusive: bool = False
    loops: bool = True
    crossings: bool = True
    boundaries: bool = False
    pauses: bool = False
    damages: int = 0
    variables: Sequence[str] = ()
    longest: int = 9


def random_diagram(seed: int, taste: Taste | None = None) -> Diagram:
    """The diagram of that seed: sound by construction, unless `taste.damages` were done to it."""
    return Grower(Random(seed), taste or Taste()).grow()


Way = Callable[[Flow], None]


class Grower:
    """Grows a diagram by replacing a flow with a step, a block, a loop or a crossing, again and again."""

    def __init__(self, chance: Random, taste: Taste) -> None:
        self.chance, self.taste, self.drawing = chance, taste, Drawing()

    def grow(self) -> Diagram:
        drawing = self.drawing
        drawing.flow(drawing.add(Node("S", "startEvent")), drawing.add(Node("E", "endEvent")))
        for _ in range(self.taste.size):
            flow = self.chance.choice([each for each in drawing.flows.values() if self._may_change(each)])
            drawing.scope = flow.parent
            self.chance.choice(self.ways())(flow)
        for _ in range(self.taste.damages):
            self.chance.choice((self._change_gateway, self._cross_targets, self._add_flow))()
        self._condition_choices()
        return drawing.diagram()

    def _may_change(self, flow: Flow) -> bool:
        """Events stand right behind the gateway that waits for them."""
        return self.drawing.nodes[flow.source].kind != "eventBasedGateway"

    def ways(self) -> list[Way]:
        taste = self.taste
        ways: list[Way] = [self._insert_step, self._insert_step, self._choice_block, self._parallel_block]
        ways += [self._inclusive_block] if taste.inclusive else []
        ways += [self._loop] if taste.loops else []
        ways += [self._crossing] if taste.crossings else []
        ways += [self._timer_on_step] if taste.boundaries else []
        return ways

    def step(self) -> str:
        pause = self.taste.pauses and self.chance.random() < 0.3
        return self.drawing.step(self.chance.randint(0, self.taste.longest), pause=pause)

    def redirect(self, flow: Flow, target: str) -> None:
        self.drawing.flows[flow.id] = replace(flow, target=target, max_rounds=None)

    def onwards(self, source: str, flow: Flow) -> str:
        """A flow from the last new node to where the replaced flow led."""
        name = self.drawing.flow(source, flow.target)
        if flow.max_rounds is not None:
            self.drawing.flows[name] = replace(self.drawing.flows[name], max_rounds=flow.max_rounds)
        return name

    def _insert_step(self, flow: Flow) -> None:
        step = self.step()
        self.redirect(flow, step)
        self.onwards(step, flow)

    def _block(self, flow: Flow, kind: str) -> None:
        split, join = self.drawing.gateway(kind), self.drawing.gateway(kind)
        self.redirect(flow, split)
        for _ in range(self.chance.randint(2, 3)):
            step = self.step()
            self.drawing.flow(split, step)
            self.drawing.flow(step, join)
        self.onwards(join, flow)

    def _choice_block(self, flow: Flow) -> None:
        self._block(flow, "exclusiveGateway")

    def _parallel_block(self, flow: Flow) -> None:
        self._block(flow, "parallelGateway")

    def _inclusive_block(self, flow: Flow) -> None:
        self._block(flow, "inclusiveGateway")

    def _loop(self, flow: Flow) -> None:
        head, tail = self.drawing.gateway("exclusiveGateway"), self.drawing.gateway("exclusiveGateway")
        first, again = self.step(), self.step()
        self.redirect(flow, head)
        self.drawing.flow(head, first)
        self.drawing.flow(first, tail)
        self.onwards(tail, flow)
        self.drawing.flow(tail, again)
        back = self.drawing.flow(again, head)
        self.drawing.flows[back] = replace(self.drawing.flows[back], max_rounds=self.chance.randint(1, 2))

    def _crossing(self, flow: Flow) -> None:
        """A choice between two parallel pairs whose branches meet crosswise: sound, but no block."""
        draw = self.drawing
        choice, one, two = (draw.gateway(k) for k in ("exclusiveGateway", "parallelGateway", "parallelGateway"))
        left, right = draw.gateway("exclusiveGateway"), draw.gateway("exclusiveGateway")
        join = draw.gateway("parallelGateway")
        self.redirect(flow, choice)
        for split in (one, two):
            draw.flow(choice, split)
            for meet in (left, right):
                step = self.step()
                draw.flow(split, step)
                draw.flow(step, meet)
        for meet in (left, right):
            step = self.step()
            draw.flow(meet, step)
            draw.flow(step, join)
        self.onwards(join, flow)

    def _timer_on_step(self, flow: Flow) -> None:
        """A step that a timer cuts off (to a choice's join) or a branch starts beside (to an inclusive join)."""
        draw, step, other = self.drawing, self.step(), self.step()
        cuts = self.chance.random() < 0.6
        join = draw.gateway("exclusiveGateway" if cuts else "inclusiveGateway")
        amount = self.chance.randint(0, self.taste.longest)
        event = replace(boundary(f"{step}@{'' if cuts else '~'}{amount}"), id=draw.fresh("timer"))
        self.redirect(flow, step)
        draw.flow(step, join)
        draw.flow(draw.add(event), other)
        draw.flow(other, join)
        self.onwards(join, flow)

    # --- damages ---

    def _gateways(self) -> list[Node]:
        return [node for node in self.drawing.nodes.values() if node.is_gateway]

    def _change_gateway(self) -> None:
        if gateways := self._gateways():
            node = self.chance.choice(gateways)
            kinds = ["exclusiveGateway", "parallelGateway"] + (["inclusiveGateway"] if self.taste.inclusive else [])
            self.drawing.nodes[node.id] = replace(node, kind=self.chance.choice(kinds))

    def _cross_targets(self) -> None:
        one, two = (self.chance.choice(list(self.drawing.flows.values())) for _ in range(2))
        self.drawing.flows[one.id] = replace(one, target=two.target)
        self.drawing.flows[two.id] = replace(two, target=one.target)

    def _add_flow(self) -> None:
        if gateways := self._gateways():
            one, two = self.chance.choice(gateways), self.chance.choice(gateways)
            self.drawing.flow(one.id, two.id)

    # --- conditions ---

    def _condition_choices(self) -> None:
        """Gives every choice conditions over the variables, the last flow being the default."""
        if not self.taste.variables:
            return
        for node in self._gateways():
            outs = [flow for flow in self.drawing.flows.values() if flow.source == node.id]
            if node.kind not in {"exclusiveGateway", "inclusiveGateway"} or len(outs) < 2:
                continue
            for flow in outs[:-1]:
                self.drawing.flows[flow.id] = replace(flow, condition=self._condition())
            self.drawing.nodes[node.id] = replace(self.drawing.nodes[node.id], default=outs[-1].id)

    def _condition(self) -> str:
        variable, sign = self.chance.choice(self.taste.variables), self.chance.choice(("<", "<=", ">", ">=", "=", "!="))
        return f"{variable} {sign} {self.chance.randint(1, 5)}"
