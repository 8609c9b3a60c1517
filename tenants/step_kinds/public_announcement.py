"""公告: the public is told for at least so many days."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="public_announcement",
    name="公告",
    special=True,
    pauses=Pauses.SPECIAL_LAW,
    outcomes=("无异议", "有异议"),
    result="公告结果",
    minimum_length=True,
    own_limit=True,
    basis="",
    description="向社会公告，期限是最短时间，届满次日才能办理下一环节。时间计入时限，专门法规定不计算在内的除外。",
)
