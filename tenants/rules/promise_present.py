"""A promised matter publishes its promise; a matter with a statutory limit names the law it comes from."""

from collections.abc import Iterator

from bpmn.finding import Finding, Severity
from tenants.matter import MatterKind
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    matter = model.matter
    if matter.kind is MatterKind.PROMISED and (matter.promised is None or matter.promised.amount == 0):
        advice = "请写 promised；当场办结的事项改 kind 为 instant。"
        yield at_key("promised", "承诺件没有写承诺时限。", expected="≥1", met="没有", advice=advice)
    if matter.kind is MatterKind.INSTANT and matter.promised is not None and matter.promised.amount:
        met = matter.promised.chinese
        yield at_key(
            "promised", f"即办件的承诺时限写成了{met}。", expected="0", met=met, advice="请写 0，或改为承诺件。"
        )
    if matter.statutory is None:
        advice = "请写 statutory；法律没有规定的，行政许可写20工作日（许可法42）。"
        yield at_key(
            "statutory", "没有写法定时限。", expected="时限和依据", met="没有", advice=advice, weight=Severity.WARNING
        )
    elif not matter.statutory.basis:
        advice = "请在 [[bases]] 写上法条，并在 statutory.basis 引用。"
        yield at_key("statutory.basis", "法定时限没有写依据。", expected="依据的 id", met="没有", advice=advice)


RULE = Rule("promise-present", "承诺时限和法定依据都写明", _check, basis="服务承诺制（C11）")
