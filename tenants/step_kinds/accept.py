"""受理: both clocks of the case start when this step completes."""

from bpmn.step_kind import Marks, StepKind

KIND = StepKind(
    code="accept",
    name="受理",
    marks=Marks.ACCEPT,
    outcomes=("受理", "一次告知", "不予受理"),
    result="受理结论",
    basis="行政许可法32",
    description=(
        "核对材料是否齐全、是否符合法定形式。法定和承诺时限自受理之日起算；受理和不予受理都要出具加盖本机"
        "关专用印章、注明日期的书面凭证。"
    ),
)
