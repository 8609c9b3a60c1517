"""告知: the facts a jurist would check."""

from bpmn.step_kind import Marks, Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["notice"]
    assert kind.name == "告知"
    assert not kind.special
    assert kind.pauses is Pauses.NEVER
    assert kind.marks is Marks.NOTHING
    assert kind.outcomes == ("完成",)
    assert kind.result == ""
