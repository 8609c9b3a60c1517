"""Whoever may apply can be known as surely as the matter asks (实名等级, E5): a window can only look at documents."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.matter import Channel
from tenants.model import MatterModel
from tenants.real_name import RealName
from tenants.rule import Centre, Rule, at_key

_REMOTE = frozenset({Channel.ONLINE, Channel.MOBILE})


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    asked = model.matter.real_name
    if RealName.WINDOW.reaches(asked) or not model.matter.channels:
        return
    if not _REMOTE & frozenset(model.matter.channels):
        text = f"要求实名到“{asked.chinese}”，而办理形式里没有网上和移动端，谁也办不了。"
        advice = "请改为“窗口核验”，或增加网上办理。"
        yield at_key("real_name", text, expected=RealName.WINDOW.chinese, met=asked.chinese, advice=advice)


RULE = Rule("real-name-reachable", "要求的实名等级办得到", _check, basis="统一认证、一次登录（E5）")
