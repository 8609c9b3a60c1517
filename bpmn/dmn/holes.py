"""Holes of decision tables: applicants no rule decides, applicants two rules decide differently, rules nobody reaches.

Every hole comes with a concrete applicant. The search walks the inputs region by region and never looks at the same
set of rules left over twice, so tables far larger than people write are still searched whole.
"""

from collections.abc import Iterable, Iterator

from bpmn.dmn.errors import DecisionError
from bpmn.dmn.graph import Model
from bpmn.dmn.model import Decision, Table
from bpmn.dmn.regions import ELSE, Axis, Region, axes
from bpmn.feel.values import Value, shown
from bpmn.finding import Finding, Severity

MAX_SHOWN = 5
"""Holes of one kind shown for one table."""

MAX_STEPS = 200_000
"""Regions looked at for one question; beyond it the table is called too large to be searched."""

_DECIDING = frozenset(("UNIQUE", "ANY", "FIRST", "PRIORITY"))


def find_holes(model: Model) -> tuple[Finding, ...]:
    """Gaps, overlaps and unreachable rules of every decision table of the model."""
    return tuple(
        finding
        for decision in model.decisions
        if decision.table is not None
        for finding in _TableHoles(model, decision, decision.table).findings()
    )


class _TooLarge(Exception):
    pass


