"""我的账号: one's own password, one-time codes, linked identity and sessions. Nobody changes their own powers here."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from designer_api.access.audit import AuditKind
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.code_picture import code_picture
from designer_api.pages.page import go, page
from designer_api.pages.routes.provider import WAITING_COOKIE, waiting
from designer_api.pages.routes.sign_in import Fields
from designer_api.pages.routes.sign_in_steps import choose_password, spelled
from designer_api.passwords import password_fits
from designer_api.sessions import PASSWORD
from designer_api.sign_in import comer_of
from engine.refusal import OWN_RULE, Refusal
from tenants.security import needs_second_factor


@get("/me")
async def show_me(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Template:
    """Who I am here, and what I may set for myself."""
    return await _page(request, me, state.house)


@post("/me/password")
async def change_password(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, data: Fields
) -> Response[Any]:
    """A new password for the old one; every other session of mine ends."""
    house: House = state.house
    account = await house.tenants.account(me.actor.person)
    comer = await comer_of(house, me.tenant, me.actor.person, me.address, PASSWORD)
    if account is None or comer is None or not await password_fits(account.password_hash, data.get("old", "")):
        await house.audit.note_alone(AuditKind.PASSWORD, me.doer, me.actor.login, "修改密码时原密码不对")
        return await _page(request, me, house, Refusal("password", "原密码不对。", OWN_RULE, "请重新输入。"))
    refusal = await choose_password(house, comer, data.get("new", ""), data.get("again", ""))
    if refusal is not None:
        return await _page(request, me, house, refusal)
    ended = await house.sessions.end_all(me.tenant.id, me.actor.person, but=me.token)
    return go("/me", "密码已修改" + (f"，其他 {ended} 处登录已退出。" if ended else "。"))


@post("/me/second-factor")
async def begin_second_factor(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """The picture for the authenticator app."""
    house: House = state.house
    async with house.database.transaction():
        authenticator = await house.factors.begin(me.actor.person, me.now)
    return await _page(request, me, house, begun=authenticator.secret)


@post("/me/second-factor/confirm")
async def confirm_second_factor(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, data: Fields
) -> Response[Any]:
    """From now on with a one-time code; the recovery codes are told once."""
    house: House = state.house
    async with house.database.transaction():
        codes = await house.factors.confirm(me.actor.person, data.get("code", ""), me.now)
        if codes is not None:
            await house.audit.note(AuditKind.SECOND_FACTOR, me.doer, me.actor.login, "启用动态码")
    if codes is None:
        known = await house.factors.of(me.actor.person)
        refusal = Refusal("code", "动态码不对。", OWN_RULE, "请核对手机时间，等换了新的数字再输入。")
        return await _page(request, me, house, refusal, begun=known.authenticator.secret if known else "")
    return await _page(request, me, house, codes=codes)


@post("/me/second-factor/recovery")
async def renew_recovery(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, data: Fields
) -> Response[Any]:
    """Fresh recovery codes, for a one-time code."""
    house: House = state.house
    async with house.database.transaction():
        fits = await house.factors.accept(me.actor.person, data.get("code", ""), me.now)
        codes = await house.factors.renew_recovery(me.actor.person) if fits else ()
        if fits:
            await house.audit.note(AuditKind.SECOND_FACTOR, me.doer, me.actor.login, "换发恢复码")
    if not fits:
        refusal = Refusal("code", "动态码不对或已用过。", OWN_RULE, "请等换了新的数字再输入。")
        return await _page(request, me, house, refusal)
    return await _page(request, me, house, codes=codes)


@post("/me/second-factor/remove")
async def remove_second_factor(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, data: Fields
) -> Response[Any]:
    """Without one-time codes again, where no role of mine asks for them."""
    house: House = state.house
    if needs_second_factor(await house.policies.policy(), me.actor.roles):
        refusal = Refusal("code", "您的角色须用动态码登录，不能停用。", OWN_RULE, "换手机请用恢复码登录后重新启用。")
        return await _page(request, me, house, refusal)
    async with house.database.transaction():
        fits = await house.factors.accept(me.actor.person, data.get("code", ""), me.now)
        if fits:
            await house.factors.remove(me.actor.person)
            await house.audit.note(AuditKind.SECOND_FACTOR, me.doer, me.actor.login, "停用动态码")
    if not fits:
        refusal = Refusal("code", "动态码不对或已用过。", OWN_RULE, "请等换了新的数字再输入。")
        return await _page(request, me, house, refusal)
    return go("/me", "已停用动态码。")


@post("/me/link")
async def link_identity(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Link the identity that came back from the provider to this account."""
    house: House = state.house
    identity = waiting(request, house, me.tenant)
    if identity is None:
        refusal = Refusal("link", "没有等待关联的统一身份。", OWN_RULE, "请先点“用统一身份认证登录一次”。")
        return await _page(request, me, house, refusal)
    async with house.database.transaction():
        added = await house.links.add(identity.issuer, identity.subject, me.actor.person, me.now)
        if added:
            await house.audit.note(AuditKind.LINK, me.doer, me.actor.login, f"关联统一身份“{identity.name}”")
    note = "已关联，下次可直接用统一身份认证登录。" if added else "这个统一身份已关联别的账号，请联系安全管理员。"
    response = go("/me", note)
    response.delete_cookie(WAITING_COOKIE)
    return response


