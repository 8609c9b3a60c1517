"""The guide for reform offices (docs/feel.md): every example in it is computed, every built-in is named in it."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from bpmn.feel import compile_expression, compile_unary_tests, from_json_text
from bpmn.feel.builtins import BUILTINS
from bpmn.feel.values import shown

GUIDE = (Path(__file__).parents[4] / "docs" / "feel.md").read_text(encoding="utf-8")


class Example(NamedTuple):
    title: str
    expression: str
    facts: str
    value: str


def _examples() -> list[Example]:
    """Every row under every `feel` block."""
    found = []
    for section in GUIDE.split("\n### ")[1:]:
        title = section.splitlines()[0]
        expression = section.split("```feel\n")[1].split("\n```")[0]
        for line in section.split("|---|---|\n")[1].split("\n\n")[0].strip().splitlines():
            _, facts, value, _ = (cell.strip() for cell in line.split("|"))
            found.append(Example(title, expression, facts.strip("`"), value.strip("`")))
    return found


EXAMPLES = _examples()


class SpringFestival2026:
    """Off from 15 to 23 February 2026; Saturday 14 February is worked on to make up."""

    def is_working_day(self, day: date, /) -> bool:
        if date(2026, 2, 15) <= day <= date(2026, 2, 23):
            return False
        return day.weekday() < 5 or day == date(2026, 2, 14)


def test_there_are_thirty_examples() -> None:
    assert [example.title.split(".")[0] for example in EXAMPLES] == sorted(
        (example.title.split(".")[0] for example in EXAMPLES), key=int
    )
    assert len({example.title for example in EXAMPLES}) == 30


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.title} {example.facts[:40]}")
def test_the_example_gives_what_the_guide_says(example: Example) -> None:
    facts = from_json_text(example.facts)
    assert isinstance(facts, dict)
    expression = compile_expression(example.expression, facts.keys())
    assert expression.reads <= facts.keys()
    assert shown(expression.evaluate(facts, calendar=SpringFestival2026())) == example.value


def test_the_first_lines_of_the_guide_hold() -> None:
    rule = compile_expression('if 年龄 >= 65 then "绿色通道" else "普通窗口"')
    assert rule.evaluate({"年龄": 70}) == "绿色通道"
    assert rule.reads == frozenset({"年龄"})


def test_every_built_in_is_in_the_guide() -> None:
    functions = GUIDE.split("## 四、")[1]
    assert [name for name in BUILTINS if f"`{name}`" not in functions] == []


def test_every_cell_the_guide_shows_can_be_read() -> None:
    rows = GUIDE.split("| 格子里写 | 意思 |\n|---|---|\n")[1].split("\n\n")[0].splitlines()
    for row in rows:
        cell = row.split("|")[1].strip().split("`")[1]
        assert compile_unary_tests(cell).text == cell
    assert len(rows) == 9
