"""决定: the facts a jurist would check."""

from bpmn.step_kind import Marks, Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["decide"]
    assert kind.name == "决定"
    assert not kind.special
    assert kind.pauses is Pauses.NEVER
    assert kind.marks is Marks.DECIDE
    assert kind.outcomes == ("准予", "不予")
    assert kind.result == "审批结论"
