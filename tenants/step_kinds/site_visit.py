"""现场勘察: people go and look; the time counts unless a special law takes it out."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="site_visit",
    name="现场勘察",
    special=True,
    pauses=Pauses.SPECIAL_LAW,
    outcomes=("符合", "不符合"),
    result="勘察结论",
    min_staff=2,
    signed=True,
    own_limit=True,
    basis="行政许可法34",
    description=(
        "到现场核对实质内容，两名以上工作人员签字。行政许可法第四十五条没有列入，时间计入时限，专门法另有规定的除外。"
    ),
)
