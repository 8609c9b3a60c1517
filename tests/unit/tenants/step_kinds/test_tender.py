"""招标: the facts a jurist would check."""

from bpmn.step_kind import Pauses
from tenants.step_kinds import KINDS


def test_its_facts() -> None:
    kind = KINDS["tender"]
    assert kind.name == "招标"
    assert kind.special
    assert kind.pauses is Pauses.LICENSING_LAW_45
    assert kind.outcomes == ("确定中标人", "流标")
    assert kind.min_staff == 1
    assert kind.signed is False
    assert kind.notice is True
    assert kind.minimum_length is False
    assert kind.own_limit
