"""公告: the facts a jurist would check."""

from bpmn.step_kind import Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["public_announcement"]
    assert kind.name == "公告"
    assert kind.special
    assert kind.pauses is Pauses.SPECIAL_LAW
    assert kind.outcomes == ("无异议", "有异议")
    assert kind.min_staff == 1
    assert kind.signed is False
    assert kind.notice is False
    assert kind.minimum_length is True
    assert kind.own_limit
