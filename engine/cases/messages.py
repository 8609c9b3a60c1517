"""What the applicant is told and when: written into the outbox with the case, sent afterwards. Pure."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from engine.cases import events as e
from engine.cases.case import Case
from engine.cases.rows import Message


def messages(case: Case, events: Iterable[e.AnyEvent], new_id: Callable[[], UUID]) -> tuple[Message, ...]:
    """The messages these events bring about; nobody is written to who left no telephone number."""
    if not case.applicant.phone:
        return ()
    texts = (pair for event in events for pair in _texts(case, event))
    return tuple(Message(new_id(), kind, _body(case, text)) for kind, text in texts)


def _texts(case: Case, event: e.AnyEvent) -> Iterator[tuple[str, str]]:
    name = f"您申请的“{case.matter_name}”（{case.number}）"
    match event:
        case e.ApplicationReceived():
            yield "received", f"{name}已收件，请凭办件编号查询进度。"
        case e.OneTimeNoticeGiven():
            until = f"最迟{event.supply_due.day:%Y-%m-%d}，逾期退件。" if event.supply_due else ""
            yield "notice", f"{name}需要补正：{'；'.join(event.defects)}。请一次补齐。{until}"
        case e.CaseLapsed():
            yield "lapsed", f"{name}到期未补正，已退件，原因：缺少{'、'.join(event.missing)}。补齐后可以重新申请。"
        case e.CaseAccepted():
            until = f"，承诺于{event.promised.day:%Y-%m-%d}前办结" if event.promised else ""
            yield "accepted", f"{name}已受理{until}。"
        case e.AcceptanceRefused():
            yield "not_accepted", f"{name}不予受理，理由：{event.reason}。"
        case e.CaseDecided(meaning="deny"):
            yield "denied", f"{name}决定不予办理，理由：{event.reason}。您可以申请行政复议或者提起行政诉讼。"
        case e.CaseDecided(meaning="return"):
            yield "returned", f"{name}材料已退还，原因：{event.reason}。补齐后可以重新申请。"
        case e.ResultIssued():
            yield "issued", f"{name}已办好，请到统一出件窗口领取，或等候邮寄送达。"
        case _:
            return


def _body(case: Case, text: str) -> dict[str, Any]:
    return {"to": case.applicant.phone, "name": case.applicant.name, "text": text, "case": str(case.id)}
