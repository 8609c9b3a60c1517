"""The limits on the drawing are those of the implementation list: what is proved is what is published."""

from collections.abc import Iterator

from bpmn.diagram import LimitText
from bpmn.finding import Finding
from tenants.bundle import DIAGRAM_FILE
from tenants.matter import MatterLimit
from tenants.model import MatterModel
from tenants.rule import Centre, Rule


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    process = model.diagram.main()
    if process is None:
        return
    pairs = (
        ("promised", "承诺时限", process.promised, model.matter.promised),
        ("statutory", "法定时限", process.statutory, model.matter.statutory),
    )
    for key, name, drawn, listed in pairs:
        if drawn and not _same(drawn, listed):
            met = f"{drawn.amount} {drawn.unit}".strip()
            expected = f"{listed.amount} {listed.unit.value}" if listed else "matter.toml 里没有"
            yield Finding(
                code="",
                message=f"流程图写的{name}“{met}”与 matter.toml 的“{expected}”不一致。",
                file=DIAGRAM_FILE,
                element=process.id,
                line=process.line,
                expected=expected,
                met=met,
                advice=f"请改 gov:{key}Limit、gov:{key}LimitUnit，使两处相同。",
            )


def _same(drawn: LimitText, listed: MatterLimit | None) -> bool:
    if listed is None:
        return False
    return (drawn.amount, drawn.unit) == (str(listed.amount), listed.unit.value) or drawn.amount == "0" == str(
        listed.amount
    )


RULE = Rule("promise-as-drawn", "流程图与实施清单的时限一致", _check, basis="同源发布（B9）")
