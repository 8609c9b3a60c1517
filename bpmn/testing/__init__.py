"""Diagrams for tests: from one line of text, or at random from a seed. No XML is involved."""

from bpmn.testing.drawing import PROCESS, Drawing
from bpmn.testing.every_element import every_element
from bpmn.testing.notation import diagram_from
from bpmn.testing.random_diagrams import Taste, random_diagram

__all__ = ["PROCESS", "Drawing", "Taste", "diagram_from", "every_element", "random_diagram"]
