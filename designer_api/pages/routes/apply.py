"""收件: choose a matter, fill in the one form, receive the application."""

from dataclasses import replace
from secrets import token_urlsafe
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.page import fragment, go, page
from designer_api.pages.posted import Posted, of_form, posted, text
from designer_api.problems import RefusedError
from engine.cases.applicant import applicant_of, known_as
from engine.cases.power import refuse_window
from engine.matters import Prepared
from engine.refusal import Refusal
from engine.service import Application
from forms import FieldError, Form, asks_to_redraw, redrawn, render, validate
from tenants.matter import Material, Matter, MatterLimit
from tenants.people import may_receive
from tenants.real_name import RealName


@get("/receive")
async def choose(me: NamedDependency[Me], state: State) -> Template:
    """The matters one may apply for today."""
    house: House = state.house
    matters = [_line(prepared, me) for prepared in await house.offered()]
    return page("receive", me, "receive", matters=matters)


@get("/receive/{code:str}")
async def fill_in(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The one form, empty; nobody fills it in for a matter that takes no new cases."""
    prepared = await _prepared(state.house, code)
    shut = await state.house.shut(code)
    if shut is not None:
        raise RefusedError(shut)
    terms = replace(prepared.terms, authority=await state.house.powers())
    return _form_page(me, prepared, {}, (), token_urlsafe(16), elsewhere=refuse_window(me.actor, me.now, terms))


@post("/receive/{code:str}")
async def take_in(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Template | Redirect | Response[str]:
    """Check the form and receive the application; every mistake is shown at its field."""
    house: House = state.house
    prepared = await _prepared(house, code)
    sent = await posted(request)
    fields, once = of_form(sent), text(sent, "_once")
    form = first_form(prepared)
    if form is not None and asks_to_redraw(fields):
        if "HX-Request" in request.headers:
            return fragment(_form_html(form, redrawn(form, fields), (), code, me))
        return _form_page(me, prepared, redrawn(form, fields), (), once, shown=text(sent, "_shown") == "on")
    data, errors, typed = _checked(form, fields, me)
    if errors:
        again = _form_page(me, prepared, typed, errors, once, shown=text(sent, "_shown") == "on")
        again.status_code = 422
        return again
    shown = RealName.WINDOW if text(sent, "_shown") == "on" else RealName.NONE
    application = Application(code, known_as(applicant_of(data), shown), data, once=once)
    case = await house.service.receive(me.actor, application, mark=me.tenant.case_mark)
    if isinstance(case, Refusal):
        raise RefusedError(case)
    return go(f"/cases/{case.id}", f"已收件，办件编号 {case.number}，请打印收件回执")


async def _prepared(house: House, code: str) -> Prepared:
    prepared = await house.matters.current(code)
    if prepared is None:
        raise NotFoundException
    return prepared


def first_form(prepared: Prepared) -> Form | None:
    """The form of the receiving step."""
    model = prepared.terms.model
    first = next((node for node in model.nodes() if node.step.kind == "receive"), None)
    return model.forms.get(first.step.form) if first else None


def _checked(
    form: Form | None, fields: Posted, me: Me
) -> tuple[dict[str, Any], tuple[FieldError, ...], dict[str, Any]]:
    if form is None:
        return {}, (), {}
    checked = validate(form, fields, today=me.day)
    return dict(checked.values), checked.errors, dict(checked.typed)


def _form_page(
    me: Me,
    prepared: Prepared,
    values: dict[str, Any],
    errors: tuple[FieldError, ...],
    once: str,
    *,
    shown: bool = False,
    elsewhere: Refusal | None = None,
) -> Template:
    if not may_receive(me.actor):
        raise RefusedError(Refusal("receive", "只有窗口人员或代办人员可以收件。", "", "请由综合窗口收件。"))
    matter = prepared.terms.model.matter
    form = first_form(prepared)
    return page(
        "apply",
        me,
        "receive",
        matter=matter,
        form_title="申请表",
        promised=_limit(matter.promised),
        form_html=_form_html(form, values, errors, matter.code, me) if form else "",
        materials=[_material(each, matter) for each in matter.materials],
        once=once,
        shown=shown,
        real_name=matter.real_name,
        elsewhere=elsewhere,
    )


def _form_html(form: Form, values: dict[str, Any], errors: tuple[FieldError, ...], code: str, me: Me) -> str:
    """The form's fields; a changed answer that others depend on draws them anew."""
    return render(form, values, errors, today=me.day, url=f"/receive/{code}")


def _line(prepared: Prepared, me: Me) -> dict[str, Any]:
    matter = prepared.terms.model.matter
    return {
        "href": f"/receive/{matter.code}",
        "name": matter.name,
        "kind": matter.kind.chinese,
        "lead": me.department(matter.lead),
        "promised": _limit(matter.promised),
        "statutory": _limit(matter.statutory),
        "version": prepared.terms.version,
    }


def _limit(limit: MatterLimit | None) -> str:
    return words.limit_text(limit.amount, limit.unit.value) if limit else "—"


def _material(material: Material, matter: Matter) -> dict[str, Any]:
    asked = f"{material.need.chinese}，按填写情形" if material.when else material.need.chinese
    need = f"无需提交（{material.exempt.chinese}）" if material.exempt else asked
    return {
        "name": material.name,
        "exempt": material.exempt is not None,
        "need": need,
        "basis": "；".join(str(each) for each in matter.cited(material.basis)),
    }


HANDLERS = [choose, fill_in, take_in]
