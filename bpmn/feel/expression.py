"""`Expression`: a text compiled once, evaluated often. The door of the package."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from bpmn.feel.compile import Code, compile_node
from bpmn.feel.errors import FeelError, FeelLimitError
from bpmn.feel.limits import Limits
from bpmn.feel.names import Names
from bpmn.feel.parser import parse_expression, parse_unary_tests
from bpmn.feel.reads import free_names
from bpmn.feel.run import ACTIVE, Frame, Run, WorkingDays
from bpmn.feel.tree import Node
from bpmn.feel.types import FeelType
from bpmn.feel.values import Value, import_context

_CACHED = 4096
_LONGEST_CACHED = 4_000
"""Characters of the longest text kept compiled, so that the cache stays small whatever is written."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A FEEL expression, or the unary tests of a decision table cell (their input is the variable `?`).

    `reads` are the variables it asks for; `tree` its syntax with positions. Safe to share between threads.
    """

    text: str
    tree: Node
    reads: frozenset[str]
    code: Code

    def evaluate(
        self,
        context: Mapping[str, object],
        *,
        calendar: WorkingDays | None = None,
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> Value:
        """The value over the variables of `context`; null (None) wherever FEEL says so.

        FeelLimitError when it costs more than `limits`; FeelValueError when a variable is no FEEL value.
        """
        return self.run_in(Run(limits, calendar, now), import_context(context))

    def explain(
        self,
        context: Mapping[str, object],
        *,
        calendar: WorkingDays | None = None,
        limits: Limits | None = None,
        now: datetime | None = None,
    ) -> "Explained":
        """The value, and in Chinese why parts of it became null."""
        run = Run(limits, calendar, now)
        value = self.run_in(run, import_context(context))
        return Explained(value, tuple(run.notes))

    def holds(self, context: Mapping[str, object], *, calendar: WorkingDays | None = None) -> bool:
        """Whether the value is true; false and null are not."""
        return self.evaluate(context, calendar=calendar) is True

    def run_in(self, run: Run, values: Mapping[str, Value]) -> Value:
        """The value within an evaluation already going on, over values that are FEEL's already."""
        token = ACTIVE.set(run)
        try:
            return self.code(Frame(values, None, run))
        except RecursionError:
            raise FeelLimitError("表达式嵌套太深，已停止计算；请拆成几个决定或变量。", text=self.text) from None
        except FeelError as error:
            if not error.text:
                error.text = self.text
            raise
        finally:
            ACTIVE.reset(token)


@dataclass(frozen=True, slots=True)
class Explained:
    """A value with the notes made on the way, each a Chinese sentence."""

    value: Value
    notes: tuple[str, ...]


def compile_expression(
    text: str, names: Names | Iterable[str] = (), types: Mapping[str, FeelType] | None = None
) -> Expression:
    """The expression a text spells; `names` are the variables it may use (needed for names with spaces or signs).

    >>> compile_expression("申请金额 * 0.05").evaluate({"申请金额": 1200})
    Decimal('60.00')
    >>> sorted(compile_expression('申请人类型 = "企业" and 金额 > 100').reads)
    ['申请人类型', '金额']

    FeelSyntaxError names the place of what cannot be read.
    """
    return _compile("expression", text, names, types)


def compile_unary_tests(
    text: str, names: Names | Iterable[str] = (), types: Mapping[str, FeelType] | None = None
) -> Expression:
    """The tests of a decision table cell; evaluate with the tested value as `?`.

    >>> compile_unary_tests("[60..80), > 90").holds({"?": 79})
    True
    """
    return _compile("tests", text, names, types)


_Kind = Literal["expression", "tests"]


def _compile(kind: _Kind, text: str, names: Names | Iterable[str], types: Mapping[str, FeelType] | None) -> Expression:
    known = Names.of(names)
    if types or len(text) > _LONGEST_CACHED:
        return _build(kind, text, known, types or {})
    return _cached(kind, text, known)


@lru_cache(maxsize=_CACHED)
def _cached(kind: _Kind, text: str, names: Names) -> Expression:
    return _build(kind, text, names, {})


def _build(kind: _Kind, text: str, names: Names, types: Mapping[str, FeelType]) -> Expression:
    try:
        node = parse_expression(text, names) if kind == "expression" else parse_unary_tests(text, names)
        return Expression(text, node, free_names(node, names), compile_node(node, types))
    except RecursionError:
        raise FeelLimitError("表达式嵌套太深，请拆成几个决定或变量。", text=text, position=0) from None
