"""Signing in through the identity provider (统一身份认证): there and back, and linking an identity to an account."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect, Template

from designer_api.access.audit import AuditKind, Doer
from designer_api.access.provider import Flow, Identity
from designer_api.auth import address_of
from designer_api.house import House
from designer_api.pages.routes.sign_in import CENTRE_COOKIE, admitted, centre_of, own, sign_in_form
from designer_api.sessions import Session
from designer_api.sign_in import PROVIDER, SignedIn, admit, comer_of, locked
from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.identity import PersonId
from tenants.security import IdentityProvider
from tenants.tenant import Tenant

FLOW_COOKIE, WAITING_COOKIE = "banshi-provider", "banshi-identity"
CALLBACK = "/sign-in/provider/callback"
FLOW_LIVES, WAITING_LIVES = timedelta(minutes=10), timedelta(minutes=30)


@get("/sign-in/provider", include_in_schema=False)
async def leave(
    request: Request[Any, Any, Any],
    state: State,
    centre: FromQuery[str] = "",
    target: Annotated[str, QueryParameter(name="next")] = "/",
) -> Response[Any] | Template:
    """To the provider of the centre; what must come back unchanged is kept sealed in a cookie."""
    house: House = state.house
    tenant = await house.directory.by_code(centre_of(request, centre))
    if tenant is None:
        raise NotFoundException
    with scope.acting_for(tenant.id):
        provider = await house.policies.provider()
    if not provider.is_on:
        raise NotFoundException
    begun = await house.providers.begin(provider, _back(request, house), tenant.code, own(target))
    if isinstance(begun, Refusal):
        return await sign_in_form(request, house, tenant.code, target, refusal=begun)
    address, flow = begun
    response = Redirect(address, status_code=303)
    _keep(response, house, FLOW_COOKIE, flow, FLOW_LIVES)
    return response


@get(CALLBACK, include_in_schema=False)
async def come_back(request: Request[Session | None, str, Any], state: State) -> Response[Any] | Template:
    """Whoever the provider says it is, if it can be believed: in by the link, or asked to link once."""
    house: House = state.house
    flow = kept(request, house, FLOW_COOKIE, Flow, FLOW_LIVES)
    tenant = await house.directory.by_code(flow.tenant) if flow else None
    if flow is None or tenant is None:
        refusal = Refusal("provider", "这次登录已过期或不是从本机发起的。", OWN_RULE, "请从登录页面重新开始。")
        return await sign_in_form(request, house, request.cookies.get(CENTRE_COOKIE, ""), "/", refusal=refusal)
    with scope.acting_for(tenant.id):
        provider = await house.policies.provider()
        secret = open_secret(house, provider)
        given = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
        identity = await house.providers.finish(provider, secret, _back(request, house), flow, given)
        if isinstance(identity, Refusal):
            by = Doer(None, provider.name, address_of(request))
            await house.audit.note_alone(AuditKind.SIGN_IN_FAILED, by, "统一身份认证", str(identity.message))
            response: Response[Any] = await sign_in_form(request, house, tenant.code, flow.target, refusal=identity)
        else:
            response = await _in(request, house, tenant, identity, flow.target)
    response.delete_cookie(FLOW_COOKIE, path="/sign-in")
    return response


async def _in(
    request: Request[Session | None, str, Any], house: House, tenant: Tenant, identity: Identity, target: str
) -> Response[Any]:
    """In, as the person the identity is linked to."""
    person = await house.links.person(identity.issuer, identity.subject)
    if person is None and identity.login:
        person = await _link_by_login(request, house, identity)
    comer = await comer_of(house, tenant, person, address_of(request), PROVIDER) if person else None
    if person is not None and comer is None:
        gone = Refusal("provider", "账号已停用。", OWN_RULE, "请联系本单位安全管理员。")
        return await sign_in_form(request, house, tenant.code, target, refusal=gone)
    if comer is None:
        return await _unlinked(request, house, tenant, identity, target)
    if comer.account is not None and (refusal := locked(house, comer.account)):
        return await sign_in_form(request, house, tenant.code, target, refusal=refusal)
    found: SignedIn = await admit(house, replace(comer, strong=identity.strong))
    return admitted(house, found, target)


async def _unlinked(
    request: Request[Session | None, str, Any], house: House, tenant: Tenant, identity: Identity, target: str
) -> Response[Any]:
    """Nobody is linked yet: who is signed in here may link on their own page, anybody else signs in once first."""
    session = request.user
    response: Response[Any]
    if session is not None and session.tenant == tenant.id and not session.missing:
        response = Redirect("/me#link", status_code=303)
    else:
        note = f"统一身份“{identity.name}”还没有关联账号。请用本中心账号登录一次，在“我的账号”里确认关联。"
        response = await sign_in_form(request, house, tenant.code, "/me", note=note)
    _keep(response, house, WAITING_COOKIE, identity, WAITING_LIVES)
    return response


async def _link_by_login(request: Request[Any, Any, Any], house: House, identity: Identity) -> PersonId | None:
    """The person whose login the provider names, linked from now on, where the centre has said so."""
    person = await house.tenants.person_by_login(identity.login)
    if person is None or await house.links.of(person.id):
        return None
    by = Doer(person.id, person.name, address_of(request))
    async with house.database.transaction():
        if not await house.links.add(identity.issuer, identity.subject, person.id, house.clock.now()):
            return None
        await house.audit.note(AuditKind.LINK, by, person.login, f"按登录名关联统一身份“{identity.name}”")
    return person.id


def waiting(request: Request[Any, Any, Any], house: House, tenant: Tenant) -> Identity | None:
    """The identity that came back from the provider and waits to be linked."""
    identity = kept(request, house, WAITING_COOKIE, Identity, WAITING_LIVES)
    return identity if identity is not None and identity.tenant == tenant.code else None


def open_secret(house: House, provider: IdentityProvider) -> str:
    """The client's secret, unsealed; "" when there is none or the key is another."""
    return (house.seal("provider-secret").open(provider.secret.encode()) or b"").decode() if provider.secret else ""


Kept = TypeVar("Kept", Flow, Identity)


def kept(request: Request[Any, Any, Any], house: House, cookie: str, kind: type[Kept], lives: timedelta) -> Kept | None:
    """What was kept sealed in a cookie; None when it is missing, old or not ours."""
    sealed = request.cookies.get(cookie, "").encode()
    opened = house.seal(cookie).open_within(lives, sealed, house.clock.now()) if sealed else None
    return msgspec.json.decode(opened, type=kind) if opened is not None else None


def _keep(response: Response[Any], house: House, cookie: str, value: object, lives: timedelta) -> None:
    sealed = house.seal(cookie).close(msgspec.json.encode(value), house.clock.now()).decode()
    path = "/sign-in" if cookie == FLOW_COOKIE else "/"
    seconds, secure = int(lives.total_seconds()), house.settings.secure_cookies
    response.set_cookie(cookie, sealed, path=path, httponly=True, samesite="lax", secure=secure, max_age=seconds)


def _back(request: Request[Any, Any, Any], house: House) -> str:
    """Where the provider sends the browser back to; it must be registered there."""
    base = house.settings.address or f"{request.url.scheme}://{request.headers.get('host', '')}"
    return base + CALLBACK


HANDLERS = [leave, come_back]
"""Both without a session."""
