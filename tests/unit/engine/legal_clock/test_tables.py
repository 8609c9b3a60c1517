"""The tables of the clock, counted: every rule has its own, and there are enough dated rows to trust them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
DATED = re.compile(r"^(2025|2026)-\d\d-\d\d")
ENOUGH = 300


def rows() -> Iterator[str]:
    """Every row of a table that says a date of 2025 or 2026 and another that follows from it."""
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Tuple):
                texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
                dated = [text for text in texts if isinstance(text, str) and DATED.match(text)]
                if len(dated) >= 2 and not any(isinstance(each, ast.Tuple) for each in node.elts):
                    yield f"{path.name}:{node.lineno}"


def test_there_are_enough_dated_rows() -> None:
    found = list(rows())
    print(f"{len(found)} dated rows")
    assert len(found) >= ENOUGH, len(found)


def test_every_rule_from_r1_to_r33_has_a_table() -> None:
    told: set[int] = set()
    for path in HERE.glob("test_r*.py"):
        numbers = [int(each) for each in re.findall(r"r(\d\d)", path.stem)]
        told |= set(range(numbers[0], numbers[-1] + 1))
    assert set(range(1, 34)) - told == set()
