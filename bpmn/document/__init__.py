"""BPMN files: `read_diagram` (bytes into a Diagram, with all findings at once) and `write_diagram` (and back)."""

from bpmn.document.reader import Reading, read_diagram
from bpmn.document.writer import write_diagram

__all__ = ["Reading", "read_diagram", "write_diagram"]
