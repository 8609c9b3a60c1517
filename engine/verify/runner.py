"""Running features: every scenario in a fresh hall, step by step, each step's line with what was expected and met."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from inspect import isawaitable
from typing import Any

from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from bpmn.errors import ModelError
from engine.errors import EngineError
from engine.verify.grammar import Grammar, Match, Rows, Unmet, grammar, shape_of
from engine.verify.hall import Hall
from engine.verify.kept import Kept
from engine.verify.values import BadValue
from tenants.errors import TenantsError
from tenants.pack import Pack

MOST_STEPS = 500
"""A scenario with more steps than this is stopped: something writes it by machine."""


class State(StrEnum):
    """How a step came out."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_RUN = "not_run"

    @property
    def chinese(self) -> str:
        return {"passed": "通过", "failed": "未通过", "unknown": "不认识的步骤", "not_run": "未执行"}[self.value]


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step: its keyword and text, its line in the file, and what was met when it failed."""

    keyword: str
    text: str
    line: int
    state: State
    message: str = ""


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """One scenario, or one row of an outline."""

    name: str
    line: int
    steps: tuple[StepResult, ...]

    @property
    def passed(self) -> bool:
        return bool(self.steps) and all(step.state is State.PASSED for step in self.steps)


@dataclass(frozen=True, slots=True)
class FeatureResult:
    """One feature file. `fault` says why it could not be read."""

    file: str
    name: str = ""
    scenarios: tuple[ScenarioResult, ...] = ()
    fault: str = ""
    line: int = 0

    @property
    def passed(self) -> bool:
        return not self.fault and bool(self.scenarios) and all(scenario.passed for scenario in self.scenarios)


@dataclass
class Runner:
    """Runs features against packs; `tell` hears of every scenario as it ends."""

    packs: Mapping[str, Pack]
    tell: Callable[[ScenarioResult], None] = field(default=lambda _: None)
    look: Callable[[Hall], None] = field(default=lambda _: None)
    """Is shown the hall at the end of every scenario."""
    kept: Kept = field(default_factory=Kept)

    def run(self, source: str, file: str = "") -> FeatureResult:
        """Every scenario of a feature's text; one that fails does not stop the others."""
        try:
            document: Any = Parser().parse(source)
        except (CompositeParserException, ParserError) as error:
            line, message = _syntax(error)
            return FeatureResult(file, fault=message, line=line)
        feature = document.get("feature")
        if not feature:
            return FeatureResult(file, fault="文件里没有“功能”。", line=1)
        document["uri"] = file
        lines = dict(_lines(feature))
        results = []
        for pickle in Compiler().compile(document):
            result = self.scenario(pickle, lines)
            self.tell(result)
            results.append(result)
        fault = "" if results else "功能里没有场景。"
        return FeatureResult(file, feature["name"], tuple(results), fault)

    def scenario(self, pickle: Mapping[str, Any], lines: Mapping[str, tuple[int, str]]) -> ScenarioResult:
        """One scenario in a hall of its own."""
        known, hall = grammar(), Hall(self.packs, kept=self.kept)
        results: list[StepResult] = []
        try:
            set_the_scene(known, hall, [step["text"] for step in pickle["steps"][:MOST_STEPS]])
            for step in pickle["steps"][:MOST_STEPS]:
                line, keyword = lines.get(step["astNodeIds"][0], (0, ""))
                if any(result.state is not State.PASSED for result in results):
                    results.append(StepResult(keyword, step["text"], line, State.NOT_RUN))
                    continue
                state, message = perform(known, hall, step["text"], rows_of(step))
                results.append(StepResult(keyword, step["text"], line, state, message))
            self.look(hall)
        finally:
            hall.close()
        if len(pickle["steps"]) > MOST_STEPS:
            results.append(StepResult("", f"场景超过 {MOST_STEPS} 步", pickle["location"]["line"], State.FAILED))
        return ScenarioResult(pickle["name"], pickle["location"]["line"], tuple(results))


def count_scenarios(source: str) -> int:
    """How many scenarios a feature's text has, each row of an outline counted; 0 when it cannot be read."""
    try:
        document: Any = Parser().parse(source)
    except (CompositeParserException, ParserError):
        return 0
    document["uri"] = ""
    return len(Compiler().compile(document)) if document.get("feature") else 0


def set_the_scene(known: Grammar, hall: Hall, texts: Iterable[str]) -> None:
    """Do what sets the scene before everything else, wherever the scenario writes it. What cannot be done is left to
    its own step, which then says so."""
    for text in texts:
        said = known.understand(text)
        for match in said.matches if said else ():
            definition = match.definition
            wanted = definition.act if definition.first and not definition.takes_rows else definition.implies
            if wanted is not None:
                with suppress(*_TOLD):
                    wanted(hall, *match.values)


def perform(known: Grammar, hall: Hall, text: str, rows: Rows) -> tuple[State, str]:
    """Do one step; what went wrong is told, not raised."""
    said = known.understand(text)
    if said is None:
        nearest = known.nearest(text)
        return (
            State.UNKNOWN,
            f"不认识这一步{f'，最接近的是：{nearest}' if nearest else '，可用 banshi steps 查看全部步骤'}",
        )
    try:
        for match in sorted(said.matches, key=lambda each: not each.definition.first):
            if said.refused:
                hall.expect_refused(_said_of(match), partial(_call, match, hall, rows), said.reason)
            else:
                _call(match, hall, rows)
    except _TOLD as error:
        return State.FAILED, str(error)
    return State.PASSED, ""


_TOLD = (Unmet, BadValue, EngineError, ModelError, TenantsError, ValueError)
"""What a step may meet that is told in its line."""


def _said_of(match: Match) -> str:
    """A part of a sentence in words, with its values."""
    text, _ = shape_of(match.definition.example)
    for value in match.values:
        mark = min((m for m in ("“”", "#") if m in text), key=text.find)
        text = text.replace(mark, f"‘{value}’" if mark == "“”" else value, 1)
    return text


def _call(match: Match, hall: Hall, rows: Rows) -> None:
    values: list[Any] = list(match.values)
    if match.definition.takes_rows:
        values.append(rows)
    result = match.definition.act(hall, *values)
    if isawaitable(result):
        raise EngineError("步骤必须是普通函数。")


def rows_of(step: Mapping[str, Any]) -> Rows:
    """The data table of a step as rows of texts."""
    table = step.get("argument", {}).get("dataTable", {})
    return [[cell["value"] for cell in row["cells"]] for row in table.get("rows", [])]


def _lines(feature: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, str]]]:
    """Line and keyword of every step by its id."""
    todo = list(feature.get("children", []))
    while todo:
        child = todo.pop()
        for part in ("background", "scenario", "rule"):
            found = child.get(part)
            if not found:
                continue
            todo.extend(found.get("children", []))
            for step in found.get("steps", []):
                yield step["id"], (step["location"]["line"], step["keyword"].strip())


def _syntax(error: ParserError | CompositeParserException) -> tuple[int, str]:
    first = error.errors[0] if isinstance(error, CompositeParserException) and error.errors else error
    place = getattr(first, "location", None) or {}
    line, column = place.get("line", 0), place.get("column", 0)
    return line, f"第{line}行第{column}列不合 Gherkin 的写法；请检查“功能、背景、场景、假如、当、那么、例子”是否写对。"
