"""Which papers (文书) a case has, and what each says. Pure; numbers and dates come from the events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from designer_api.pages import words
from engine.cases import events as e
from engine.cases.case import Case
from engine.cases.materials import needed
from engine.cases.terms import Terms
from tenants.calendar import LegalCalendar


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper that can be printed."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to print: numbered, addressed, dated, signed by `by`; `rows` is a table of one or two named cells a
    row, `given` the materials received, `paragraphs` running text, `items` a numbered list, `closing` what follows."""

    code: str
    title: str
    number: str
    to: str
    day: str
    by: str
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    given: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    closing: str = ""
    copies: tuple[str, ...] = ("第一联　存根",)


NAMES = {
    "receipt": "收件回执",
    "notice": "一次告知书",
    "acceptance": "受理通知书",
    "refusal": "不予受理通知书",
    "decision": "决定书",
}
_MARKS = {"receipt": "收", "notice": "告", "acceptance": "受", "refusal": "不受", "decision": "决"}
THREE_COPIES = ("第一联　中心存根", "第二联　申请人留存", "第三联　办理部门")
"""三联单: applicant, window and centre hold the same number (C14)."""


def papers_of(case: Case) -> list[PaperLink]:
    """The papers of a case so far, in the order they came about."""
    codes = ["receipt"]
    if case.notices:
        codes.append("notice")
    if case.accepted_at:
        codes.append("acceptance")
    if str(case.status) == "不予受理":
        codes.append("refusal")
    if case.decided_at:
        codes.append("decision")
    return [PaperLink(code, NAMES[code], f"/cases/{case.id}/papers/{code}") for code in codes]


def paper(
    code: str,
    case: Case,
    events: tuple[e.AnyEvent, ...],
    terms: Terms,
    centre: str,
    departments: Mapping[str, str],
) -> Paper | None:
    """One paper of a case; None when the case has none such (yet). `departments` are full names by code: decisions are
    signed by who decides, everything else by the centre."""
    if code not in {link.code for link in papers_of(case)}:
        return None
    writers = {
        "receipt": _receipt,
        "notice": _notice,
        "acceptance": _acceptance,
        "refusal": _refusal,
        "decision": _decision,
    }
    written = writers[code](case, events, terms, centre)
    if code == "decision":
        decided = [event for event in events if isinstance(event, e.CaseDecided)][-1]
        return replace(written, by=departments.get(decided.by.department, centre))
    return written


def _receipt(case: Case, events: tuple[e.AnyEvent, ...], terms: Terms, centre: str) -> Paper:
    matter, calendar = terms.model.matter, terms.calendar
    taken = next(event for event in events if isinstance(event, e.ApplicationReceived))
    promised = matter.promised
    limit = f"（承诺 {words.limit_text(promised.amount, promised.unit.value)}，自受理次日起算）" if promised else ""
    told = f"最迟 {words.day(case.check_due.day, calendar)}告知" if case.check_due else "按本事项所依法律当场审核"
    rows = (
        (("申请事项", matter.name + limit),),
        (("申请人", case.applicant.name), ("经办人", _agent(case))),
        (("受理审核", told), ("收件窗口", taken.by.name)),
    )
    return Paper(
        "receipt",
        f"{centre}收件回执",
        _number(case, "receipt"),
        case.applicant.name,
        words.moment(case.received_at),
        centre,
        rows,
        _materials(case, terms),
        ("本回执只证明收到上列材料，不是受理凭证；是否受理以受理通知书为准。",),
        copies=THREE_COPIES,
    )


def _notice(case: Case, events: tuple[e.AnyEvent, ...], terms: Terms, centre: str) -> Paper:
    given = [event for event in events if isinstance(event, e.OneTimeNoticeGiven)][-1]
    return Paper(
        "notice",
        "一次告知书",
        _number(case, "notice"),
        case.applicant.name,
        _signed(given.at, terms.calendar),
        centre,
        paragraphs=(
            f"你（单位）于 {_date(case.received_at, terms.calendar)} 提交的“{case.matter_name}”申请（{case.number}），"
            "经审核，申请材料不齐全或者不符合法定形式。现依据《中华人民共和国行政许可法》第三十二条第一款第四项，一次告知需要补正的全部内容：",
        ),
        items=given.defects,
        closing=_supply_by(given, terms.calendar),
        copies=("申请人", "存根"),
    )


