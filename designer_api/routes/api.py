"""The handlers of /api/v1. What a person may not see answers 404, exactly as what does not exist."""

from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, Router, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec.structs import replace

from designer_api.acts import Sight, command_of, offers
from designer_api.auth import address_of, provide_me
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.open_step import open_step
from designer_api.pages.record import record
from designer_api.pages.routes.apply import first_form
from designer_api.pages.routes.cases import visible
from designer_api.problems import RefusedError, problem
from designer_api.routes import designer_lists, designer_tries, drafts, dto, matter_drafts, versions, workers
from designer_api.sessions import COOKIE
from designer_api.sign_in import SignedIn, sign_in, sign_out
from engine.cases import commands as c
from engine.cases.applicant import applicant_of, known_as
from engine.cases.cards import cards_of
from engine.cases.case import Case, CaseId, Status, Step
from engine.cases.outcomes import Meaning, meaning
from engine.cases.sight import departments_seen, sees_own_steps_only, sees_step
from engine.matters import Prepared
from engine.ports import CaseQuery, TaskQuery
from engine.refusal import OWN_RULE, Refusal
from engine.service import Application
from forms import FieldError, to_json_schema, validate_json
from tenants import scope
from tenants.real_name import RealName


class InvalidForm(RefusedError):
    """The answers do not fit the form; every error is named."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        told = [{"path": error.path, "message": error.message} for error in errors]
        message = "；".join(error.message for error in errors)
        super().__init__(Refusal("form", message, OWN_RULE, "请更正后再提交。"), errors=told)


@post("/session", status_code=HTTP_200_OK)
async def begin_session(request: Request[Any, Any, Any], state: State, data: JSONBody[dto.SignIn]) -> Response[Any]:
    """Sign in; the session's cookie comes with the answer. `code`: the one-time code of whoever has a second factor."""
    found = await sign_in(
        state.house,
        state.house.settings.centre_at(request.headers.get("host", "")) or data.centre,
        data.login,
        data.password,
        code=data.code,
        address=address_of(request),
        by_program=True,
    )
    if not isinstance(found, SignedIn):
        return problem(401, found.message, code=found.rule, advice=found.advice)
    response: Response[Any] = Response({"name": found.name, "centre": found.centre})
    secure = state.house.settings.secure_cookies
    response.set_cookie(COOKIE, found.token, httponly=True, samesite="lax", secure=secure)
    return response


@delete("/session", status_code=HTTP_204_NO_CONTENT)
async def end_session(request: Request[Any, str, Any], state: State, me: NamedDependency[Me]) -> None:
    """Sign out."""
    await sign_out(state.house, me.doer, request.auth)


@get("/me")
async def who_am_i(me: NamedDependency[Me]) -> dto.Me:
    """Who is signed in, with posts and roles."""
    posts = tuple(f"{department}/{post}" for department, post in sorted(me.actor.posts))
    roles = tuple(sorted(role.value for role in me.actor.roles))
    return dto.Me(me.tenant.code, me.tenant.centre, me.actor.name, posts, roles)


@get("/matters")
async def matters(me: NamedDependency[Me], state: State) -> list[dto.MatterOut]:
    """The matters one may apply for today, with the JSON Schema of each application."""
    return [_matter(each) for each in await state.house.offered()]


@get("/tasks")
async def tasks(
    me: NamedDependency[Me], state: State, whose: FromQuery[str] = "all", limit: FromQuery[int] = 50
) -> list[dto.TaskOut]:
    """Open steps of my posts, the least time left first."""
    chosen = whose if whose in ("all", "mine", "free") else "all"
    query = TaskQuery(me.actor.places, me.actor.person, chosen, limit=max(1, min(limit, 200)))
    return [dto.task_out(row) for row in await state.house.cases.tasks(query)]


@get("/cases")
async def cases(
    me: NamedDependency[Me],
    state: State,
    q: FromQuery[str] = "",
    closed: FromQuery[bool] = False,
    limit: FromQuery[int] = 50,
) -> list[dto.CaseOut]:
    """Cases I may see, newest first."""
    departments = departments_seen(me.actor)
    query = CaseQuery(departments, closed=closed, text=q.strip()[:60], limit=max(1, min(limit, 200)))
    return [dto.case_out(case) for case in await state.house.cases.cases(query)]


