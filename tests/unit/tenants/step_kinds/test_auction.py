"""拍卖: the facts a jurist would check."""

from bpmn.step_kind import Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["auction"]
    assert kind.name == "拍卖"
    assert kind.special
    assert kind.pauses is Pauses.LICENSING_LAW_45
    assert kind.outcomes == ("确定买受人", "流拍")
    assert kind.min_staff == 1
    assert kind.signed is False
    assert kind.notice is True
    assert kind.minimum_length is False
    assert kind.own_limit
