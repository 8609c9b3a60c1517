"""What became of each part of a joint case (各项结果): asked for or not, where it stands, how it was decided."""

from collections.abc import Collection
from dataclasses import dataclass

from bpmn.feel import FeelError, compile_expression
from engine.cases.case import Case
from tenants.matter import Part
from tenants.model import MatterModel


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as the case page shows it; `tag` colours its outcome."""

    name: str
    lead: str
    state: str
    tag: str = ""
    results: tuple[str, ...] = ()


def parts_of_case(
    model: MatterModel, case: Case, walked: Collection[str], names: dict[str, str]
) -> tuple[PartRow, ...]:
    """The parts in their order; none where the matter is not a joint one. `walked` are elements passed, `names` those
    of departments by code."""
    matter = model.matter
    return tuple(
        PartRow(
            part.label,
            names.get(part.lead, part.lead),
            *_state(model, part, case, walked),
            tuple(each.name for each in matter.results if each.part == part.matter),
        )
        for part in matter.parts
    )


def _state(model: MatterModel, part: Part, case: Case, walked: Collection[str]) -> tuple[str, str]:
    call = next((node for node in model.diagram.nodes() if node.called == f"part_{part.matter}"), None)
    if call is None:
        return "见流程", ""
    if part.when and not _asked(part, case):
        return "没有选办", ""
    waiting = [step.name for step in case.steps.values() if step.element.startswith(f"{call.id}/")]
    if waiting:
        return f"在办：{'、'.join(waiting)}", "b"
    decided = next((str(case.data[name]) for _, name in call.step.maps_out if case.data.get(name)), "")
    if decided:
        return decided, "r" if decided.startswith(("不", "退", "驳")) else "g"
    if call.id in walked:
        return "已办完", "g"
    return ("还没有开始" if case.is_open else "没有办理"), ""


def _asked(part: Part, case: Case) -> bool:
    try:
        return compile_expression(part.when).holds(case.data)
    except FeelError:
        return True
