"""Trying a draft: what the page shows of the case in the sandbox, seen by whoever one acts as."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any
from urllib.parse import quote

from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.case_view import case_view
from designer_api.pages.task_view import Act, build
from engine.cases.case import Case, Step
from engine.cases.respond import may_answer, may_work
from engine.clock import CENTRE_ZONE
from engine.matters import Prepared
from engine.refusal import Refusal
from engine.sandbox import Sandbox, after_holiday, next_working_day
from engine.verify.filling import fill, samples_in
from forms import Form, render
from tenants.bundle import Bundle
from tenants.people import Actor, Person, actor_of, may_receive, works_at


def first_step(prepared: Prepared) -> Any:
    """The node at which an application is received."""
    return next((node for node in prepared.terms.model.diagram.nodes() if node.step.kind == "receive"), None)


def application_html(prepared: Prepared, bundle: Bundle, me: Me, values: dict[str, Any] | None = None) -> str:
    """The application, filled with the sample answers."""
    form = _form(prepared)
    if form is None:
        return ""
    today = me.day
    known = values if values is not None else sample(bundle, prepared, form, me)
    return render(form, known, today=today, url=f"/designer/{quote(bundle.code)}/try")


def sample(bundle: Bundle, prepared: Prepared, form: Form, me: Me) -> dict[str, Any]:
    """Answers the form accepts: the bundle's own samples, else the plainest."""
    node = first_step(prepared)
    known = samples_in(bundle).get(node.step.form if node else "", {})
    return fill(form, known, me.day)


def _form(prepared: Prepared) -> Form | None:
    node = first_step(prepared)
    return prepared.terms.model.forms.get(node.step.form) if node else None


def people_of(people: Iterable[Person], me: Me) -> list[tuple[str, str]]:
    """Everybody one may act as."""
    found = []
    for person in people:
        held = [me.organisation.post(each.department, each.post) for each in person.posts]
        posts = "、".join(f"{me.department(post.department)}{post.name}" for post in held if post)
        found.append((str(person.id), f"{person.name}（{posts or '无岗位'}）"))
    return found


def actor_for(
    people: Iterable[Person], me: Me, sandbox: Sandbox, step: Step | None, department: str = "", post: str = ""
) -> Actor:
    """Whom one acts as: the person chosen, else the first who fits the step (or may receive), else oneself."""
    day = sandbox.clock.now().astimezone(CENTRE_ZONE).date()
    actors = [actor_of(person, me.tenant.id, day) for person in people]
    if sandbox.person is not None:
        return next((each for each in actors if each.person == sandbox.person), me.actor)
    if step is None:
        fitting = (each for each in actors if may_receive(each) and works_at(each, department, post))
        return next(fitting, next((each for each in actors if may_receive(each)), me.actor))
    if step.holder is not None:
        holder = next((each for each in actors if each.person == step.holder.person), None)
        if holder is not None:
            return holder
    able = [each for each in actors if may_answer(each, step) or may_work(each, step)]
    able.sort(key=lambda each: each.staff.value != "permanent")
    return able[0] if able else me.actor


async def try_view(
    sandbox: Sandbox, case: Case, me: Me, people: tuple[Person, ...], token: int, act: Act, problem: Refusal | None
) -> dict[str, Any]:
    """The case in the sandbox: its page, its open steps, and the one that is being worked."""
    now, terms = sandbox.clock.now(), sandbox.prepared.terms
    events = await sandbox.events()
    step = case.steps.get(token) or next(iter(case.steps.values()), None)
    actor = actor_for(people, me, sandbox, step)
    acting = replace(me, actor=actor, now=now)
    whole = case_view(case, events, terms, me.departments, now, me.lamps)
    task = None
    if step is not None:
        act = act if act.typed or act.redrawn else replace(act, typed=_filled(sandbox, case, step))
        made = build(acting, case, step, terms, events, act, problem)
        task = replace(made, action=f"/designer/{quote(sandbox.matter)}/try/{step.token}", case_href="")
    return {
        "case": {each.name: getattr(whole, each.name) for each in fields(whole)},
        "steps": [
            {"token": each.token, "name": each.name, "department": me.department(each.department)}
            for each in case.steps.values()
        ],
        "token": step.token if step else 0,
        "task": task,
        "actor": actor.name,
        "ended": not case.is_open,
    }


def _filled(sandbox: Sandbox, case: Case, step: Step) -> dict[str, Any]:
    """The step's form filled in at first, so that only what one wants to try needs typing."""
    form = sandbox.prepared.terms.model.forms.get(step.form)
    if form is None:
        return {}
    known = {**sandbox.samples.get(step.form, {}), **case.data}
    return fill(form, known, sandbox.clock.now().astimezone(CENTRE_ZONE).date())


def clock_view(sandbox: Sandbox) -> dict[str, str]:
    """The sandbox's moment and where it may be moved."""
    now, calendar = sandbox.clock.now(), sandbox.prepared.terms.calendar
    holiday = after_holiday(now, calendar)
    local = now.astimezone(CENTRE_ZONE)
    return {
        "now": f"{words.day(local.date(), calendar)} {local:%H:%M}",
        "next": words.day(next_working_day(now, calendar).date(), calendar),
        "holiday": words.day(holiday.date(), calendar) if holiday else "",
        "input": f"{local:%Y-%m-%dT%H:%M}",
    }
