"""收件: the window takes the papers and numbers the case; no limit of the decision runs yet."""

from bpmn.step_kind import Marks, StepKind

KIND = StepKind(
    code="receive",
    name="收件",
    marks=Marks.RECEIVE,
    outcomes=("收件",),
    basis="行政许可法32",
    description="收下申请材料、编号、出具收件回执。收件不是受理：5个工作日的核对期限自收件之日起算。",
)
