"""专家评审: experts review what the law wants reviewed by experts."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="expert_review",
    name="专家评审",
    special=True,
    pauses=Pauses.LICENSING_LAW_45,
    outcomes=("通过", "不通过"),
    result="评审结论",
    signed=True,
    notice=True,
    own_limit=True,
    basis="行政许可法45",
    description="依法需要专家评审的，出具评审意见，专家签字并保守申请人的商业秘密。",
)
