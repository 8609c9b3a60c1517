"""A diagram in the making, without a file: what the tests' diagrams are drawn with."""

from dataclasses import dataclass, field, replace

from bpmn.diagram import Diagram, Flow, LimitText, Node, Process, StepFacts

PROCESS = "process"


@dataclass
class Drawing:
    """A diagram in the making. Nodes and flows keep the order in which they were drawn."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    drawn: int = 0
    scope: str = PROCESS

    def add(self, node: Node) -> str:
        self.nodes[node.id] = replace(node, parent=self.scope, name=node.name or node.id)
        return node.id

    def enclose(self, name: str, *, on_event: bool = False) -> None:
        """Makes a node the sub-process of that name; an event sub-process need not have been drawn before."""
        node = self.nodes.get(name, Node(name, "subProcess", name, PROCESS))
        step = replace(node.step, limit=LimitText()) if node.step.limit.amount == "0" else node.step
        self.nodes[name] = replace(node, kind="subProcess", on_event=on_event, step=step)

    def fresh(self, stem: str) -> str:
        self.drawn += 1
        return f"{stem}{self.drawn}"

    def gateway(self, kind: str) -> str:
        return self.add(Node(self.fresh(f"{kind[0]}g"), kind))

    def step(self, amount: int, unit: str = "workingDay", **facts: bool | str) -> str:
        """A user task with that limit."""
        step = StepFacts(limit=LimitText(str(amount), unit))
        if facts.get("pause"):
            step = replace(step, counts_in_limit=False, legal_basis="行政许可法45")
        return self.add(Node(self.fresh("step"), "userTask", step=step))

    def flow(self, source: str, target: str, condition: str = "", *, default: bool = False) -> str:
        self.drawn += 1
        name = f"f{self.drawn}"
        self.flows[name] = Flow(name, source, target, condition=condition, parent=self.nodes[source].parent)
        if default:
            self.nodes[source] = replace(self.nodes[source], default=name)
        return name

    def diagram(self) -> Diagram:
        process = Process(PROCESS, "试验流程", True, tuple(self.nodes.values()), tuple(self.flows.values()))
        return Diagram("D", "试验流程", processes=(process,))
