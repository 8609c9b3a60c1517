"""The language stands on its own: what it imports, and that its documented examples hold."""

import ast
import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

import bpmn.dmn
import bpmn.feel
import bpmn.feel.expression

ROOT = Path(bpmn.feel.__file__).parents[2]


def _imports(package: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bpmn" / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield path.name, node.module
            elif isinstance(node, ast.Import):
                yield from ((path.name, alias.name) for alias in node.names)


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("feel", ("bpmn.feel", "bpmn.errors", "bpmn.identifiers", "re2")),
        ("dmn", ("bpmn.dmn", "bpmn.feel", "bpmn.errors", "bpmn.finding", "bpmn.xml")),
    ],
)
def test_nothing_above_is_imported(package: str, allowed: tuple[str, ...]) -> None:
    import sys

    strangers = [
        (file, module)
        for file, module in _imports(package)
        if not module.startswith(allowed) and module.split(".")[0] not in sys.stdlib_module_names
    ]
    assert strangers == []


@pytest.mark.parametrize("module", [bpmn.feel, bpmn.feel.expression, bpmn.dmn], ids=lambda module: module.__name__)
def test_the_examples_of_the_interface_hold(module: object) -> None:
    results = doctest.testmod(module)  # type: ignore[arg-type]
    assert results.attempted > 0
    assert results.failed == 0
