"""Drawn beginnings for new matters: one `.bpmn` file each, clean under every lint rule and proved within its promise.

The files are found in name order; there is no list to edit.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bpmn.diagram import Diagram
from bpmn.document import read_diagram


@dataclass(frozen=True)
class Template:
    """A template for the designer: `id` is the file's name, `source` its bytes, name and description are Chinese."""

    id: str
    name: str
    description: str
    source: bytes
    diagram: Diagram


@cache
def templates() -> tuple[Template, ...]:
    """Every template, in the order of the files' names."""
    folder = files(__name__)
    found = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".bpmn"):
            found.append(_template(entry.name.removesuffix(".bpmn"), entry.read_bytes()))
    return tuple(found)


def _template(name: str, source: bytes) -> Template:
    diagram = read_diagram(source, file=f"{name}.bpmn").diagram
    process = diagram.main() if diagram else None
    if diagram is None or process is None:
        raise ValueError(f"template {name} holds no process")
    return Template(name, process.name, process.documentation, source, diagram)
