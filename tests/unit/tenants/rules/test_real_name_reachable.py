"""实名等级: a matter asks for no proof that nobody can give by the channels it is open to."""

import pytest

from tenants.matter import Channel
from tenants.real_name import RealName
from tenants.rules.real_name_reachable import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("asked", "channels", "found"),
    [
        (RealName.NONE, (Channel.WINDOW,), 0),
        (RealName.WINDOW, (Channel.WINDOW,), 0),
        (RealName.ADVANCED, (Channel.WINDOW,), 1),
        (RealName.ADVANCED, (Channel.WINDOW, Channel.POST), 1),
        (RealName.ADVANCED, (Channel.WINDOW, Channel.ONLINE), 0),
        (RealName.ADVANCED, (Channel.MOBILE,), 0),
    ],
)
def test_what_is_asked_can_be_shown(
    bench: Workbench, asked: RealName, channels: tuple[Channel, ...], found: int
) -> None:
    model = bench.model(bench.step("收件"), real_name=asked, channels=channels)
    assert [each.element for each in bench.findings(RULE, model)] == ["real_name"] * found
