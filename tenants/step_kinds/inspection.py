"""检验: things are inspected against technical standards."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="inspection",
    name="检验",
    special=True,
    pauses=Pauses.LICENSING_LAW_45,
    outcomes=("合格", "不合格"),
    result="检验结论",
    min_staff=2,
    signed=True,
    notice=True,
    own_limit=True,
    basis="行政许可法45、55",
    description="按技术标准、技术规范检验设备、设施、产品、物品。自受理之日起五个工作日内指派两名以上工作人员。",
)
