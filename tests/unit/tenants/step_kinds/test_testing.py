"""检测: the facts a jurist would check."""

from bpmn.step_kind import Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["testing"]
    assert kind.name == "检测"
    assert kind.special
    assert kind.pauses is Pauses.LICENSING_LAW_45
    assert kind.outcomes == ("合格", "不合格")
    assert kind.min_staff == 2
    assert kind.signed is True
    assert kind.notice is True
    assert kind.minimum_length is False
    assert kind.own_limit
