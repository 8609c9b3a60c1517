"""The trace of an evaluation: what went into each decision, which rules matched, which cell decided, the outcome."""

from dataclasses import dataclass, field

from bpmn.feel.interchange import Json, to_json
from bpmn.feel.values import Function, Value, shown


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule of a table: matched, or the column whose cell turned it down."""

    row: int
    matched: bool
    column: str = ""
    cell: str = ""
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """One decision of an evaluation. `inputs` are what it read, by name; `columns` a table's input values."""

    decision: str
    name: str
    inputs: tuple[tuple[str, Value], ...]
    value: Value
    hit_policy: str = ""
    columns: tuple[tuple[str, Value], ...] = ()
    rules: tuple[RuleTrace, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def matched(self) -> tuple[int, ...]:
        """The rows that matched, counted from 1."""
        return tuple(rule.row for rule in self.rules if rule.matched)

    def as_json(self) -> dict[str, Json]:
        """What a case record stores."""
        return {
            "decision": self.decision,
            "name": self.name,
            "inputs": {name: _storable(value) for name, value in self.inputs},
            "columns": {name: _storable(value) for name, value in self.columns},
            "hitPolicy": self.hit_policy,
            "rules": [
                {
                    "row": rule.row,
                    "matched": rule.matched,
                    "column": rule.column,
                    "cell": rule.cell,
                    "annotations": list(rule.annotations),
                }
                for rule in self.rules
            ],
            "value": _storable(self.value),
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """One Chinese sentence for people."""
        facts = "，".join(f"{name} = {shown(value)}" for name, value in (self.columns or self.inputs))
        because = f"（{facts}）" if facts else ""
        if not self.hit_policy:
            return f"“{self.name}”{because}的结果是 {shown(self.value)}。"
        rows = "、".join(str(row) for row in self.matched)
        hit = f"符合第{rows}条规则" if rows else "没有符合的规则"
        return f"“{self.name}”{because}{hit}，结果是 {shown(self.value)}。"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A value with the decisions that led to it, in the order they were made."""

    value: Value
    trace: tuple[DecisionTrace, ...] = field(default=())

    def as_json(self) -> dict[str, Json]:
        return {"value": _storable(self.value), "trace": [step.as_json() for step in self.trace]}

    def __str__(self) -> str:
        return "\n".join(str(step) for step in self.trace)


def _storable(value: Value) -> Json:
    """A value as JSON, functions by their names."""
    if isinstance(value, Function) or (value is not None and callable(getattr(value, "call", None))):
        return shown(value)
    if isinstance(value, dict):
        return {key: _storable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_storable(part) for part in value]
    return to_json(value)
