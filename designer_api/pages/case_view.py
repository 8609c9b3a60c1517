"""What the page of a case shows, worked out from the case, its events and the version it runs on. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.diagram import HUMAN_TASKS
from designer_api.pages import words
from designer_api.pages.parts_view import PartRow, parts_of_case
from designer_api.pages.phases import Phase, phases_of
from designer_api.pages.picture import picture
from designer_api.pages.record import Line, record, who
from engine.cases import events as e
from engine.cases.cards import CaseCard, case_cards
from engine.cases.case import Case, DueDate, Status
from engine.cases.terms import Terms
from engine.legal_clock.card import Colour
from engine.legal_clock.lamp import LampSettings
from tenants.calendar import LegalCalendar


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str
    note: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in the table of the case page: done, open, or not reached."""

    name: str
    who: str
    limit: str
    began: str = "—"
    done: str = "—"
    outcome: str = ""
    state: str = ""
    open: bool = False
    lamp: words.Lamp | None = None


@dataclass(frozen=True, slots=True)
class CardLine:
    """A yellow or red card with its cause, when it was given, and why it was revoked."""

    key: str
    name: str
    tag: str
    cause: str
    at: str
    revoked: str = ""


@dataclass(frozen=True, slots=True)
class ReckoningLine:
    day: str
    count: str
    why: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a due date was counted, day by day."""

    id: str
    title: str
    note: str
    lines: tuple[ReckoningLine, ...]
    words: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the template needs but forms and papers."""

    title: str
    number: str
    matter: str
    status: str
    tag: str
    version: int
    lamp: words.Lamp | None
    facts: tuple[Fact, ...]
    picture: str
    phases: tuple[Phase, ...]
    parts: tuple[PartRow, ...]
    steps: tuple[StepRow, ...]
    steps_words: str
    record: list[Line]
    cards: tuple[CardLine, ...]
    reckonings: tuple[Reckoning, ...]


_TAGS = {Status.COMPLETED: "g", Status.DENIED: "r", Status.NOT_ACCEPTED: "r", Status.RETURNED: "y"}


def case_view(
    case: Case,
    events: tuple[e.AnyEvent, ...],
    terms: Terms,
    departments: Mapping[str, str],
    now: datetime,
    lamps: LampSettings,
) -> CaseView:
    """The page of a case at this moment."""
    lamp = case_lamp(case, terms, now, lamps)
    steps = _steps(case, events, terms, departments, now, lamps)
    walked = {each for event in events if isinstance(event, e.Moved) for each in event.elements}
    open_steps = {step.element.partition("/")[0] for step in case.steps.values()}
    done, waiting = sum(1 for row in steps if row.done != "—"), sum(1 for row in steps if row.open)
    return CaseView(
        title=case.title,
        number=case.number,
        matter=case.matter_name,
        status=str(case.status),
        tag=_TAGS.get(case.status, ""),
        version=case.version,
        lamp=lamp,
        facts=_facts(case, terms),
        picture=picture(
            terms.model.diagram,
            walked=walked,
            open_steps=open_steps,
            skipped=_skipped(case, terms, walked, open_steps),
            title=f"{case.matter_name}流程图",
        ),
        phases=phases_of(terms.model, walked, {step.element for step in case.steps.values()}),
        parts=parts_of_case(terms.model, case, walked, dict(departments)),
        steps=steps,
        steps_words=f"已办 {done}·在办 {waiting}·其余 {len(steps) - done - waiting}",
        record=record(events, departments),
        cards=tuple(_card(each) for each in case_cards(case, events, terms, now)),
        reckonings=tuple(_reckonings(case, terms, now)),
    )


