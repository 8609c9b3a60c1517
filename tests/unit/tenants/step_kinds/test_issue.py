"""制证: the facts a jurist would check."""

from bpmn.step_kind import Marks, Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["issue"]
    assert kind.name == "制证"
    assert not kind.special
    assert kind.pauses is Pauses.NEVER
    assert kind.marks is Marks.ISSUE
    assert kind.outcomes == ("完成",)
    assert kind.result == ""
