"""Real diagrams by many tools: each is read without an exception, and written back without loss."""

from collections.abc import Sequence
from typing import Protocol

from bpmn.document import Reading, read_diagram, write_diagram
from bpmn.finding import has_errors
from bpmn.layout import lay_out
from bpmn.rules import check
from bpmn.rules.overlapping_shapes import RULE as OVERLAP


class Specimen(Protocol):
    """One file of the kit and what came of reading it (see conftest.py)."""

    source: bytes
    reading: Reading

    @property
    def name(self) -> str: ...

    @property
    def is_reference(self) -> bool: ...


def test_every_file_is_read(specimens: Sequence[Specimen]) -> None:
    assert len(specimens) >= 500
    assert [one.name for one in specimens if one.reading.diagram is None] == []


def test_reference_diagrams_are_read_without_an_error(specimens: Sequence[Specimen]) -> None:
    references = [one for one in specimens if one.is_reference]

    assert len(references) >= 20
    assert [one.name for one in references if has_errors(one.reading.findings)] == []


def test_what_is_read_and_written_is_read_the_same(specimens: Sequence[Specimen]) -> None:
    different = []
    for one in specimens:
        assert one.reading.diagram is not None
        if read_diagram(write_diagram(one.reading.diagram)).diagram != one.reading.diagram:
            different.append(one.name)

    assert different == []


def test_nothing_of_the_drawing_is_lost(specimens: Sequence[Specimen]) -> None:
    for one in specimens:
        assert one.reading.diagram is not None
        dropped = sum(each.code in ("drawing-dangling", "drawing-value") for each in one.reading.findings)
        written = one.source.count(b"BPMNShape ") + one.source.count(b"BPMNEdge ")
        drawn = len(one.reading.diagram.shapes) + len(one.reading.diagram.edges)
        assert written - dropped <= drawn + _repeated(one), one.name


def _repeated(one: Specimen) -> int:
    """Shapes a file draws twice on one page: the first one counts."""
    ids = [part.split(b'"')[0] for part in one.source.split(b'bpmnElement="')[1:]]
    return len(ids) - len(set(ids))


def test_every_file_is_looked_at_by_every_rule(specimens: Sequence[Specimen]) -> None:
    for one in specimens:
        assert one.reading.diagram is not None
        for finding in check(one.reading.diagram):
            assert finding.element, finding


def test_every_file_can_be_laid_out(specimens: Sequence[Specimen]) -> None:
    for one in specimens:
        assert one.reading.diagram is not None
        assert OVERLAP.check(lay_out(one.reading.diagram)) == (), one.name
