"""鉴定: the facts a jurist would check."""

from bpmn.step_kind import Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["appraisal"]
    assert kind.name == "鉴定"
    assert kind.special
    assert kind.pauses is Pauses.LICENSING_LAW_45
    assert kind.outcomes == ("完成",)
    assert kind.min_staff == 1
    assert kind.signed is False
    assert kind.notice is True
    assert kind.minimum_length is False
    assert kind.own_limit