@post("/cases")
async def receive(me: NamedDependency[Me], state: State, data: JSONBody[dto.ReceiveIn]) -> dto.CaseOut:
    """收件: hand in an application."""
    house: House = state.house
    prepared = await house.matters.current(data.matter)
    if prepared is None:
        raise NotFoundException
    form = first_form(prepared)
    values: dict[str, Any] = {}
    if form is not None:
        checked = validate_json(form, data.data, today=me.day)
        if not checked.accepted:
            raise InvalidForm(checked.errors)
        values = dict(checked.values)
    shown = RealName.WINDOW if data.real_name == "window" else RealName.NONE
    application = Application(data.matter, known_as(applicant_of(values), shown), values, data.channel)
    return _done(await house.service.receive(me.actor, application, mark=me.tenant.case_mark), me)


@get("/cases/{case:uuid}")
async def show_case(me: NamedDependency[Me], state: State, case: FromPath[UUID]) -> dto.CaseOut:
    """One case."""
    return dto.case_out(await visible(state.house, me, case))


@get("/cases/{case:uuid}/record")
async def show_record(me: NamedDependency[Me], state: State, case: FromPath[UUID]) -> list[dto.EventOut]:
    """Who did what, when."""
    stored = await visible(state.house, me, case)
    lines = record(await state.house.cases.events(stored.id), me.departments)
    return [dto.EventOut(line.at, line.who, line.text, line.detail) for line in lines]


@post("/cases/{case:uuid}/steps/{token:int}/claim", status_code=HTTP_200_OK)
async def claim(me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int]) -> dto.CaseOut:
    """认领."""
    return _done(await state.house.service.act(me.actor, CaseId(case), c.Claim(token)), me)


@post("/cases/{case:uuid}/steps/{token:int}/release", status_code=HTTP_200_OK)
async def release(me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int]) -> dto.CaseOut:
    """放回."""
    return _done(await state.house.service.act(me.actor, CaseId(case), c.Release(token)), me)


@post("/cases/{case:uuid}/steps/{token:int}/complete", status_code=HTTP_200_OK)
async def complete(
    me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int], data: JSONBody[dto.CompleteIn]
) -> dto.CaseOut:
    """办结 a step: the answers are checked against its form first."""
    house: House = state.house
    stored, step = await open_step(house, me, case, token)
    with scope.acting_for(stored.tenant):
        prepared = await house.matters.version(stored.matter, stored.version)
    values = _values(prepared, stored, step, data, me)
    return _done(await house.service.act(me.actor, stored.id, _command(stored, step, data, values)), me)


@post("/cases/{case:uuid}/steps/{token:int}/send-back", status_code=HTTP_200_OK)
async def send_back(
    me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int], data: JSONBody[dto.ReasonIn]
) -> dto.CaseOut:
    """退回 to the window with a reason."""
    return _done(await state.house.service.act(me.actor, CaseId(case), c.SendBack(token, data.reason)), me)


@post("/cases/{case:uuid}/withdraw", status_code=HTTP_200_OK)
async def withdraw(
    me: NamedDependency[Me], state: State, case: FromPath[UUID], data: JSONBody[dto.ReasonIn]
) -> dto.CaseOut:
    """撤回 the application."""
    return _done(await state.house.service.act(me.actor, CaseId(case), c.Withdraw(data.reason)), me)


@get("/cases/{case:uuid}/acts")
async def show_acts(me: NamedDependency[Me], state: State, case: FromPath[UUID]) -> list[dto.ActOut]:
    """The acts beside the steps that are open to me on this case now, with their fields."""
    sight = await _sight(state.house, me, case)
    return [dto.act_out(offer) for offer in offers(sight)]


@post("/cases/{case:uuid}/acts", status_code=HTTP_200_OK)
async def act(me: NamedDependency[Me], state: State, case: FromPath[UUID], data: JSONBody[dto.ActIn]) -> dto.CaseOut:
    """办理其他事项: special steps, hearing, extension, gaps, pledge check, ratings, termination, cards."""
    sight = await _sight(state.house, me, case)
    values = {name: (given,) if isinstance(given, str) else given for name, given in data.values.items()}
    command = command_of(sight, data.act, values)
    if command is None:
        raise RefusedError(Refusal("act", f"没有“{data.act}”这样的事项。", OWN_RULE, "可办的事项见本地址的 GET。"))
    if isinstance(command, Refusal):
        raise RefusedError(command)
    return _done(await state.house.service.act(me.actor, sight.case.id, command), me)


