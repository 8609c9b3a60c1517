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
from designer_api.sessions import COOKIE, Session
from engine.clock import CENTRE_ZONE
from engine.ports import TaskQuery
from tenants import scope as tenant_scope
from tenants.people import actor_of


class SessionMiddleware(AbstractAuthenticationMiddleware):
    """Puts the session (or None) into `request.user` and its token into `request.auth`."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        token = connection.cookies.get(COOKIE, "")
        house: House = connection.app.state.house
        session = await house.sessions.find(token, house.clock.now()) if token else None
        return AuthenticationResult(user=session, auth=token if session else "")


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


async def provide_me(request: Request[Session | None, str, Any]) -> Me:
    """The person of the request; a page sends strangers to the sign-in, the API answers 401."""
    session = request.user
    if session is None:
        raise NotAuthorizedException("请先登录。")
    house: House = request.app.state.house
    now = house.clock.now()
    tenant = await house.directory.by_id(session.tenant)
    person = await house.tenants.person(session.person)
    if tenant is None or person is None or await house.tenants.person_by_login(person.login) is None:
        await house.sessions.end(request.auth)
        raise NotAuthorizedException("账号已停用，请联系管理员。")
    actor = actor_of(person, tenant.id, now.astimezone(CENTRE_ZONE).date())
    waiting = await house.cases.count_tasks(TaskQuery(tuple(sorted(actor.posts))), most=99)
    return Me(
        tenant=tenant,
        organisation=await house.tenants.organisation(),
        actor=actor,
        calendar=await house.matters.calendar(tenant),
        now=now,
        token=request.auth,
        note=note_of(request.cookies.get(NOTE_COOKIE, "")),
        rail=rail_of(actor, waiting),
    )
