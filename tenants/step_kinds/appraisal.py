"""鉴定: a qualified body gives its expert appraisal."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="appraisal",
    name="鉴定",
    special=True,
    pauses=Pauses.LICENSING_LAW_45,
    outcomes=("完成",),
    notice=True,
    own_limit=True,
    basis="行政许可法45",
    description="由有资质的机构或者人员鉴定，出具鉴定意见。",
)
