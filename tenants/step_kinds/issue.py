"""制证: the promised clock stops when the last such step completes."""

from bpmn.step_kind import Marks, StepKind

KIND = StepKind(
    code="issue",
    name="制证",
    marks=Marks.ISSUE,
    outcomes=("完成",),
    basis="行政许可法39",
    description="制作证照、批文，电子与纸质同步。最后一个制证环节完成，承诺时限停止。",
)
