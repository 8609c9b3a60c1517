"""What a sign-in may still lack after the password: the one-time code, a password of one's own, the second factor.

The session is there already but opens nothing; each step done gives it a fresh token.
"""

from dataclasses import replace
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException
from litestar.params import QueryParameter
from litestar.response import Redirect, Template

from designer_api.access.audit import AuditKind
from designer_api.auth import address_of
from designer_api.house import House
from designer_api.pages.code_picture import code_picture
from designer_api.pages.routes.sign_in import Fields, admitted, carry, own
from designer_api.passwords import hash_password, password_fits
from designer_api.sessions import CODE, ENROL, PASSWORD, Session
from designer_api.sign_in import Comer, admit, comer_of, pass_code
from engine.refusal import OWN_RULE, Refusal
from tenants.account import password_fault

Next = Annotated[str, QueryParameter(name="next")]


async def provide_comer(request: Request[Session | None, str, Any]) -> Comer:
    """Whoever is at a step of signing in; anybody else begins anew."""
    session, house = request.user, request.app.state.house
    if session is None:
        raise NotAuthorizedException("请先登录。")
    tenant = await house.directory.by_id(session.tenant)
    comer = await comer_of(house, tenant, session.person, address_of(request), session.way) if tenant else None
    if comer is None:
        raise NotAuthorizedException("请先登录。")
    return comer


@get(f"/sign-in/{CODE}", include_in_schema=False)
async def show_code(request: Request[Session | None, str, Any], target: Next = "/") -> Template | Redirect:
    """The one-time code, or a recovery code."""
    comer = await provide_comer(request)
    return _step(request, comer, CODE, target) or Redirect(own(target), status_code=303)


@post(f"/sign-in/{CODE}", include_in_schema=False)
async def do_code(request: Request[Session | None, str, Any], state: State, data: Fields) -> Response[Any] | Template:
    """Check the code; a wrong one counts towards the lock."""
    comer, target = await provide_comer(request), data.get("next", "/")
    if _missing(request) != CODE:
        return Redirect(own(target), status_code=303)
    passed = await pass_code(state.house, comer, data.get("code", ""))
    if isinstance(passed, Refusal):
        return _again(request, comer, CODE, target, passed)
    return await _on(request, passed, target)


@get(f"/sign-in/{PASSWORD}", include_in_schema=False)
async def show_password(request: Request[Session | None, str, Any], target: Next = "/") -> Template | Redirect:
    """A password of one's own in the place of the first one."""
    comer = await provide_comer(request)
    return _step(request, comer, PASSWORD, target) or Redirect(own(target), status_code=303)


@post(f"/sign-in/{PASSWORD}", include_in_schema=False)
async def do_password(
    request: Request[Session | None, str, Any], state: State, data: Fields
) -> Response[Any] | Template:
    """Take the new password."""
    comer, target = await provide_comer(request), data.get("next", "/")
    if _missing(request) != PASSWORD:
        return Redirect(own(target), status_code=303)
    refusal = await choose_password(state.house, comer, data.get("new", ""), data.get("again", ""))
    if refusal is not None:
        return _again(request, comer, PASSWORD, target, refusal)
    return await _on(request, await _anew(request, comer), target)


@get(f"/sign-in/{ENROL}", include_in_schema=False)
async def show_enrol(
    request: Request[Session | None, str, Any], state: State, target: Next = "/"
) -> Template | Redirect:
    """The picture for the authenticator app, and the field for its first code."""
    comer = await provide_comer(request)
    if _missing(request) != ENROL:
        return Redirect(own(target), status_code=303)
    return await _enrolling(request, state.house, comer, target)


