"""送达和好差评: delivery after the decision, ratings and the orders that bad ones bring."""

from engine.cases import commands as c
from engine.cases.case import DueDate, WorkOrder
from engine.refusal import Refusal
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.steps.acts import complete, received_and_accepted
from engine.verify.values import day, moment


@step('办件于"2026-02-06"作出准予决定并生成电子证照与纸质证照', words="审批岗位准予，出件窗口同时制作两种证照")
def granted_and_issued(hall: Hall, at: str) -> None:
    if hall.case is None:
        hall.plain({})
        received_and_accepted(hall, at)
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("decide").name, "准予")
    hall.must()
    complete(hall, hall.step_of_kind("issue").name, at)
    hall.must()


@step('申请人于"2026-02-06"实名评价"不满意"', words="申请人用真实姓名评价；差评生成工单")
def rated(hall: Hall, at: str, level: str) -> None:
    hall.until(moment(at))
    hall.register(c.Rate(level))
    hall.must()


@step('送达最后日为"2026-02-27"', words="决定之后应当送达的最后一日")
def delivery(hall: Hall, expected: str) -> None:
    _due("送达最后日", expected, hall.current().delivery)


@step(
    '送达最后日为"2026-02-27",差评整改反馈最后日为"2026-03-05",回访最后日为"2026-02-09"',
    words="送达、整改反馈和回访的最后一日",
)
def delivery_and_order(hall: Hall, delivered: str, rectified: str, called: str) -> None:
    delivery(hall, delivered)
    _due("差评整改反馈最后日", rectified, _order(hall).rectify_due)
    _due("回访最后日", called, _order(hall).call_back_due)


@step("未反馈评价人之前差评工单不能关闭", words="直接关闭被拒绝；回访、整改、反馈之后可以关闭")
def closed_only_after_answer(hall: Hall) -> None:
    order = _order(hall).id
    if not isinstance(hall.suppose(hall.clock.now(), c.CloseOrder(order)), Refusal):
        raise Unmet("未反馈时关闭工单", "被拒绝", "已接受")
    steps = (
        c.CallBack(order, "已电话回访"),
        c.Rectify(order, "已改正"),
        c.AnswerRating(order, "已把改正情况告知评价人"),
        c.CloseOrder(order),
    )
    for command in steps:
        hall.register(command)
        hall.must()
    expect("差评工单", "已关闭", "已关闭" if _order(hall).closed_at else "未关闭")


def _order(hall: Hall) -> WorkOrder:
    orders = list(hall.current().orders.values())
    if not orders:
        raise NotReady("没有差评工单。")
    return orders[-1]


def _due(what: str, expected: str, due: DueDate | None) -> None:
    expect(what, str(day(expected)), str(due.day) if due else "没有")
