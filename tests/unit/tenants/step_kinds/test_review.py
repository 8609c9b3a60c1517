"""审查: the facts a jurist would check."""

from bpmn.step_kind import Marks, Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["review"]
    assert kind.name == "审查"
    assert not kind.special
    assert kind.pauses is Pauses.NEVER
    assert kind.marks is Marks.NOTHING
    assert kind.outcomes == ("通过", "不通过")
    assert kind.result == "审查意见"