@post(f"/sign-in/{ENROL}", include_in_schema=False)
async def do_enrol(request: Request[Session | None, str, Any], state: State, data: Fields) -> Response[Any] | Template:
    """Confirm the second factor; the recovery codes are told once."""
    house: House = state.house
    comer, target = await provide_comer(request), data.get("next", "/")
    if _missing(request) != ENROL:
        return Redirect(own(target), status_code=303)
    async with house.database.transaction():
        codes = await house.factors.confirm(comer.person.id, data.get("code", ""), house.clock.now())
        if codes is not None:
            await house.audit.note(AuditKind.SECOND_FACTOR, comer.doer, comer.person.login, "启用动态码")
    if codes is None:
        refusal = Refusal("sign-in", "动态码不对。", OWN_RULE, "请核对手机时间，等换了新的数字再输入。")
        return await _enrolling(request, house, comer, target, refusal)
    await house.sessions.end(request.auth)
    found = await admit(house, await _anew(request, comer))
    page = _page(comer, "codes", own(target), codes=codes)
    carry(page, house, found)
    return page


async def choose_password(house: House, comer: Comer, new: str, again: str) -> Refusal | None:
    """Take a new password, or say what is wrong with it. It may not be the old one."""
    fault = password_fault(new, comer.person.login, comer.policy)
    if fault is None and new != again:
        fault = "两次输入的新密码不一样。"
    old = comer.account.password_hash if comer.account else ""
    if fault is None and comer.account and await password_fits(old, new):
        fault = "新密码不能与原密码相同。"
    if fault is not None or comer.account is None:
        return Refusal("password", fault or "这个账号没有本地密码。", OWN_RULE, "请重新输入。")
    encoded = await hash_password(new)
    async with house.tenants.transaction():
        await house.tenants.save_account(comer.account.with_password(encoded, house.clock.now()))
        await house.audit.note(AuditKind.PASSWORD, comer.doer, comer.person.login, "本人设置新密码")
    return None


async def _anew(request: Request[Session | None, str, Any], comer: Comer) -> Comer:
    """The comer as the stores know them now: these steps come after the code, so that it has been shown."""
    house: House = request.app.state.house
    fresh = await comer_of(house, comer.tenant, comer.person.id, comer.address, comer.way)
    if fresh is None:
        raise NotAuthorizedException("账号已停用，请联系管理员。")
    return replace(fresh, coded=True)


async def _on(request: Request[Session | None, str, Any], comer: Comer, target: str) -> Redirect:
    """The next step, or in: under a fresh token."""
    house: House = request.app.state.house
    await house.sessions.end(request.auth)
    return admitted(house, await admit(house, comer), target)


def _missing(request: Request[Session | None, str, Any]) -> str:
    return request.user.missing if request.user else ""


def _step(request: Request[Session | None, str, Any], comer: Comer, step: str, target: str) -> Template | None:
    return _page(comer, step, own(target)) if _missing(request) == step else None


def _again(request: Request[Any, Any, Any], comer: Comer, step: str, target: str, refusal: Refusal) -> Template:
    page = _page(comer, step, own(target), refusal=refusal)
    page.status_code = 422
    return page


async def _enrolling(
    request: Request[Any, Any, Any], house: House, comer: Comer, target: str, refusal: Refusal | None = None
) -> Template:
    async with house.database.transaction():
        authenticator = await house.factors.begin(comer.person.id, house.clock.now())
    picture = code_picture(authenticator.address(comer.person.login, comer.tenant.centre), "动态码二维码")
    page = _page(comer, ENROL, own(target), refusal=refusal, picture=picture, secret=spelled(authenticator.secret))
    if refusal is not None:
        page.status_code = 422
    return page


def spelled(secret: str) -> str:
    """A secret in groups of four, for typing by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _page(comer: Comer, step: str, target: str, refusal: Refusal | None = None, **more: Any) -> Template:
    context = {
        "centre": comer.tenant,
        "person": comer.person,
        "policy": comer.policy,
        "step": step,
        "next": target,
        "error": str(refusal.message) if refusal else "",
        "advice": refusal.advice if refusal else "",
        "picture": "",
        "secret": "",
        "codes": (),
        **more,
    }
    return Template(template_name="sign_in_step.html.j2", context=context)


HANDLERS = [show_code, do_code, show_password, do_password, show_enrol, do_enrol]
