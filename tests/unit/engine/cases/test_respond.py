"""What the law and the centre say to a command: each refusal once, and what is allowed beside it."""

from collections.abc import Callable
from dataclasses import replace as changed
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import Case, CaseId, Party, Step
from engine.cases.respond import may_answer, may_work, receive, respond
from engine.refusal import Refusal
from tenants.people import Staff

AtTurn = Callable[[str], Case]


def kinds(answer: Any) -> list[str]:
    assert not isinstance(answer, Refusal), answer
    return [type(event).__name__ for event in answer]


def rule(answer: Any) -> str:
    assert isinstance(answer, Refusal), answer
    assert answer.message
    assert answer.message.endswith("。")
    return answer.rule


def step_of(case: Case, name: str) -> Step:
    return next(step for step in case.steps.values() if step.name == name)


# Who (login), at which turn, at which step, does what: the rule that refuses it.
REFUSED = [
    ("chenyang", "delivered", "", c.Withdraw("不办了"), "closed"),
    ("chenyang", "accepted", "", c.Claim(999), "step"),
    ("chenyang", "accepted", "设立登记", c.Claim(0), "post"),
    ("yinyang", "registered", "税务登记与发票", c.Complete(0, "完成"), "post"),
    ("songli", "received", "受理审核", c.Complete(0, "受理"), "post"),
    ("luoyang", "received", "受理审核", c.Claim(0), "post"),
    ("chenyang", "received", "受理审核", c.Complete(0, "也许"), "outcome"),
    ("chenyang", "received", "受理审核", c.Complete(0, "不予受理"), "reason"),
    ("chenyang", "received", "受理审核", c.Complete(0, "一次告知"), "defects"),
    ("chenyang", "received", "受理审核", c.Complete(0, "一次告知", defects=(" ", "")), "defects"),
    ("lishi", "accepted", "设立登记", c.Complete(0, "不予登记", reason=" "), "reason"),
    ("lishi", "accepted", "设立登记", c.Complete(0, "退还材料"), "reason"),
    ("chenyang", "received", "受理审核", c.SendBack(0, "缺页"), "send-back"),
    ("yinyang", "registered", "公章刻制", c.SendBack(0, "  "), "send-back-reason"),
    ("chenyang", "received", "受理审核", c.Supply(0, ("住所证明",)), "supply"),
    ("chenyang", "noticed", "补正收件", c.Supply(0, ("身份证",)), "supply-unknown"),
    ("chenyang", "noticed", "", c.Notify(("任职文件",)), "one-time-notice"),
    ("chenyang", "received", "", c.Notify(("任职文件",)), "notice"),
    ("lishi", "noticed", "", c.Notify(("住所证明",)), "post"),
    ("chenyang", "registered", "公章刻制", c.Resubmit(0, "已更正"), "resubmit"),
    ("chenyang", "registered", "", c.Withdraw("不办了"), "withdraw"),
    ("chenyang", "accepted", "", c.Withdraw(" "), "withdraw-reason"),
    ("lishi", "accepted", "", c.Withdraw("不办了"), "post"),
]


@pytest.mark.parametrize(("login", "turn", "step", "command", "expected"), REFUSED)
def test_what_may_not_be_is_refused_by_its_rule(
    hall: Any, at_turn: AtTurn, person: Any, terms: Any, login: str, turn: str, step: str, command: Any, expected: str
) -> None:
    case = at_turn(turn)
    if step:
        command = changed(command, token=step_of(case, step).token)
    assert rule(respond(case, command, person(login), hall.clock.now(), terms)) == expected


def test_contract_staff_neither_review_nor_decide(hall: Any, at_turn: AtTurn, person: Any, terms: Any) -> None:
    case = at_turn("accepted")
    token = step_of(case, "设立登记").token
    hired = changed(person("lishi"), staff=Staff.CONTRACT)
    for command in (c.Claim(token), c.Complete(token, "准予登记")):
        refusal = respond(case, command, hired, hall.clock.now(), terms)
        assert rule(refusal) == "staff"
        assert "只能受理、出件" in str(refusal)


