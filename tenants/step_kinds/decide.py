"""决定: the statutory clock stops when the last such step completes."""

from bpmn.step_kind import Marks, StepKind

KIND = StepKind(
    code="decide",
    name="决定",
    marks=Marks.DECIDE,
    outcomes=("准予", "不予"),
    result="审批结论",
    basis="行政许可法37、38",
    description=(
        "作出准予或者不予的书面决定。不予的应当说明理由，并告知复议和诉讼的权利。最后一个决定环节完成，法定时限停止。"
    ),
)
