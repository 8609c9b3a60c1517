"""Who is asking: the session of the cookie, the person behind it, and the tenant every store then acts for.

The tenant comes from the session alone, never from the address or the body.
"""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import ASGIApp, Receive, Scope, Send

from designer_api.house import House
from designer_api.me import Me, rail_of
from designer_api.pages.page import NOTE_COOKIE, note_of
from designer_api.problems import SignInUnfinished
from designer_api.sessions import COOKIE, Session
from engine.clock import CENTRE_ZONE
from engine.ports import TaskQuery
from tenants import scope as tenant_scope
from tenants.people import actor_of
from tenants.premises import organisation_on


class SessionMiddleware(AbstractAuthenticationMiddleware):
    """Puts the session (or None) into `request.user` and its token into `request.auth`."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        token = connection.cookies.get(COOKIE, "")
        house: House = connection.app.state.house
        session = await house.sessions.find(token, house.clock.now()) if token else None
        if session is not None and not await _at_home(house, connection.headers.get("host", ""), session):
            session = None
        return AuthenticationResult(user=session, auth=token if session else "")


async def _at_home(house: House, host: str, session: Session) -> bool:
    """Whether the host is no centre's own name, or that of the session's centre."""
    code = house.settings.centre_at(host)
    tenant = await house.directory.by_code(code) if code else None
    return not code or (tenant is not None and tenant.id == session.tenant)


class TenantMiddleware:
    """Enters the session's tenant for the whole request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = scope.get("user")
        if isinstance(session, Session):
            with tenant_scope.acting_for(session.tenant):
                await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def address_of(request: Request[Any, Any, Any]) -> str:
    """Where a request comes from, for the audit."""
    return request.client.host if request.client else ""


async def provide_me(request: Request[Session | None, str, Any]) -> Me:
    """The person of the request; a page sends strangers to the sign-in, the API answers 401."""
    session = request.user
    if session is None:
        raise NotAuthorizedException("请先登录。")
    if session.missing:
        raise SignInUnfinished(session.missing)
    house: House = request.app.state.house
    now = house.clock.now()
    tenant = await house.directory.by_id(session.tenant)
    person = await house.tenants.person(session.person)
    if tenant is None or person is None or await house.tenants.person_by_login(person.login) is None:
        await house.sessions.end(request.auth)
        raise NotAuthorizedException("账号已停用，请联系管理员。")
    policy = await house.policies.policy()
    actor = actor_of(person, tenant.id, now.astimezone(CENTRE_ZONE).date(), policy.trained)
    waiting = await house.cases.count_tasks(TaskQuery(actor.places), most=99)
    return Me(
        tenant=tenant,
        organisation=await organisation_on(house.tenants, now.astimezone(CENTRE_ZONE).date()),
        actor=actor,
        calendar=await house.matters.calendar(tenant),
        now=now,
        token=request.auth,
        note=note_of(request.cookies.get(NOTE_COOKIE, "")),
        rail=rail_of(actor, waiting),
        address=address_of(request),
    )
