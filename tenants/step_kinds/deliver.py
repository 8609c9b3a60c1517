"""送达: the result reaches the applicant; its ten days lie outside the limit."""

from bpmn.step_kind import Marks, StepKind

KIND = StepKind(
    code="deliver",
    name="送达",
    marks=Marks.DELIVER,
    outcomes=("完成",),
    basis="行政许可法44",
    description="自作出决定之日起十个工作日内颁发、送达。送达期限在办理时限之外。",
)