@post("/me/link/remove")
async def unlink_identity(me: NamedDependency[Me], state: State) -> Redirect:
    """Take every link of mine away."""
    house: House = state.house
    async with house.database.transaction():
        await house.links.remove(me.actor.person)
        await house.audit.note(AuditKind.LINK, me.doer, me.actor.login, "本人取消关联")
    return go("/me", "已取消关联。")


@post("/me/sessions/end")
async def end_other_sessions(me: NamedDependency[Me], state: State) -> Redirect:
    """Sign out everywhere but here."""
    house: House = state.house
    ended = await house.sessions.end_all(me.tenant.id, me.actor.person, but=me.token)
    await house.audit.note_alone(AuditKind.SIGN_OUT, me.doer, me.actor.login, f"退出其他 {ended} 处登录")
    return go("/me", f"其他 {ended} 处登录已退出。")


async def _page(
    request: Request[Any, Any, Any],
    me: Me,
    house: House,
    refusal: Refusal | None = None,
    *,
    begun: str = "",
    codes: tuple[str, ...] = (),
) -> Template:
    person = await house.tenants.person(me.actor.person)
    policy, provider = await house.policies.both()
    picture = ""
    if begun:
        factor = await house.factors.of(me.actor.person)
        address = factor.authenticator.address(me.actor.login, me.tenant.centre) if factor else ""
        picture = code_picture(address, "动态码二维码")
    shown = page(
        "own_account",
        me,
        "",
        person=person,
        posts=[_held(me, held.department, held.post) for held in person.posts] if person else [],
        policy=policy,
        provider=provider if provider.is_on else None,
        factor=await house.factors.confirmed(me.actor.person),
        must=needs_second_factor(policy, me.actor.roles),
        account=await house.tenants.account(me.actor.person),
        links=await house.links.of(me.actor.person),
        waiting=waiting(request, house, me.tenant),
        refusal=refusal,
        picture=picture,
        secret=spelled(begun),
        codes=codes,
    )
    if refusal is not None:
        shown.status_code = 422
    return shown


def _held(me: Me, department: str, code: str) -> str:
    post = me.organisation.post(department, code)
    return f"{me.department(department)}·{post.name if post else code}"


HANDLERS = [
    show_me,
    change_password,
    begin_second_factor,
    confirm_second_factor,
    renew_recovery,
    remove_second_factor,
    link_identity,
    unlink_identity,
    end_other_sessions,
]
