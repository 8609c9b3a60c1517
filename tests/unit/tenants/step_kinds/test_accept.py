"""受理: the facts a jurist would check."""

from bpmn.step_kind import Marks, Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["accept"]
    assert kind.name == "受理"
    assert not kind.special
    assert kind.pauses is Pauses.NEVER
    assert kind.marks is Marks.ACCEPT
    assert kind.outcomes == ("受理", "一次告知", "不予受理")
    assert kind.result == "受理结论"
