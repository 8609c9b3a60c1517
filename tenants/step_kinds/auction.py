"""拍卖: the licence goes to the highest bidder, who then gets the decision."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="auction",
    name="拍卖",
    special=True,
    pauses=Pauses.LICENSING_LAW_45,
    outcomes=("确定买受人", "流拍"),
    result="拍卖结果",
    notice=True,
    own_limit=True,
    basis="行政许可法45、53",
    description="有限自然资源开发利用等许可先拍卖，确定买受人后作出准予的决定。",
)
