"""听证: those concerned are heard; the chair is not the reviewer, and the decision follows the record."""

from bpmn.step_kind import Pauses, StepKind

KIND = StepKind(
    code="hearing",
    name="听证",
    special=True,
    pauses=Pauses.LICENSING_LAW_45,
    outcomes=("完成",),
    min_staff=2,
    signed=True,
    notice=True,
    own_limit=True,
    basis="行政许可法45、46、47、48",
    description=(
        "告知听证权利，收到申请后二十个工作日内组织，举行七个工作日前通知；主持人不得是审查人员，笔录签字，"
        "根据笔录作出决定，不收费。"
    ),
)
