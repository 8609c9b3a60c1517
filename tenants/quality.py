"""清单质量: what the catalogue and the implementation lists say of one another, and what a list asks for by now.

B3, B22. Each list by itself is judged by the publish checks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bpmn.finding import Finding, Severity
from tenants.catalogue import CatalogueEntry, EntryState, governing_on
from tenants.matter import Matter, Need


def cross_defects(matters: Iterable[Matter], entries: Iterable[CatalogueEntry], day: date) -> Iterator[Finding]:
    """Where published lists and published entries do not fit together. Without a catalogue nothing is asked."""
    catalogue, listed = tuple(entries), {each.code: each for each in matters}
    if not catalogue:
        return
    governing = governing_on(catalogue, day)
    for code, entry in governing.items():
        matter = listed.get(code)
        if matter is not None:
            yield from _differences(entry, matter)
        elif entry.state is EntryState.PUBLISHED and entry.published_on(day):
            text, advice = f"目录已公布“{entry.name}”，还没有发布实施清单。", "请编制、发布实施清单。"
            yield _defect("quality-unlisted", code, text, advice)
    for code, matter in sorted(listed.items()):
        if code not in governing:
            text, advice = f"实施清单“{matter.name}”不在目录清单里。", "请在目录清单编制、公布。"
            yield _defect("quality-uncatalogued", code, text, advice)


def _differences(entry: CatalogueEntry, matter: Matter) -> Iterator[Finding]:
    """What one matter is called and classed as in the two lists."""
    advice = "两处应当一致，请改正其中一处。"
    for name, one, two in (
        ("名称", entry.name, matter.name),
        ("事项类型", entry.type.chinese, matter.type.chinese),
        ("基本编码", entry.basic_code, matter.basic_code or entry.basic_code),
        ("主管部门", entry.department, matter.lead),
    ):
        if one and one != two:
            text = f"“{entry.name}”的{name}，目录为“{one}”，实施清单为“{two}”。"
            yield replace(_defect("quality-differs", entry.matter, text, advice), expected=one, met=two)


@dataclass(frozen=True, slots=True)
class Reduction:
    """How many materials a matter's first version asked the applicant for, and how many its version in force does."""

    before: int
    now: int

    @property
    def share(self) -> Fraction:
        """The share that is asked for no longer; below nought when more are."""
        return Fraction(self.before - self.now, self.before) if self.before else Fraction(0)


def asked_materials(matter: Matter) -> int:
    """The materials an applicant must bring: neither exempt nor optional."""
    return sum(1 for each in matter.materials if each.exempt is None and each.need is not Need.OPTIONAL)


def _defect(code: str, matter: str, text: str, advice: str) -> Finding:
    return Finding(code, text, severity=Severity.WARNING, element=matter, advice=advice)
