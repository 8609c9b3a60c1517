"""收件: the facts a jurist would check."""

from bpmn.step_kind import Marks, Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["receive"]
    assert kind.name == "收件"
    assert not kind.special
    assert kind.pauses is Pauses.NEVER
    assert kind.marks is Marks.RECEIVE
    assert kind.outcomes == ("收件",)
    assert kind.result == ""
