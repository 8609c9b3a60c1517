"""容缺和告知承诺: what may follow later, and what is promised in place of proof."""

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import DueDate
from engine.verify.grammar import expect, step
from engine.verify.hall import Hall
from engine.verify.values import day, listed, moment


@step(
    '可容缺材料为"消防意见",补交时限5工作日',
    '材料"消防意见"可容缺,补交时限5工作日',
    '"消防意见"可以容缺,补交时限5工作日',
    words="这些材料可以后补，须在这么多工作日内补齐",
    first=True,
)
def may_gap(hall: Hall, names: str, days: str) -> None:
    known = dict(hall.wanted.gaps) | {each: int(days) for each in listed(names)}
    hall.plain(gaps=tuple(sorted(known.items())))


@step('材料为"申请书,身份证"', '申请材料为"申请书,身份证"', words="没有点名事项时，申请需要这些材料", first=True)
def materials(hall: Hall, names: str) -> None:
    hall.plain(materials=listed(names))


@step(
    '办件于"2026-03-02"容缺受理,缺"消防意见"',
    '"2026-03-02"容缺受理,缺"消防意见"',
    '办件于"2026-03-02"容缺受理,缺"消防意见"并书面承诺',
    '综合窗口于"2026-03-02"容缺受理,缺"消防意见"',
    words="申请人书面承诺补交，窗口容缺受理",
)
def accepted_with_gap(hall: Hall, at: str, names: str) -> None:
    _accept(hall, at, gaps=listed(names), undertaking=True)


@step(
    '办件于"2026-03-02"容缺受理,缺"消防意见"而无书面承诺',
    '"2026-03-02"无书面承诺容缺受理,缺"消防意见"',
    words="没有书面承诺的容缺受理",
)
def accepted_without_undertaking(hall: Hall, at: str, names: str) -> None:
    _accept(hall, at, gaps=listed(names), undertaking=False)


def _accept(hall: Hall, at: str, **more: object) -> None:
    hall.until(moment(at))
    if hall.case is None or not hall.case.is_open:
        hall.receive()
        hall.must()
    hall.complete(hall.step_of_kind("accept").name, "受理", **more)


@step('容缺补交最后日为"2026-03-09"', '容缺补交到期日为"2026-03-09"', words="容缺材料应当补齐的最后一日")
def gap_due(hall: Hall, expected: str) -> None:
    _due("容缺补交最后日", expected, hall.current().gap_due)


@step('申请人于"2026-03-05"补交容缺材料"消防意见"', '"2026-03-05"补交容缺材料"消防意见"', words="申请人补交容缺材料")
def gap_supplied(hall: Hall, at: str, names: str) -> None:
    hall.until(moment(at))
    hall.register(c.SupplyGap(listed(names)))


@step("事项实行告知承诺", "实行告知承诺", "许可事项实行告知承诺", words="可以用书面承诺代替证明", first=True)
def pledge_matter(hall: Hall) -> None:
    hall.plain(pledge=True)


@step(
    '办件于"2026-03-02"以告知承诺方式受理',
    '"2026-03-02"以告知承诺方式受理',
    '申请人于"2026-03-02"再次以告知承诺方式申请',
    '同一申请人于"2026-03-02"以告知承诺方式再次申请',
    words="申请人签署承诺，窗口受理；前一办件已办结的，另行收件",
)
def pledged(hall: Hall, at: str) -> None:
    _accept(hall, at, pledge=True)


@step('核查最后日为"2026-05-06"', '承诺核查最后日为"2026-05-06"', words="决定之后应当核查的最后一日")
def check_due(hall: Hall, expected: str) -> None:
    _due("核查最后日", expected, hall.current().pledge_due)


@step('"2026-04-01"核查发现承诺不实', '"2026-04-01"核查结论为不实', words="核查发现承诺是虚假的")
def found_false(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    hall.lead(c.CheckPledge(kept=False, findings="现场与承诺不符"))


@step('"2026-04-01"核查承诺属实', '"2026-04-01"核查结论为属实', words="核查发现承诺是真实的")
def found_true(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    hall.lead(c.CheckPledge(kept=True, findings="与承诺一致"))


@step("决定被撤销", "撤销准予决定", words="记录里有撤销决定")
def revoked(hall: Hall) -> None:
    expect("决定", "已撤销", "已撤销" if any(isinstance(x, e.DecisionRevoked) for x in hall.events()) else "有效")


@step("决定未被撤销", "决定有效", words="决定没有撤销")
def standing(hall: Hall) -> None:
    expect("决定", "有效", "已撤销" if any(isinstance(x, e.DecisionRevoked) for x in hall.events()) else "有效")


@step("虚假承诺记入信用记录", "记入信用记录", words="虚假承诺已经记录")
def discredited(hall: Hall) -> None:
    expect("信用记录", "有", "有" if hall.current().discredited else "没有")


@step('监察人员于"2026-06-01"登记信用修复,理由为"已消除影响"', words="信用修复之后可以再适用告知承诺")
def repaired(hall: Hall, at: str, reason: str) -> None:
    hall.until(moment(at))
    hall.supervise(c.RepairCredit(reason))


@step('监察人员于"2026-06-01"撤销"红牌：体外循环",理由为"查无此事"', words="牌不能删除，只能写明理由撤销")
def card_revoked(hall: Hall, at: str, name: str, reason: str) -> None:
    hall.until(moment(at))
    keys = [card.key for card in hall.cards() if card.name.startswith(name)]
    hall.supervise(c.RevokeCard(keys[-1] if keys else "", reason))


def _due(what: str, expected: str, due: DueDate | None) -> None:
    expect(what, str(day(expected)), str(due.day) if due else "没有")
