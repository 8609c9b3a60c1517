"""现场勘察: the facts a jurist would check."""

from bpmn.step_kind import Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["site_visit"]
    assert kind.name == "现场勘察"
    assert kind.special
    assert kind.pauses is Pauses.SPECIAL_LAW
    assert kind.outcomes == ("符合", "不符合")
    assert kind.min_staff == 2
    assert kind.signed is True
    assert kind.notice is False
    assert kind.minimum_length is False
    assert kind.own_limit
