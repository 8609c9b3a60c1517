"""检疫: plants, animals and their products are put under quarantine."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="quarantine",
    name="检疫",
    special=True,
    pauses=Pauses.LICENSING_LAW_45,
    outcomes=("合格", "不合格"),
    result="检疫结论",
    min_staff=2,
    signed=True,
    notice=True,
    own_limit=True,
    basis="行政许可法45、55",
    description="对动植物及其产品等检疫。自受理之日起五个工作日内指派两名以上工作人员。",
)