def _supply_by(given: e.OneTimeNoticeGiven, calendar: LegalCalendar) -> str:
    """Until when the applicant may supply what is asked for, and what happens else (R11)."""
    if given.supply_due is None:
        return ""
    day = words.day(given.supply_due.day, calendar)
    return f"请于 {day}前一次补齐。逾期未补正的，本中心将退回申请材料；补齐后可以重新申请。"


def _acceptance(case: Case, events: tuple[e.AnyEvent, ...], terms: Terms, centre: str) -> Paper:
    calendar = terms.calendar
    accepted = next(event for event in events if isinstance(event, e.CaseAccepted))
    rows = [("申请事项", case.matter_name), ("办件编号", case.number), ("受理日期", _date(accepted.at, calendar))]
    if case.promised:
        rows.append(("承诺到期", f"{words.day(case.promised.day, calendar)}（{words.limit(case.promised)}）"))
    if case.statutory:
        rows.append(("法定到期", f"{words.day(case.statutory.day, calendar)}（{words.limit(case.statutory)}）"))
    provisional = any(due and due.provisional for due in (case.promised, case.statutory))
    notes = ["受理当日不计入时限，自次日起算，法定节假日不计，调休上班日计入。"]
    if provisional:
        notes.append("到期日所在年份的放假安排尚未公布，日期为暂定，公布后重新核定并告知。")
    return Paper(
        "acceptance",
        "受理通知书",
        _number(case, "acceptance"),
        case.applicant.name,
        _signed(accepted.at, calendar),
        centre,
        tuple((row,) for row in rows),
        (),
        (
            "你（单位）提交的申请材料齐全、符合法定形式，依据《中华人民共和国行政许可法》第三十二条第一款第五项，予以受理。",
            *notes,
        ),
        copies=("申请人", "存根"),
    )


def _refusal(case: Case, events: tuple[e.AnyEvent, ...], terms: Terms, centre: str) -> Paper:
    refused = next(event for event in events if isinstance(event, e.AcceptanceRefused))
    return Paper(
        "refusal",
        "不予受理通知书",
        _number(case, "refusal"),
        case.applicant.name,
        _signed(refused.at, terms.calendar),
        centre,
        paragraphs=(
            f"你（单位）提交的“{case.matter_name}”申请（{case.number}），经审核不予受理。",
            f"理由：{refused.reason}",
            "依据：《中华人民共和国行政许可法》第三十二条。",
        ),
        copies=("申请人", "存根"),
    )


def _decision(case: Case, events: tuple[e.AnyEvent, ...], terms: Terms, centre: str) -> Paper:
    decided = [event for event in events if isinstance(event, e.CaseDecided)][-1]
    words_of = {
        "grant": "经审查，符合法定条件，决定准予。",
        "deny": "经审查，决定不予办理。",
        "return": "经审查，材料予以退还。",
    }
    lines = [f"你（单位）申请的“{case.matter_name}”（{case.number}），{words_of[decided.meaning]}"]
    if decided.reason:
        lines.append(f"理由：{decided.reason}")
    if decided.remedies:
        lines.append(f"如不服本决定，可以依法寻求救济：{decided.remedies}。")
    title = {"grant": "准予决定书", "deny": "不予决定书", "return": "材料退还通知书"}[decided.meaning]
    return Paper(
        "decision",
        title,
        _number(case, "decision"),
        case.applicant.name,
        _signed(decided.at, terms.calendar),
        centre,
        paragraphs=tuple(lines),
        copies=("申请人", "存根"),
    )


def _number(case: Case, code: str) -> str:
    """The paper's number follows the case's: 玉办〔2026〕0126号 → 玉收〔2026〕0126号."""
    head, bracket, rest = case.number.partition("〔")
    return f"{head[:-1] or head}{_MARKS[code]}{bracket}{rest}"


def _agent(case: Case) -> str:
    return "　".join(filter(None, (case.applicant.agent, case.applicant.phone))) or "本人"


def _materials(case: Case, terms: Terms) -> tuple[str, ...]:
    names = [
        f"{at} {each.name}" + (f"：无需提交（{each.exempt.chinese}）" if each.exempt else "")
        for at, each in enumerate(needed(terms.model.matter, case.data), 1)
    ]
    return (*names, "以下空白")


def _date(moment: datetime, calendar: LegalCalendar) -> str:
    return words.day(moment.astimezone(calendar.zone).date(), calendar)


def _signed(moment: datetime, calendar: LegalCalendar) -> str:
    """The date under a letter, as GB/T 9704 writes it."""
    day = moment.astimezone(calendar.zone).date()
    return f"{day.year}年{day.month}月{day.day}日"
