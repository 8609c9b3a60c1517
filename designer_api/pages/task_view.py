"""The task beside the list: its form, what was filled in before, what may be done; and what was typed, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.open_step import told_of
from designer_api.pages.posted import Posted, of_form, text, texts
from designer_api.pages.record import Line, power_words, record
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import Case, OneTimeNotice, Status, Step
from engine.cases.materials import needed
from engine.cases.outcomes import Meaning, meaning, needs_reason
from engine.cases.outlook import OPEN, outlook
from engine.cases.respond import may_answer, may_work
from engine.cases.sight import sees_own_steps_only
from engine.cases.special import needs_notice
from engine.cases.terms import Terms
from engine.refusal import Refusal
from forms import FieldError, Form, asks_to_redraw, prefill, redrawn, render, validate
from tenants import scope

_MAIN = frozenset({Meaning.ACCEPT, Meaning.GRANT, Meaning.PLAIN})
_DANGER = frozenset({Meaning.REFUSE_ACCEPTANCE, Meaning.DENY})


HALL_STEPS = ("accept", "review", "decide", "issue", "deliver")
"""What is done in the hall and nowhere else (D6: 受理、审查、决定、发证、送达)."""


@dataclass(frozen=True, slots=True)
class Act:
    """A post of the task, read: the command when it may be tried, else what to show again.

    `redrawn`: nothing was submitted, only the form is wanted as it now is."""

    outcome: str = ""
    command: c.Command | None = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    reason: str = ""
    defects: tuple[str, ...] = ()
    defect_other: str = ""
    redrawn: bool = False
    gaps: tuple[str, ...] = ()
    staff: str = ""
    signatures: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    value: str
    name: str
    main: bool = False
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Something filled in before, shown to read."""

    title: str
    note: str
    html: str


@dataclass(frozen=True)
class TaskView:
    """What `task.html.j2` shows."""

    title: str
    case_href: str
    home: str
    action: str
    step_name: str
    lamp: words.Lamp
    limit: str
    due: str
    holder_words: str
    form_title: str
    form_html: str
    acts: tuple[Button, ...]
    can_claim: bool
    can_release: bool
    can_send_back: bool
    why_not: str
    reason_label: str
    reason_for: str
    reason: str
    defects: tuple[dict[str, Any], ...]
    defect_other: str
    supply: tuple[str, ...]
    gaps: tuple[dict[str, Any], ...]
    pledge: bool
    special: Mapping[str, str] | None
    notice: dict[str, Any] | None
    sent_back: dict[str, str] | None
    before: tuple[Group, ...]
    record: list[Line]
    problem: Refusal | None = None
    powers: tuple[str, ...] = ()
    closed: tuple[Refusal, ...] = ()
    upward: Refusal | None = None
    place: str | None = None


def act_of(case: Case, step: Step, fields: Posted, terms: Terms, today: date) -> Act:
    """Read a post: which button, the form's values, reason and defects; the command it amounts to."""
    outcome, reason = text(fields, "_act"), text(fields, "_reason")
    other = text(fields, "_defect_other")
    defects = (*texts(fields, "_defect"), *(line.strip() for line in other.splitlines() if line.strip()))
    if step.sent_back is not None:
        return Act(outcome, c.Resubmit(step.token, reason), reason=reason)
    form = terms.model.forms.get(step.form)
    mine = of_form(fields)
    if form is not None and asks_to_redraw(mine):
        anew = redrawn(form, mine, known=case.data)
        return Act(outcome, None, anew, (), reason, defects, other, redrawn=True)
    meant = meaning(step.kind, outcome)
    checked = validate(form, mine, known=case.data, today=today) if form is not None else None
    # A notice or refusal is given because the application is not in order: its form need not be complete.
    if checked is not None and not checked.accepted and meant not in (Meaning.NOTICE, Meaning.REFUSE_ACCEPTANCE):
        return Act(outcome, None, checked.typed, checked.errors, reason, defects, other)
    values: dict[str, Any] = {}
    if checked is not None and checked.accepted:
        merged = checked.merged(case.data)
        values = {name: value for name, value in merged.items() if case.data.get(name) != value}
    command = _command(case, step, outcome, values, reason, defects, fields)
    said = {
        "gaps": texts(fields, "_gap"),
        "staff": text(fields, "_staff"),
        "signatures": text(fields, "_signatures"),
        "place": text(fields, "_place"),
    }
    return Act(outcome, command, checked.typed if checked else {}, (), reason, defects, other, **said)  # type: ignore[arg-type]


