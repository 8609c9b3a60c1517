"""审查: the papers, and where needed the facts, are examined."""

from bpmn.step_kind import StepKind

KIND = StepKind(
    code="review",
    name="审查",
    outcomes=("通过", "不通过"),
    result="审查意见",
    basis="行政许可法34",
    description="审查申请材料；需要对实质内容核实的，应当指派两名以上工作人员。",
)
