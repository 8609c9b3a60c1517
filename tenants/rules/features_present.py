"""A matter is published with scenarios that say what it promises; the gate then runs them."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.bundle import FEATURE_FILE
from tenants.model import MatterModel
from tenants.rule import Centre, Rule

SCENARIO_WORDS = ("场景", "剧本", "Scenario", "Example")


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    if model.matter.overlay_of:
        return  # the scenarios of the matter above hold the drawing; what is tightened needs none of its own
    lines = [line.strip() for text in model.features.values() for line in text.splitlines()]
    if not any(line.startswith(SCENARIO_WORDS) and ":" in line.replace("：", ":") for line in lines):
        yield Finding(
            code="",
            message="事项包里没有承诺场景，没有人能验收它的承诺。",
            file=FEATURE_FILE,
            expected="至少一个“场景:”",
            met="没有",
            advice=f"请在 {FEATURE_FILE} 里写上：何时受理，何时到期。",
        )


RULE = Rule("features-present", "有承诺场景", _check)