def _command(
    case: Case,
    step: Step,
    outcome: str,
    values: dict[str, Any],
    reason: str,
    defects: tuple[str, ...],
    fields: Posted,
) -> c.Command:
    if _is_supply(case, step):
        return c.Supply(step.token, texts(fields, "_supplied"), values)
    accepts = meaning(step.kind, outcome) is Meaning.ACCEPT
    return c.Complete(
        step.token,
        outcome if step.outcomes else "",
        values,
        reason,
        defects,
        gaps=texts(fields, "_gap") if accepts else (),
        undertaking=bool(text(fields, "_undertaking")),
        pledge=accepts and bool(text(fields, "_pledge")),
        place=text(fields, "_place"),
        staff=_names(text(fields, "_staff")),
        signatures=_names(text(fields, "_signatures")),
    )


def _names(said: str) -> tuple[str, ...]:
    """“甲某、乙某” as names."""
    for separator in ("，", ",", "；", ";", " "):
        said = said.replace(separator, "、")
    return tuple(name.strip() for name in said.split("、") if name.strip())


def _is_supply(case: Case, step: Step) -> bool:
    return step.kind == "receive" and case.status is Status.SUPPLEMENTING


async def task_view(
    house: House, me: Me, case: Case, step: Step, *, typed: Act | None = None, problem: Refusal | None = None
) -> TaskView:
    """Everything the panel shows of an open step."""
    with scope.acting_for(case.tenant):
        prepared = await house.matters.version(case.matter, case.version)
        events = await house.cases.events(case.id)
    home = await house.directory.by_id(case.tenant) if case.tenant != me.tenant.id else None
    terms = replace(prepared.terms, authority=await house.powers())
    return build(me, case, step, terms, events, typed or Act(), problem, home.name if home else "")


def build(
    me: Me,
    case: Case,
    step: Step,
    terms: Terms,
    events: tuple[e.AnyEvent, ...],
    typed: Act,
    problem: Refusal | None,
    home: str = "",
) -> TaskView:
    """The panel, from what is known; `home` names the tenant that handed the step over, "" at home. Pure."""
    answering = may_answer(me.actor, step)
    mine = may_work(me.actor, step) and step.sent_back is None
    held = step.holder is not None and step.holder.person == me.actor.person
    free = step.holder is None
    ahead = outlook(step, me.actor, me.now, terms) if mine else OPEN
    workable = answering or (mine and (held or free) and not ahead.is_shut(step))
    # Who answers a step sent back says what was supplied; the step's own form is for those who do the step.
    form = None if answering else terms.model.forms.get(step.form)
    supply = case.notices[-1].missing if case.notices and _is_supply(case, step) else ()
    offers_notice = any(meaning(step.kind, each) is Meaning.NOTICE for each in step.outcomes)
    reasons = [each for each in step.outcomes if needs_reason(meaning(step.kind, each))]
    due = words.due_text(step.due.at, step.due.day, terms.calendar) if step.due else ""
    notice = case.notices[-1] if case.notices and case.accepted_at is None else None
    return TaskView(
        title=case.title,
        case_href="" if home or sees_own_steps_only(me.actor) else f"/cases/{case.id}",
        home=home,
        action=f"/tasks/{case.id}/{step.token}",
        step_name=step.name,
        lamp=_lamp(me, case, step, terms),
        limit=f"限 {words.limit(step.due)}" if step.due else "不单设时限",
        due=due,
        holder_words=_holder(step, held),
        form_title=_form_title(form, step),
        form_html=_form_html(
            form, case, typed, editable=workable, today=me.now.date(), url=f"/tasks/{case.id}/{step.token}"
        ),
        acts=tuple(x for x in _buttons(case, step, answering) if x.value not in ahead.closed) if workable else (),
        can_claim=mine and free and not ahead.is_shut(step),
        can_release=mine and held,
        can_send_back=mine
        and (held or free)
        and step.kind in ("", "review", "decide")
        and case.accepted_at is not None,
        why_not="这个环节今天不能由您办结，原因见上" if ahead.is_shut(step) else _why_not(step, mine),
        reason_label="答复说明" if answering else "理由",
        reason_for="必填：补充或更正了什么"
        if answering
        else f"{'、'.join(reasons)}时必填"
        if workable and reasons
        else "",
        reason=typed.reason,
        defects=_defects(terms, typed, case) if workable and offers_notice else (),
        defect_other=typed.defect_other,
        supply=supply if workable else (),
        gaps=_gaps(step, terms, typed) if workable else (),
        pledge=workable and step.kind == "accept" and terms.model.matter.pledge,
        special=_special(case, step, terms, typed) if workable and step.special else None,
        notice=_notice(notice) if notice else None,
        sent_back={"by": step.sent_back.by.name, "reason": step.sent_back.reason} if step.sent_back else None,
        before=() if sees_own_steps_only(me.actor) else _before(case, step, terms, events, me.departments),
        record=record(told_of(case, step, events, me), me.departments),
        problem=problem,
        powers=power_words(ahead.used, me.departments),
        closed=tuple(dict.fromkeys(ahead.closed.values())) if problem is None else (),
        upward=ahead.upward if problem is None else None,
        place=typed.place if workable and not answering and step.kind in HALL_STEPS else None,
    )


