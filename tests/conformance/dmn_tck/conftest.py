"""The DMN Technology Compatibility Kit, read where it lies: `DMN_TCK`, or beside the repository. Never committed.

Without the kit these tests are not collected, unless `KITS=required` asks for a failure instead.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from bpmn.dmn import Model, read_model
from bpmn.dmn.model import Service
from bpmn.errors import ModelError
from bpmn.feel.temporal import UTC, DateTime, DaysTime, Time, YearsMonths, at_literal, read_date_time
from bpmn.xml import Element, children, local_name, read_xml

KIT = Path(os.environ.get("DMN_TCK") or Path(__file__).parents[4] / "shared/conformance/dmn-tck")
NIL, TYPE = "{http://www.w3.org/2001/XMLSchema-instance}nil", "{http://www.w3.org/2001/XMLSchema-instance}type"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))
NUMBERS = frozenset(("decimal", "double", "integer", "int", "float", "long"))
LARGEST = 8 * 1024 * 1024

collect_ignore = [] if (KIT / "TestCases").is_dir() or os.environ.get("KITS") == "required" else ["test_kit.py"]


@dataclass(frozen=True)
class Outcome:
    """How one test case of the kit went."""

    id: str
    level: int
    expects_value: bool
    passed: bool
    why: str = ""


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> list[Outcome]:
    """Every test case of the kit, run."""
    assert (KIT / "TestCases").is_dir(), f"没有找到 DMN 测试套件：{KIT}"
    found = [
        outcome
        for level in (2, 3)
        for path in sorted((KIT / "TestCases" / f"compliance-level-{level}").glob("*/*-test-*.xml"))
        for outcome in _run(path, level)
    ]
    request.config.stash[_SCORE] = _score(found)
    return found


_SCORE: pytest.StashKey[str] = pytest.StashKey()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    score = config.stash.get(_SCORE, "")
    if score:
        terminalreporter.write_line(score)


def _score(outcomes: list[Outcome]) -> str:
    parts = []
    for level in (2, 3):
        cases = [one for one in outcomes if one.level == level]
        valued = [one for one in cases if one.expects_value]
        parts.append(
            f"level {level} {sum(one.passed for one in cases)}/{len(cases)},"
            f" expecting a value {sum(one.passed for one in valued)}/{len(valued)}"
        )
    return "DMN TCK: " + "; ".join(parts)


def _run(path: Path, level: int) -> Iterator[Outcome]:
    root = read_xml(path.read_bytes(), max_bytes=LARGEST)
    cases = [child for child in children(root) if local_name(child) == "testCase"]
    try:
        model: Model | None = _load(path.parent / _text(root, "modelName"), ())
        fault = ""
    except ModelError as error:
        model, fault = None, str(error)
    for case in cases:
        wanted = [(node.get("name") or "", _value(_kid(node, "expected"))) for node in _kids(case, "resultNode")]
        faults = [fault] if model is None else [_fault(model, case, name, value) for name, value in wanted]
        yield Outcome(
            id=f"{level}/{path.parent.name}/{path.name}#{case.get('id')}",
            level=level,
            expects_value=all(value is not None for _, value in wanted),
            passed=not any(faults),
            why="; ".join(one for one in faults if one),
        )


def _load(path: Path, seen: tuple[Path, ...]) -> Model:
    """A model with the models of its folder that it imports, by namespace."""
    source = path.read_bytes()
    wanted = [child.get("namespace") for child in _kids(read_xml(source, max_bytes=LARGEST), "import")]
    imports = [
        _load(other, (*seen, path))
        for other in sorted(path.parent.glob("*.dmn"))
        if other != path
        and other not in seen
        and read_xml(other.read_bytes(), max_bytes=LARGEST).get("namespace") in wanted
    ]
    return read_model(source, file=path.name, imports=imports)


def _fault(model: Model, case: Element, name: str, expected: object) -> str:
    """What is wrong with one result; an error counts as null, as in the kit's own runners."""
    got: object = None
    error = ""
    try:
        if case.get("type") == "decisionService":
            asked = case.get("invocableName") or ""
            got = model.evaluate(asked, _inputs(model, case), now=NOW)
            service = model.find(asked)
            if isinstance(service, Service) and len(service.outputs) > 1 and isinstance(got, dict) and name in got:
                got = got[name]
        else:
            got = model.evaluate(name, _inputs(model, case), now=NOW)
    except ModelError as problem:
        error = str(problem)
    return "" if _same(got, expected) else f"{name}: expected {expected!r}, got {got!r} {error}"


def _inputs(model: Model, case: Element) -> dict[str, object]:
    given: dict[str, object] = {}
    for node in _kids(case, "inputNode"):
        space = node.get("namespace")
        name = node.get("name") or ""
        given[f"{space}#{name}" if space and space != model.definitions.namespace else name] = _value(node)
    return given


def _value(element: Element | None) -> object:
    """A value of the kit: `value` with its type, `list` of items, or named `component`s."""
    if element is None or element.get(NIL) == "true":
        return None
    for child in children(element):
        kind = local_name(child)
        if kind == "value":
            return None if child.get(NIL) == "true" else _typed(child)
        if kind == "list":
            return None if child.get(NIL) == "true" else [_value(item) for item in _kids(child, "item")]
        if kind == "component":
            return {part.get("name") or "": _value(part) for part in _kids(element, "component")}
    return None


def _typed(element: Element) -> object:
    kind = (element.get(TYPE) or "xsd:string").split(":")[-1]
    text = element.text or ""
    if kind in NUMBERS:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in ("date", "time", "dateTime", "duration"):
        return _moment(kind, text.strip())
    return text


def _moment(kind: str, text: str) -> object:
    """A date, time or duration as the kit writes it: seconds may be left out, zones may stand in square brackets.

    What cannot be read stays text, so that it equals no result.
    """
    text = text.replace("[", "@").replace("]", "")
    clock = text.rpartition("T")[2] if kind == "dateTime" else text
    if kind in ("time", "dateTime") and clock[2:3] == ":" and clock[5:6] != ":":
        text = text.removesuffix(clock) + clock[:5] + ":00" + clock[5:]
    value = read_date_time(text) if kind == "dateTime" else at_literal(text)
    return text if value is None else value


def _same(got: object, expected: object) -> bool:
    """Numbers within 1e-8, as the kit's runners compare; names for UTC count as Z."""
    if isinstance(got, Decimal) and isinstance(expected, Decimal):
        return abs(got - expected) < Decimal("1e-8")
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(_same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(_same(got[key], expected[key]) for key in got)
    if isinstance(got, YearsMonths | DaysTime) and isinstance(expected, YearsMonths | DaysTime):
        return got == expected or got.key == expected.key == 0
    if isinstance(got, Time | DateTime) and isinstance(expected, Time | DateTime):
        return _plain(got) == _plain(expected)
    return type(got) is type(expected) and got == expected


def _plain(value: Time | DateTime) -> tuple[object, ...]:
    zone = UTC if value.zone and value.zone.name in ("UTC", "Etc/UTC") else value.zone
    return type(value), getattr(value, "days", 0), value.nanoseconds, zone


def _kids(element: Element, tag: str) -> Iterator[Element]:
    return (child for child in children(element) if local_name(child) == tag)


def _kid(element: Element, tag: str) -> Element | None:
    return next(_kids(element, tag), None)


def _text(element: Element, tag: str) -> str:
    kid = _kid(element, tag)
    return (kid.text or "").strip() if kid is not None else ""
