"""公示: what is to be decided is shown for at least so many days."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="public_notice",
    name="公示",
    special=True,
    pauses=Pauses.SPECIAL_LAW,
    outcomes=("无异议", "有异议"),
    result="公示结果",
    minimum_length=True,
    own_limit=True,
    basis="",
    description=(
        "公示拟作出的决定，期限是最短时间，届满次日才能办理下一环节。时间计入时限，专门法规定不计算在内的除外。"
    ),
)
