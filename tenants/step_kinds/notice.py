"""告知: somebody is told something in writing."""

from bpmn.step_kind import StepKind

KIND = StepKind(
    code="notice",
    name="告知",
    outcomes=("完成",),
    basis="行政许可法32",
    description="把应当知道的事一次书面告知申请人或者利害关系人。",
)