def case_lamp(case: Case, terms: Terms, now: datetime, lamps: LampSettings) -> words.Lamp | None:
    """The lamp of the promise while it runs, of the check before acceptance; at the end whether the promise was kept,
    None when there was none to keep."""
    if not case.is_open:
        return _ended(case)
    if case.promised and case.accepted_at and case.issued_at is None:
        clock = terms.deadlines(case).promised
        return words.clock_lamp(clock, now, terms.calendar, lamps) if clock else None
    if case.check_due and case.accepted_at is None and not case.notices:
        return words.due_lamp(case.check_due, case.received_at, now, terms.calendar, lamps)
    if case.is_supplementing and case.notices[-1].due is not None:
        return words.due_lamp(case.notices[-1].due, case.notices[-1].at, now, terms.calendar, lamps)
    if case.issued_at is not None and (delivery := next((s for s in case.steps.values() if s.due), None)):
        return words.due_lamp(delivery.due, delivery.opened_at, now, terms.calendar, lamps) if delivery.due else None
    return None


def _card(given: CaseCard) -> CardLine:
    card = given.card
    about = f"：{given.about}" if given.about else ""
    tag = "" if given.revoked else "r" if card.colour is Colour.RED else "y"
    cause = f"{card.cause.chinese}{about}"
    return CardLine(given.key, card.colour.chinese, tag, cause, words.moment(card.at), given.revoked)


def _special_facts(case: Case, calendar: LegalCalendar) -> Iterable[Fact]:
    """Special steps under way, an extension, materials still open, orders of ratings."""
    for special in case.specials.values():
        time = "计时暂停" if special.pauses else "照常计时"
        until = f"，最迟 {words.day(special.due.day, calendar)}" if special.due else ""
        yield Fact(f"特殊环节·{special.name}", f"{time}{until}", special.basis)
    if case.is_supplementing and (supply := case.notices[-1].due):
        yield Fact("补正期限", f"最迟 {words.day(supply.day, calendar)}", "到期未补正即退件")
    if case.extended:
        yield Fact("延期", "已经批准延长一次", "不能再延")
    if case.gaps:
        until = f"最迟 {words.day(case.gap_due.day, calendar)}" if case.gap_due else ""
        yield Fact("容缺待补", "、".join(case.gaps), until)
    if case.delivery and case.delivered_at is None:
        yield Fact("送达最迟", words.day(case.delivery.day, calendar), case.delivery.basis)
    for order in case.orders.values():
        if order.closed_at is None:
            until = f"整改反馈最迟 {words.day(order.rectify_due.day, calendar)}" if order.rectify_due else ""
            yield Fact("差评工单", order.level, until)


def _ended(case: Case) -> words.Lamp | None:
    """Kept or broken, by when the result was made (or the refusal decided)."""
    end = case.issued_at or case.decided_at
    if case.promised is None or end is None:
        return None
    used = f"用时 {case.days_used} 个工作日" if case.days_used is not None else ""
    late = end >= case.promised.at and not case.promised.provisional
    return words.Lamp("over", "超期办结", used, used) if late else words.Lamp("ok", "按时办结", used, used)


def _facts(case: Case, terms: Terms) -> tuple[Fact, ...]:
    calendar = terms.calendar
    open_count = f"{len(case.steps)} 个环节在办" if case.steps else ""
    facts = [
        Fact("状态", str(case.status), open_count),
        Fact("收件", words.moment(case.received_at), case.channel),
        Fact("受理", words.moment(case.accepted_at) if case.accepted_at else "—"),
    ]
    if case.promised:
        facts.append(
            _due_fact("承诺到期", case.promised, "#promised", calendar_words=words.day(case.promised.day, calendar))
        )
    if case.statutory:
        facts.append(
            _due_fact("法定到期", case.statutory, "#statutory", calendar_words=words.day(case.statutory.day, calendar))
        )
    facts.extend(_special_facts(case, calendar))
    if case.closed_at:
        used = f"用时 {case.days_used} 个工作日" if case.days_used is not None else ""
        facts.append(Fact("办结", words.moment(case.closed_at), used))
    return tuple(facts)


def _due_fact(name: str, due: DueDate, why: str, *, calendar_words: str) -> Fact:
    provisional = "（暂定）" if due.provisional else ""
    return Fact(f"{name}·{words.limit(due)}", calendar_words + provisional, "", why)


