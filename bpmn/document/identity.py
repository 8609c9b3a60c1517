"""Ids of a file: every modelled element gets exactly one, and a reference finds it with or without a prefix."""

from dataclasses import dataclass, field

from bpmn.document.notes import Notes
from bpmn.document.vocabulary import BPMN
from bpmn.finding import Severity
from bpmn.xml import Element, line_of, local_name


@dataclass(slots=True)
class Identity:
    """The ids of one file. `names` gives the name of any element of the standard by its id."""

    notes: Notes
    names: dict[str, str] = field(default_factory=dict)
    _claimed: dict[str, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def gather(self, root: Element) -> None:
        """Learn every id of the file before anything refers to one."""
        for element in root.iter(f"{{{BPMN}}}*"):
            if identifier := (element.get("id") or "").strip():
                self.names.setdefault(identifier, (element.get("name") or "").strip())

    def claim(self, element: Element) -> str:
        """The id of an element: its own, or a new one where it has none or another element has the same."""
        wanted, line = (element.get("id") or "").strip(), line_of(element)
        if not wanted:
            fresh = self._fresh(local_name(element))
            self._claimed[fresh] = line
            self.notes.say(
                "missing-id",
                f"元素“{element.get('name') or local_name(element)}”没有编号（id），已编为“{fresh}”。",
                Severity.NOTE,
                element=fresh,
                line=line,
            )
            return fresh
        if wanted in self._claimed:
            fresh = self._fresh(wanted)
            self._claimed[fresh] = line
            self.notes.say(
                "duplicate-id",
                f"编号“{wanted}”用了两次（第{self._claimed[wanted]}行和第{line}行），后一个已改为“{fresh}”；"
                "指向它的连线可能接错了，请核对后保存。",
                element=wanted,
                line=line,
                met=wanted,
            )
            return fresh
        self._claimed[wanted] = line
        return wanted

    def find(self, reference: str) -> str:
        """The id a reference means: the whole text, or what follows a prefix."""
        text = reference.strip()
        return text if text in self.names else text.rpartition(":")[2]

    def _fresh(self, stem: str) -> str:
        while True:
            self._numbers[stem] = self._numbers.get(stem, 1) + 1
            fresh = f"{stem}_{self._numbers[stem]}"
            if fresh not in self.names and fresh not in self._claimed:
                self.names[fresh] = ""
                return fresh
