"""Open steps that nobody can finish any more: the department or post is gone, nobody holds the post, or nobody there
has the power (department retired, post retired, person left, mandate ended, window closed under an open case). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.cases.case import Step
from engine.cases.outlook import outlook
from engine.cases.respond import may_work
from engine.cases.terms import Terms
from tenants.people import Actor


class Why(StrEnum):
    """What is missing; each has its own remedy."""

    DEPARTMENT = "department"
    POST = "post"
    PERSON = "person"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why nobody can finish a step, in one sentence, and what to do."""

    why: Why
    message: str
    advice: str


def stuck(step: Step, actors: Iterable[Actor], now: datetime, terms: Terms) -> Stuck | None:
    """Why none of these people can finish an open step today; None when somebody can. `terms` with the powers of the
    tenant that works the step, `actors` everybody at work there."""
    organisation = terms.authority.organisation if terms.authority is not None else None
    department = organisation.department(step.department) if organisation is not None else None
    if organisation is not None and step.department and department is None:
        text = f"部门“{step.department}”已不在本中心。"
        return Stuck(Why.DEPARTMENT, text, "请在“部门”里恢复，或由改革办把在办件换到新版本（换版）。")
    post = organisation.post(step.department, step.post) if organisation is not None else None
    if department is not None and step.post and post is None:
        text = f"{department.short}的岗位“{step.post}”已撤销。"
        return Stuck(Why.POST, text, "请在“岗位”里恢复，或由改革办把在办件换到新版本（换版）。")
    able = [actor for actor in actors if may_work(actor, step)]
    if not able:
        where = f"{department.short if department is not None else ''}{post.name if post is not None else ''}" or "岗位"
        text = f"{where}没有能办这个环节的人：岗位空缺，或在岗的人没有相应角色。"
        return Stuck(Why.PERSON, text, "请安全管理员安排人员和角色，可以注明代理。")
    looks = [outlook(step, actor, now, terms) for actor in able]
    if not all(look.is_shut(step) for look in looks):
        return None
    refusal = next(iter(looks[0].closed.values()))
    return Stuck(Why.POWER, refusal.message, refusal.advice)