def test_a_person_is_needed_for_what_a_person_decides(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    case = at_turn("received")
    token = step_of(case, "受理审核").token
    assert rule(respond(case, c.Complete(token, "受理"), None, hall.clock.now(), terms)) == "actor"


def test_what_somebody_holds_nobody_else_does(hall: Any, at_turn: AtTurn, person: Any, terms: Any) -> None:
    hall.case = at_turn("received")
    token = step_of(hall.current(), "受理审核").token
    hall._settle(hall.run(hall.service.act(person("chenyang"), hall.current().id, c.Claim(token))))
    case, now = hall.current(), hall.clock.now()
    for command in (c.Claim(token), c.Release(token), c.Complete(token, "受理")):
        refusal = respond(case, command, person("gaoli"), now, terms)
        assert rule(refusal) == "held"
        assert "陈样" in str(refusal)
    assert respond(case, c.Claim(token), person("chenyang"), now, terms) == ()
    assert kinds(respond(case, c.Release(token), person("chenyang"), now, terms)) == ["StepReleased"]


def test_what_was_sent_back_waits_for_the_window(hall: Any, at_turn: AtTurn, person: Any, terms: Any) -> None:
    at_turn("registered")
    step = hall.step("公章刻制")
    hall.command(step, c.SendBack(step.token, "印模名称不一致"))
    case, now, step = hall.current(), hall.clock.now(), hall.step("公章刻制")
    assert rule(respond(case, c.Complete(step.token, "完成"), person("yinyang"), now, terms)) == "sent-back"
    assert rule(respond(case, c.Resubmit(step.token, "已更正"), person("yinyang"), now, terms)) == "post"
    assert rule(respond(case, c.Resubmit(step.token, " "), person("chenyang"), now, terms)) == "resubmit-note"
    assert may_answer(person("chenyang"), step)
    assert not may_answer(person("luoyang"), step)
    assert kinds(respond(case, c.Resubmit(step.token, "已更正"), person("chenyang"), now, terms)) == ["StepResubmitted"]


def test_a_denial_without_remedies_in_the_list_is_refused(hall: Any, at_turn: AtTurn, person: Any, terms: Any) -> None:
    case = at_turn("accepted")
    bare = changed(terms, model=changed(terms.model, matter=changed(terms.model.matter, remedies=())))
    deny = c.Complete(step_of(case, "设立登记").token, "不予登记", reason="不得任职")
    assert rule(respond(case, deny, person("lishi"), hall.clock.now(), bare)) == "remedies"
    answer = respond(case, deny, person("lishi"), hall.clock.now(), terms)
    assert kinds(answer) == ["StepCompleted", "CaseDecided"]


@pytest.mark.parametrize(
    ("login", "name", "expected"),
    [
        ("luoyang", "某某茶业", "receive"),
        ("chenyang", " ", "applicant"),
        ("heli", "某某茶业", ""),
        ("fangyang", "张例", ""),
    ],
)
def test_who_may_receive_and_what_it_takes(
    hall: Any, person: Any, terms: Any, login: str, name: str, expected: str
) -> None:
    command = c.Receive(CaseId(hall.service.stepper.new_id()), "玉办〔2026〕0009号", Party(name=name), "窗口", {})
    answer = receive(command, person(login), hall.clock.now(), terms)
    if expected:
        assert rule(answer) == expected
    else:
        assert kinds(answer) == ["ApplicationReceived"]


@pytest.mark.parametrize(
    ("turn", "step", "login", "command", "expected"),
    [
        ("received", "受理审核", "chenyang", c.Complete(0, "受理"), ["StepCompleted", "CaseAccepted"]),
        (
            "received",
            "受理审核",
            "chenyang",
            c.Complete(0, "一次告知", defects=("章程",)),
            ["StepCompleted", "OneTimeNoticeGiven"],
        ),
        (
            "received",
            "受理审核",
            "chenyang",
            c.Complete(0, "不予受理", reason="无权"),
            ["StepCompleted", "AcceptanceRefused"],
        ),
        ("noticed", "补正收件", "chenyang", c.Supply(0, ("住所证明",)), ["MaterialsSupplied"]),
        (
            "noticed",
            "补正收件",
            "chenyang",
            c.Supply(0, ("住所证明", "公司章程")),
            ["MaterialsSupplied", "StepCompleted"],
        ),
        ("noticed", "补正收件", "chenyang", c.Complete(0, "收件"), ["MaterialsSupplied", "StepCompleted"]),
        ("noticed", "", "chenyang", c.Notify(("住所证明",)), ["OneTimeNoticeGiven"]),
        ("accepted", "设立登记", "lishi", c.Complete(0, "准予登记"), ["StepCompleted", "CaseDecided"]),
        ("accepted", "设立登记", "dingli", c.Claim(0), ["StepClaimed"]),
        ("accepted", "", "chenyang", c.Withdraw("另有安排"), ["CaseWithdrawn", "CaseClosed"]),
        ("registered", "公章刻制", "yinyang", c.SendBack(0, "不一致"), ["StepSentBack"]),
        ("branches done", "统一制证出件", "luoyang", c.Complete(0, "完成"), ["StepCompleted", "ResultIssued"]),
        ("issued", "送达", "luoyang", c.Complete(0, "完成"), ["StepCompleted", "CaseDelivered"]),
    ],
)
def test_what_is_allowed_brings_about_its_events(
    hall: Any, at_turn: AtTurn, person: Any, terms: Any, turn: str, step: str, login: str, command: Any, expected: Any
) -> None:
    case = at_turn(turn)
    if step:
        command = changed(command, token=step_of(case, step).token)
    answer = respond(case, command, person(login), hall.clock.now(), terms)
    assert kinds(answer) == expected
    assert isinstance(answer, tuple)
    assert {event.by.name for event in answer} == {person(login).name}
    assert {event.at for event in answer} == {hall.clock.now()}


@pytest.mark.parametrize(
    ("login", "step", "may"),
    [
        ("chenyang", "受理审核", True),
        ("linshi", "受理审核", True),  # contract staff receive and accept (B26)
        ("songli", "受理审核", False),
        ("lishi", "受理审核", False),
    ],
)
def test_a_step_is_the_work_of_its_post(at_turn: AtTurn, person: Any, login: str, step: str, may: bool) -> None:
    assert may_work(person(login), step_of(at_turn("received"), step)) is may


def test_contract_staff_decide_nothing(at_turn: AtTurn, person: Any) -> None:
    step = step_of(at_turn("accepted"), "设立登记")
    officer = person("lishi")
    assert may_work(officer, step)
    assert not may_work(changed(officer, staff=type(officer.staff).CONTRACT), step)


def test_a_limit_passes_once_and_only_after_its_moment(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    case = at_turn("accepted")
    assert case.promised is not None
    before, at = case.promised.at - timedelta(microseconds=1), case.promised.at
    assert respond(case, c.PassLimit("promised"), None, before, terms) == ()
    answer = respond(case, c.PassLimit("promised"), None, at, terms)
    assert kinds(answer) == ["LimitPassed"]
    assert isinstance(answer, tuple)
    assert answer[0].by.person is None
    provisional = replace(case, promised=replace(case.promised, provisional=True))
    assert respond(provisional, c.PassLimit("promised"), None, at, terms) == ()
    assert respond(case, c.PassLimit("step", 999), None, at, terms) == ()


def test_silence_counts_as_acceptance_of_what_was_never_told(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    case = at_turn("received")
    assert case.check_due is not None
    answer = respond(case, c.PassLimit("check"), None, case.check_due.at, terms)
    assert kinds(answer) == ["LimitPassed", "StepCompleted", "CaseDeemedAccepted"]
    assert isinstance(answer, tuple)
    deemed = answer[-1]
    assert isinstance(deemed, e.CaseDeemedAccepted)
    assert deemed.accepted_at == case.received_at
    accepted = replace(case, accepted_at=case.received_at)
    assert kinds(respond(accepted, c.PassLimit("check"), None, case.check_due.at, terms)) == ["LimitPassed"]


def test_every_refusal_of_the_core_is_tried_here() -> None:
    import inspect

    from engine.cases import acceptance
    from engine.cases import respond as core

    inline = set()
    for part in (inspect.getsource(core) + inspect.getsource(acceptance)).split("Refusal(")[1:]:
        text = part.strip()
        if text.startswith('"'):
            inline.add(text.split('"')[1])
    known = {expected for *_, expected in REFUSED}
    known |= {"staff", "actor", "held", "sent-back", "resubmit-note", "remedies", "receive", "applicant"}
    # these are tried in test_acts, test_special, ../test_work_grants and features/tenants/real_name.feature
    known |= {"real-name"}
    known |= {"gap", "gap-core", "gap-empty", "gap-open", "gap-undertaking", "pledge-matter"}
    known |= {"pledge-barred", "four-eyes", "special-open", "terminate-reason", "not-found"}
    assert inline == known