def _steps(
    case: Case,
    events: Iterable[e.AnyEvent],
    terms: Terms,
    departments: Mapping[str, str],
    now: datetime,
    lamps: LampSettings,
) -> tuple[StepRow, ...]:
    rows: list[StepRow] = []
    seen: set[str] = set()
    for event in events:
        if isinstance(event, e.StepCompleted):
            seen.add(event.element)
            late = event.due is not None and not event.due.provisional and event.at >= event.due.at
            rows.append(
                StepRow(
                    event.name,
                    who(event.by, departments),
                    words.limit(event.due),
                    words.moment(event.opened_at) if event.opened_at else "—",
                    words.moment(event.at),
                    event.outcome,
                    lamp=words.Lamp("over", "超期办结") if late else words.Lamp("ok", "按时"),
                )
            )
    clocks = terms.deadlines(case).steps
    for step in case.steps.values():
        seen.add(step.element)
        holder = step.holder.name if step.holder else "待认领"
        lamp = words.due_lamp(step.due, step.opened_at, now, terms.calendar, lamps) if step.due else None
        if lamp is not None and (clock := clocks.get(str(step.token))) is not None:
            lamp = words.clock_lamp(clock, now, terms.calendar, lamps)
        rows.append(
            StepRow(
                step.name,
                f"{departments.get(step.department, step.department)} {holder}",
                words.limit(step.due),
                words.moment(step.opened_at),
                open=True,
                state="在办" if step.sent_back is None else "已退回窗口",
                lamp=lamp,
            )
        )
    for path, node in terms.model.paths():
        if node.kind in HUMAN_TASKS and path not in seen:
            limit = node.step.limit
            text = words.limit_text(int(limit.amount), limit.unit) if limit else "—"
            rows.append(
                StepRow(
                    node.label,
                    departments.get(node.step.department, node.step.department),
                    text,
                    state="未办理" if not case.is_open else "未到",
                )
            )
    return tuple(rows)


def _skipped(case: Case, terms: Terms, walked: set[str], open_steps: set[str]) -> set[str]:
    """Elements that cannot be reached any more from where the case stands: drawn dashed."""
    diagram = terms.model.diagram
    reached, todo = set(open_steps), list(open_steps)
    while todo:
        for flow in diagram.outgoing(todo.pop()):
            if flow.target not in reached:
                reached.add(flow.target)
                todo.append(flow.target)
    return {node.id for node in diagram.nodes() if node.id not in walked and node.id not in reached}


def _reckonings(case: Case, terms: Terms, now: datetime) -> Iterable[Reckoning]:
    today = now.astimezone(terms.calendar.zone).date()
    found = terms.deadlines(case)
    for identity, name, due, clock in (
        ("promised", "承诺时限", case.promised, found.promised),
        ("statutory", "法定时限", case.statutory, found.statutory),
        ("check", "受理审查时限", case.check_due if case.accepted_at is None else None, found.check),
    ):
        if due is None or clock is None:
            continue
        told = clock.explain(terms.calendar)
        lines = tuple(
            ReckoningLine(
                words.short_day(line.day, terms.calendar),
                f"第 {line.number} 日" if line.number else "不计",
                line.words,
                "today" if line.day == today else "" if line.number else "off",
            )
            for line in told.days
        )
        yield Reckoning(identity, f"{name}怎么算的", words.limit(due), _shortened(lines), "；".join(told.rules))


def _shortened(lines: tuple[ReckoningLine, ...], most: int = 16) -> tuple[ReckoningLine, ...]:
    """Long reckonings keep their first and last days; what lies between is told in one line."""
    if len(lines) <= most:
        return lines
    half = most // 2
    between = lines[half:-half]
    counted = sum(1 for line in between if line.count != "不计")
    middle = ReckoningLine(f"…（{len(between)} 天）", f"计 {counted} 日", "逐日同样计算", "off")
    return (*lines[:half], middle, *lines[-half:])
