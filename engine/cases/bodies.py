"""What kind of body may do what, and by which of its units, as it stands at the moment of the act. Pure."""

from datetime import datetime

from engine.cases.case import Step
from engine.cases.power import day_of
from engine.cases.terms import Terms
from engine.refusal import OWN_RULE, Refusal
from tenants.organisation import BodyKind, Department, Organisation
from tenants.people import Actor

APPROVAL_STEPS = ("review", "decide")


def refuse_body(step: Step, actor: Actor, terms: Terms) -> Refusal | None:
    """Why a step may not be taken on or finished for its department: the body holds no approval (A16), the term of the
    intermediary's selection is over (A17), or the approvals belong to another unit of the department (D1)."""
    organisation = terms.authority.organisation if terms.authority is not None else None
    department = organisation.department(step.department) if organisation is not None else None
    if organisation is None or department is None:
        return None
    if step.kind == "decide" and not department.may_approve:
        text = f"{department.short}是{department.body.chinese}，没有审批权，不能作出决定。"
        return Refusal("body", text, OWN_RULE, "请改革办把决定环节改由行政机关、垂管部门或事业单位办理。")
    if (refusal := refuse_selection(department, step.opened_at, terms)) is not None:
        return refusal
    return _refuse_unit(step, department, organisation, actor) if step.kind in APPROVAL_STEPS else None


def refuse_selection(department: Department, opened: datetime, terms: Terms) -> Refusal | None:
    """An intermediary takes no step that opened outside the term of its selection; what opened before is finished."""
    if department.body is not BodyKind.INTERMEDIARY or department.is_selected_on(day_of(opened, terms)):
        return None
    if not department.selection:
        why = "没有遴选记录"
    elif department.selected_until is not None and department.selected_until < day_of(opened, terms):
        why = f"的遴选期（{department.selection}）已于{department.selected_until}届满，不再接办新的环节"
    else:
        why = f"的遴选期（{department.selection}）自{department.selected_from}起"
    text = f"中介机构{department.short}{why}。"
    return Refusal(
        "intermediary", text, "中介机构遴选管理（本系统规则）", "请重新遴选并在“部门”里登记，或改由其他单位办理。"
    )


def _refuse_unit(step: Step, department: Department, organisation: Organisation, actor: Actor) -> Refusal | None:
    codes = [step.post] if step.post else [code for of, code in sorted(actor.posts) if of == department.code]
    posts = [organisation.post(department.code, code) for code in codes]
    if not posts or any(department.is_approval_unit(post) for post in posts):
        return None
    units = "、".join(dict.fromkeys(post.unit for post in posts if post is not None))
    text = f"“{step.name}”在{department.short}的{units}，而{department.short}的审批只由{department.approval_unit}办理。"
    advice = f"请由{department.approval_unit}的岗位办理；岗位归属有误的，请系统管理员更正。"
    return Refusal("approval-unit", text, "审批职能归并（三集中三到位）", advice)