@get("/cases/{case:uuid}/reckoning")
async def show_reckoning(me: NamedDependency[Me], state: State, case: FromPath[UUID]) -> list[dto.ReckoningOut]:
    """Every due date of the case, reckoned day by day."""
    sight = await _sight(state.house, me, case)
    names = {str(step.token): step.name for step in sight.case.steps.values()}
    names |= {special.id: special.name for special in sight.case.specials.values()}
    calendar = sight.terms.calendar
    clocks = sight.terms.deadlines(sight.case).clocks()
    return [dto.reckoning_out(each, names.get(each.name, each.name), each.explain(calendar)) for each in clocks]


async def _sight(house: House, me: Me, case: UUID) -> Sight:
    """What the acts are offered from; a case that may not be seen is not there."""
    stored = await visible(house, me, case)
    terms = (await house.matters.version(stored.matter, stored.version)).terms
    return Sight(stored, me.actor, terms, cards_of(stored, terms, me.now), me.now)


def _done(result: Case | Refusal, me: Me) -> dto.CaseOut:
    """The case after an act; to a worker of another tenant, and to an enterprise, only the steps that are theirs."""
    if isinstance(result, Refusal):
        raise RefusedError(result)
    if result.tenant != me.tenant.id or sees_own_steps_only(me.actor):
        mine = {token: step for token, step in result.steps.items() if sees_step(me.actor, result, token)}
        result = replace(result, steps=mine)
    return dto.case_out(result)


def _matter(prepared: Prepared) -> dto.MatterOut:
    matter = prepared.terms.model.matter
    form = first_form(prepared)
    promised, statutory = (
        words.limit_text(limit.amount, limit.unit.value) if limit else ""
        for limit in (matter.promised, matter.statutory)
    )
    schema: dict[str, Any] = dict(to_json_schema(form)) if form is not None else {}
    hashed = prepared.terms.model.hash
    return dto.MatterOut(matter.code, matter.name, prepared.terms.version, hashed, promised, statutory, schema)


def _values(prepared: Prepared, case: Case, step: Step, data: dto.CompleteIn, me: Me) -> dict[str, Any]:
    form = prepared.terms.model.forms.get(step.form)
    if form is None:
        return {}
    checked = validate_json(form, data.data, known=case.data, today=me.day)
    if checked.accepted:
        merged = checked.merged(case.data)
        return {name: value for name, value in merged.items() if case.data.get(name) != value}
    if meaning(step.kind, data.outcome) in (Meaning.NOTICE, Meaning.REFUSE_ACCEPTANCE) or step.sent_back is not None:
        return {}
    raise InvalidForm(checked.errors)


def _command(case: Case, step: Step, data: dto.CompleteIn, values: dict[str, Any]) -> c.Command:
    if step.sent_back is not None:
        return c.Resubmit(step.token, data.note, values)
    if step.kind == "receive" and case.status is Status.SUPPLEMENTING:
        return c.Supply(step.token, data.supplied, values)
    return c.Complete(
        step.token,
        data.outcome,
        values,
        data.reason,
        data.defects,
        data.note,
        gaps=data.gaps,
        undertaking=data.undertaking,
        pledge=data.pledge,
        place=data.place,
        staff=data.staff,
        signatures=data.signatures,
    )


class OpenApiPage(OpenAPIRenderPlugin):
    """The description of the API as a page, from files of this server alone."""

    def __init__(self) -> None:
        super().__init__(path="/docs", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        template = request.app.state.templates.get_template("openapi.html.j2")
        return bytes(template.render(assets=request.app.state.assets).encode())


JSON = JsonRenderPlugin(path="/openapi.json")

ROUTER = Router(
    "/api/v1",
    route_handlers=[
        begin_session,
        workers.ROUTER,
        Router(
            "/",
            route_handlers=[
                end_session,
                who_am_i,
                matters,
                tasks,
                cases,
                receive,
                show_case,
                show_record,
                claim,
                release,
                complete,
                send_back,
                withdraw,
                show_acts,
                act,
                show_reckoning,
                drafts.judge,
                *matter_drafts.HANDLERS,
                *designer_tries.HANDLERS,
                *versions.HANDLERS,
                *designer_lists.HANDLERS,
            ],
            dependencies={"me": Provide(provide_me)},
        ),
    ],
    tags=["办件"],
)