class _TableHoles:
    def __init__(self, model: Model, decision: Decision, table: Table) -> None:
        self.name = decision.name
        self.table = table
        self.file = model.file
        self.element = table.element or decision.id
        self.axes = _axes(model, decision, table)
        self.steps = 0

    def findings(self) -> Iterator[Finding]:
        if not self.table.rules:
            yield self._finding("table-empty", f"决策表“{self.name}”没有规则，请至少写一条。")
            return
        if isinstance(self.axes, str):
            yield self._note(f"决策表“{self.name}”不能检查有无遗漏：{self.axes}，请人工核对。")
            return
        try:
            if self.table.hit_policy in _DECIDING and not any(output.default for output in self.table.outputs):
                yield from self._gaps(self.axes)
            if self.table.hit_policy in ("UNIQUE", "ANY"):
                yield from self._overlaps(self.axes)
            yield from self._unreachable(self.axes)
        except _TooLarge:
            yield self._note(f"决策表“{self.name}”太大，没有检查完有无遗漏，请拆成几张表。")

    # ------------------------------------------------------------------ gaps

    def _gaps(self, lines: list[Axis]) -> Iterator[Finding]:
        everything = (1 << len(self.table.rules)) - 1
        for count, applicant in enumerate(self._undecided(lines, everything)):
            if count == MAX_SHOWN:
                yield self._note(f"决策表“{self.name}”还有更多遗漏，先补上前面几处。")
                return
            message = (
                f"决策表“{self.name}”没有一条规则管这样的申请人：{_described(applicant)}。"
                "请补一条规则，或在“允许的值”里写明不会出现。"
            )
            yield self._finding("table-gap", message, met=_described(applicant))

    def _undecided(self, lines: list[Axis], everything: int) -> Iterator[list[tuple[str, Value]]]:
        """One applicant for every way in which all rules drop out."""
        seen: set[tuple[int, int]] = set()
        stack: list[tuple[int, int, list[tuple[str, Value]]]] = [(0, everything, [])]
        while stack:
            at, left, so_far = stack.pop()
            if left == 0:
                rest = [(axis.name, axis.regions[0].value) for axis in lines[at:] if axis.regions]
                yield so_far + rest
                continue
            if at == len(lines) or (at, left) in seen:
                continue
            seen.add((at, left))
            for region in reversed(_distinct(lines[at].regions, left)):
                self._step()
                stack.append((at + 1, left & region.rules, [*so_far, (lines[at].name, region.value)]))

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _TooLarge

    # ------------------------------------------------------------------ overlaps

    def _overlaps(self, lines: list[Axis]) -> Iterator[Finding]:
        found = 0
        for first in range(len(self.table.rules)):
            for second in range(first + 1, len(self.table.rules)):
                applicant = self._both(lines, first, second)
                if applicant is None or (self.table.hit_policy == "ANY" and self._same_conclusion(first, second)):
                    continue
                found += 1
                if found > MAX_SHOWN:
                    yield self._note(f"决策表“{self.name}”还有更多重叠，先改好前面几处。")
                    return
                yield self._overlap(first, second, applicant)

    def _both(self, lines: list[Axis], first: int, second: int) -> list[tuple[str, Value]] | None:
        """An applicant both rules decide."""
        both = 1 << first | 1 << second
        applicant: list[tuple[str, Value]] = []
        for axis in lines:
            self._step()
            region = next((region for region in axis.regions if region.rules & both == both), None)
            if region is None:
                return None
            applicant.append((axis.name, region.value))
        return applicant

    def _same_conclusion(self, first: int, second: int) -> bool:
        one, other = self.table.rules[first].outputs, self.table.rules[second].outputs
        return [cell.text for cell in one] == [cell.text for cell in other]

    def _overlap(self, first: int, second: int, applicant: list[tuple[str, Value]]) -> Finding:
        wanted = "只符合一条" if self.table.hit_policy == "UNIQUE" else "结论一致"
        message = (
            f"决策表“{self.name}”第{first + 1}条和第{second + 1}条规则同时管这样的申请人：{_described(applicant)}，"
            f"而命中策略要求{wanted}。请把两条规则的条件分开。"
        )
        return self._finding("table-overlap", message, row=second + 1, met=_described(applicant))

    # ------------------------------------------------------------------ unreachable rules

    def _unreachable(self, lines: list[Axis]) -> Iterator[Finding]:
        for row in range(len(self.table.rules)):
            impossible = next((axis for axis in lines if not _possible(axis, row)), None)
            if impossible is not None:
                message = f"决策表“{self.name}”第{row + 1}条规则不会被用到：没有一个值符合它的“{impossible.name}”。"
                yield self._finding("table-unreachable", message, row=row + 1, cell=impossible.name)
            elif self.table.hit_policy == "FIRST" and row and not self._reached(lines, row):
                message = (
                    f"决策表“{self.name}”第{row + 1}条规则不会被用到：符合它的申请人都先符合前面的规则。"
                    "请删去它，或把它移到前面。"
                )
                yield self._finding("table-unreachable", message, row=row + 1)

    def _reached(self, lines: list[Axis], row: int) -> bool:
        """Whether some applicant meets the rule and none before it."""
        own, seen = 1 << row, set[tuple[int, int]]()
        stack = [(0, (1 << row) - 1)]
        while stack:
            at, earlier = stack.pop()
            if earlier == 0 and all(any(region.rules & own for region in axis.regions) for axis in lines[at:]):
                return True
            if at == len(lines) or (at, earlier) in seen:
                continue
            seen.add((at, earlier))
            for region in lines[at].regions:
                self._step()
                if region.rules & own:
                    stack.append((at + 1, earlier & region.rules))
        return False

    # ------------------------------------------------------------------ findings

    def _finding(self, code: str, message: str, *, row: int = 0, cell: str = "", met: str = "") -> Finding:
        line = self.table.rules[row - 1].line if row else self.table.line
        return Finding(code, message, file=self.file, element=self.element, line=line, row=row, cell=cell, met=met)

    def _note(self, message: str) -> Finding:
        return Finding(
            "table-unchecked", message, Severity.NOTE, file=self.file, element=self.element, line=self.table.line
        )


def _axes(model: Model, decision: Decision, table: Table) -> list[Axis] | str:
    """The axes of a table, or why there are none; a cell that cannot be read is told by `bpmn.dmn.check`."""
    try:
        return axes(table, model.compiler(decision))
    except DecisionError:
        return "有的格子读不懂"


def _possible(axis: Axis, row: int) -> bool:
    return any(region.rules >> row & 1 for region in axis.regions)


def _distinct(regions: Iterable[Region], left: int) -> list[Region]:
    """One region for each set of rules that stays."""
    kept: dict[int, Region] = {}
    for region in regions:
        kept.setdefault(region.rules & left, region)
    return list(kept.values())


def _described(applicant: list[tuple[str, Value]]) -> str:
    parts = []
    for name, value in applicant:
        other = isinstance(value, str) and value.rstrip("…") == ELSE
        parts.append(f"{name} 是表里没有写的其他值" if other else f"{name} = {shown(value)}")
    return "，".join(parts)
