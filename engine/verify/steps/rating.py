"""送达和好差评: delivery after the decision, ratings and the orders that bad ones bring."""

from engine.cases import commands as c
from engine.cases.case import DueDate, WorkOrder
from engine.verify.grammar import expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import day, moment


@step(
    '申请人于"2026-02-06"实名评价"不满意"',
    '"2026-02-06"申请人实名评价"不满意"',
    '申请人于"2026-02-06"评价"不满意"',
    words="申请人用真实姓名评价；差评生成工单",
)
def rated(hall: Hall, at: str, level: str) -> None:
    hall.until(moment(at))
    hall.register(c.Rate(level))
    hall.must()


@step('申请人于"2026-02-06"匿名评价"不满意"', words="申请人不署名评价")
def rated_without_name(hall: Hall, at: str, level: str) -> None:
    hall.until(moment(at))
    hall.register(c.Rate(level, named=False))
    hall.must()


@step('送达最后日为"2026-02-27"', '送达到期日为"2026-02-27"', words="决定之后应当送达的最后一日")
def delivery(hall: Hall, expected: str) -> None:
    _due("送达最后日", expected, hall.current().delivery)


@step(
    '差评整改反馈最后日为"2026-03-05"',
    '整改反馈最后日为"2026-03-05"',
    '差评整改最后日为"2026-03-05"',
    words="整改并反馈的最后一日",
)
def rectified_by(hall: Hall, expected: str) -> None:
    _due("差评整改反馈最后日", expected, _order(hall).rectify_due)


@step('回访最后日为"2026-02-09"', '差评回访最后日为"2026-02-09"', words="回访的最后一日")
def called_by(hall: Hall, expected: str) -> None:
    _due("回访最后日", expected, _order(hall).call_back_due)


@step("没有差评工单", "不生成差评工单", words="评价没有带来工单")
def no_order(hall: Hall) -> None:
    expect("差评工单", "没有", "有" if hall.current().orders else "没有")


@step('"2026-02-09"回访评价人', words="回访")
def call_back(hall: Hall, at: str) -> None:
    _work(hall, at, c.CallBack(_order(hall).id, "已电话回访"))


@step('"2026-02-10"登记整改"增开窗口"', words="登记整改情况")
def rectify(hall: Hall, at: str, measures: str) -> None:
    _work(hall, at, c.Rectify(_order(hall).id, measures))


@step('"2026-02-11"反馈评价人', '"2026-02-11"向评价人反馈', words="把整改情况告知评价人")
def answer(hall: Hall, at: str) -> None:
    _work(hall, at, c.AnswerRating(_order(hall).id, "已把改正情况告知评价人"))


@step('"2026-02-12"关闭差评工单', words="关闭工单；未反馈评价人之前不能")
def close(hall: Hall, at: str) -> None:
    _work(hall, at, c.CloseOrder(_order(hall).id))


def _work(hall: Hall, at: str, command: c.Command) -> None:
    hall.until(moment(at))
    hall.register(command)


@step(
    "未反馈评价人之前差评工单不能关闭",
    "未反馈之前差评工单不能关闭",
    words="直接关闭被拒绝；回访、整改、反馈之后可以关闭",
)
def closed_only_after_answer(hall: Hall) -> None:
    order = _order(hall).id
    hall.expect_refused("未反馈时关闭工单", lambda: hall.register(c.CloseOrder(order)), "反馈评价人")
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
