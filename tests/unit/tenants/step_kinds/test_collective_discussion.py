"""集体讨论: the facts a jurist would check."""

from bpmn.step_kind import Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["collective_discussion"]
    assert kind.name == "集体讨论"
    assert kind.special
    assert kind.pauses is Pauses.NEVER
    assert kind.outcomes == ("同意", "不同意")
    assert kind.min_staff == 2
    assert kind.signed is True
    assert kind.notice is False
    assert kind.minimum_length is False
    assert kind.own_limit