def _buttons(case: Case, step: Step, answering: bool) -> tuple[Button, ...]:
    if answering:
        return (Button("重新提交", "重新提交", main=True),)
    if _is_supply(case, step):
        return (Button("补正", "登记补正", main=True),)
    if not step.outcomes:
        name = {"issue": "制证", "deliver": "送达"}.get(step.kind, "办结")
        return (Button("办结", name, main=True),)
    plain = [each for each in step.outcomes if meaning(step.kind, each) not in _DANGER]
    first = next((each for each in step.outcomes if meaning(step.kind, each) in _MAIN), plain[0] if plain else "")
    others = [each for each in reversed(step.outcomes) if each != first]
    names = {"完成": {"issue": "制证", "deliver": "送达"}.get(step.kind, "办结")}
    buttons = [Button(each, each, danger=meaning(step.kind, each) in _DANGER) for each in others]
    return (*buttons, Button(first, names.get(first, first), main=True))


def _lamp(me: Me, case: Case, step: Step, terms: Terms) -> words.Lamp:
    if step.due is None:
        return words.Lamp("ok", "正常")
    return words.due_lamp(step.due, step.opened_at, me.now, terms.calendar, me.lamps)


def _holder(step: Step, held: bool) -> str:
    if step.sent_back is not None:
        return "等待窗口答复"
    return "本人办理" if held else f"{step.holder.name}办理" if step.holder else "待认领"


def _why_not(step: Step, mine: bool) -> str:
    if step.sent_back is not None:
        return "已退回窗口，窗口答复后会回到这里"
    if not mine:
        return "这个环节由其他岗位办理"
    return f"已由{step.holder.name}认领" if step.holder else ""


def _form_title(form: Form | None, step: Step) -> str:
    return step.name if form is not None else ""


def _form_html(form: Form | None, case: Case, typed: Act, *, editable: bool, today: date, url: str) -> str:
    if form is None:
        return ""
    values = typed.typed or {**prefill(form, case.data), **_own(form, case.data)}
    mode = "edit" if editable else "read"
    return render(form, values, typed.errors, mode=mode, known=case.data, today=today, url=url)  # type: ignore[arg-type]


def _own(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the case holds under the form's own names."""
    names = {str(each.local[0]) for each in form.walk() if each.local}
    return {name: data[name] for name in names if name in data}


def _defects(terms: Terms, typed: Act, case: Case) -> tuple[dict[str, Any], ...]:
    """Materials the clerk may name; after a first notice only what that one named (一次告知)."""
    if case.notices:
        names = tuple(dict.fromkeys(d for n in case.notices for d in n.defects))
    else:
        names = tuple(m.name for m in needed(terms.model.matter, case.data) if m.exempt is None)
    return tuple({"name": name, "checked": name in typed.defects} for name in names)


def _gaps(step: Step, terms: Terms, typed: Act) -> tuple[dict[str, Any], ...]:
    """The materials that may follow later (容缺), at acceptance."""
    names = [each.name for each in terms.model.matter.materials if each.may_gap] if step.kind == "accept" else []
    return tuple({"name": name, "checked": name in typed.gaps} for name in names)


def _special(case: Case, step: Step, terms: Terms, typed: Act) -> dict[str, str]:
    """What a special step asks of those who do it: how many, who signed, and whether its time is still to be told."""
    facts, kind = terms.node(step.element).step, terms.kinds[step.kind]
    least = max(kind.min_staff, facts.min_staff, 1)
    told = "还没有书面告知申请人所需时间，请先在办件页登记告知。" if needs_notice(case, step, terms) else ""
    return {"least": str(least), "told": told, "staff": typed.staff, "signatures": typed.signatures}


def _notice(notice: OneTimeNotice) -> dict[str, Any]:
    items = [{"name": each, "done": each in notice.supplied} for each in notice.defects]
    return {"at": words.moment(notice.at), "defects": items}


def _before(
    case: Case, step: Step, terms: Terms, events: tuple[e.AnyEvent, ...], departments: Mapping[str, str]
) -> tuple[Group, ...]:
    """The forms of earlier steps with what was filled in, the application first."""
    groups: list[Group] = []
    shown = {step.form}
    for event in events:
        if not isinstance(event, e.StepCompleted):
            continue
        node = terms.model.find(event.element)
        name = node.step.form if node else ""
        form = terms.model.forms.get(name)
        if form is None or name in shown:
            continue
        shown.add(name)
        note = f"{departments.get(event.by.department, '')} {event.by.name} {words.moment(event.at)}".strip()
        groups.append(Group(event.name, note, filled(form, case.data)))
    return tuple(groups)


def filled(form: Form, data: Mapping[str, Any]) -> str:
    """A form with the case's data, to read."""
    return render(form, _own(form, data), mode="read", known=data)
