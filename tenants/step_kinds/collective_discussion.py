"""集体讨论: the leaders decide together; never taken out of the limit."""

from bpmn.step_kind import StepKind

KIND = StepKind(
    code="collective_discussion",
    name="集体讨论",
    special=True,
    outcomes=("同意", "不同意"),
    result="讨论结论",
    min_staff=2,
    signed=True,
    own_limit=True,
    basis="",
    description="领导班子集体讨论。行政许可法第四十五条没有列入，时间计入时限；没有法定依据的不得设置。",
)
