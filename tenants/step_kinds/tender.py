"""招标: the licence goes to the winner of a tender, who then gets the decision."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="tender",
    name="招标",
    special=True,
    pauses=Pauses.LICENSING_LAW_45,
    outcomes=("确定中标人", "流标"),
    result="招标结果",
    notice=True,
    own_limit=True,
    basis="行政许可法45、53",
    description="有限自然资源开发利用等许可先招标，确定中标人后作出准予的决定。",
)
