"""设置·人员: accounts, roles, posts, qualifications, kept by the security administrator; nobody changes their own."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.field import written
from designer_api.administration.person_form import (
    FACTS,
    in_words,
    place_options,
    post_options,
    post_rows,
    power_fault,
    read_person_form,
    training_rows,
)
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, drawn, require
from designer_api.pages.page import go, is_whole
from designer_api.pages.posted import posted, text
from designer_api.passwords import hash_password, new_password
from forms.characters import line_fault
from tenants.account import Account
from tenants.errors import Conflict
from tenants.identity import RANDOM_BYTES, PersonId, new_id
from tenants.people import Person, PersonProfile, Role, may_secure
from tenants.term import Term

_KINDS = {"角色": AuditKind.ROLES, "岗位": AuditKind.POSTS}
SHOWN, OPENED_AT_ONCE = 50, 300
"""People a page; accounts opened at once, because each password takes its time."""
OWN = "不能修改本人的账号和权限，请由另一位安全管理员办理。"


class Standing(Term):
    """How somebody's account stands."""

    WELL = "well", "正常"
    NONE = "none", "没有账号"
    FRESH = "fresh", "待改初始密码"
    LOCKED = "locked", "已锁定"


@get("/admin/people")
async def show_people(
    me: NamedDependency[Me],
    state: State,
    q: FromQuery[str] = "",
    role: FromQuery[str] = "",
    account: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Template:
    """Everybody at work here, narrowed by words, role and state of the account, so many a page."""
    require(me, may_secure)
    house: House = state.house
    wanted, accounts = q.strip()[:60], await house.tenants.accounts()
    people = await house.tenants.people()
    without = sum(each.id not in accounts for each in people)
    found = [
        (each, standing)
        for each in people
        if (not wanted or wanted in each.name or wanted.lower() in each.login.lower())
        and (not role or role in {held.value for held in each.roles})
        and (standing := standing_of(accounts.get(each.id), me.now))
        and account in ("", standing.value)
    ]
    pages = max(1, -(-len(found) // SHOWN))
    number = min(max(1, int(page)), pages) if is_whole(page, most=99_999) else 1
    policy = await house.policies.policy()
    here = found[(number - 1) * SHOWN : number * SHOWN]
    return admin_page(
        "admin_people",
        me,
        "people",
        rows=[_row(me, each, standing, policy.trained) for each, standing in here],
        count=len(found),
        first=(number - 1) * SHOWN + 1,
        number=number,
        pages=pages,
        asked={"q": wanted, "role": role, "account": account},
        address="/admin/people?" + urlencode({"q": wanted, "role": role, "account": account}),
        roles=list(Role),
        standings=list(Standing),
        without=without,
        at_once=min(without, OPENED_AT_ONCE),
    )


@post("/admin/people/accounts")
async def open_accounts(me: NamedDependency[Me], state: State) -> Response[Any]:
    """An account for everybody at work who has none, so many at once; the first passwords are shown once."""
    require(me, may_secure)
    house: House = state.house
    accounts = await house.tenants.accounts()
    people = [each for each in await house.tenants.people() if each.id not in accounts][:OPENED_AT_ONCE]
    passwords = [new_password() for _ in people]
    hashes = await asyncio.gather(*(hash_password(password) for password in passwords))
    async with house.tenants.transaction():
        for person, encoded in zip(people, hashes, strict=True):
            await house.tenants.save_account(Account(person.id, encoded, must_change=True))
            await house.audit.note(AuditKind.ACCOUNT, me.doer, person.login, "开通账号")
    if not people:
        return go("/admin/people", "没有需要开通的账号。")
    given = list(zip(people, passwords, strict=True))
    return admin_page("admin_password", me, "people", given=given, back="/admin/people")


@get("/admin/people/new")
async def show_new_person(me: NamedDependency[Me], state: State) -> Template:
    """An empty form."""
    require(me, may_secure)
    return _form(me, None, None)


@post("/admin/people/new")
async def add_person(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """A person with an account; the first password is shown once."""
    require(me, may_secure)
    house: House = state.house
    sent = await posted(request)
    read = read_person_form(sent, None, me.organisation)
    policy = await house.policies.policy()
    fault = read.fault or (power_fault(None, read.profile, me.organisation, policy, me.day) if read.profile else "")
    if read.profile is None or fault:
        return _form(me, None, read.profile, read.faults, fault, shown=_shown(sent))
    person = read.profile.with_id(PersonId(new_id(me.now, secrets.token_bytes(RANDOM_BYTES))))
    password = new_password()
    encoded = await hash_password(password)
    try:
        async with house.tenants.transaction():
            await house.tenants.save_person(person)
            await house.tenants.save_account(Account(person.id, encoded, must_change=True))
            await house.audit.note(AuditKind.ACCOUNT, me.doer, person.login, f"新增人员和账号：{_told(person, me)}")
    except Conflict:
        return _form(
            me, None, read.profile, {"login": "登录名已被使用，请换一个。"}, "登录名已被使用。", shown=_shown(sent)
        )
    return admin_page("admin_password", me, "people", given=[(person, password)], back=f"/admin/people/{person.id}")


@get("/admin/people/{person:uuid}")
async def show_person(me: NamedDependency[Me], state: State, person: FromPath[UUID]) -> Template:
    """One person."""
    require(me, may_secure)
    known = await _person(state.house, person)
    return await _whole(me, state.house, known)


@post("/admin/people/{person:uuid}")
async def change_person(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, person: FromPath[UUID]
) -> Response[Any]:
    """Change a person's facts, roles and posts."""
    require(me, may_secure)
    house: House = state.house
    known = await _person(house, person)
    sent = await posted(request)
    if known.id == me.actor.person:
        return await _whole(me, house, known, fault=OWN)
    read = read_person_form(sent, known, me.organisation)
    policy = await house.policies.policy()
    fault = read.fault or (power_fault(known, read.profile, me.organisation, policy, me.day) if read.profile else "")
    if read.profile is None or fault:
        return await _whole(me, house, known, read.profile, read.faults, fault, shown=_shown(sent))
    after = read.profile.with_id(known.id)
    async with house.tenants.transaction():
        await house.tenants.save_person(after)
        await _note_changes(house, me, known, after)
    return go(f"/admin/people/{known.id}", f"已保存{after.name}。")


@post("/admin/people/{person:uuid}/password")
async def reset_password(me: NamedDependency[Me], state: State, person: FromPath[UUID]) -> Response[Any]:
    """A first password anew, shown once; every session of the person ends, a lock is taken away."""
    require(me, may_secure)
    house: House = state.house
    known = await _person(house, person)
    if known.id == me.actor.person:
        return await _whole(me, house, known, fault="本人的密码请在“我的账号”里修改。")
    password = new_password()
    encoded = await hash_password(password)
    async with house.tenants.transaction():
        await house.tenants.save_account(Account(known.id, encoded, must_change=True))
        await house.audit.note(AuditKind.PASSWORD, me.doer, known.login, "重置为一次性密码")
    await house.sessions.end_all(me.tenant.id, known.id)
    return admin_page("admin_password", me, "people", given=[(known, password)], back=f"/admin/people/{known.id}")


@post("/admin/people/{person:uuid}/unlock")
async def unlock(me: NamedDependency[Me], state: State, person: FromPath[UUID]) -> Response[Any]:
    """Take a lock away before its time."""
    require(me, may_secure)
    house: House = state.house
    known = await _person(house, person)
    account = await house.tenants.account(known.id)
    if account is None or known.id == me.actor.person:
        return await _whole(me, house, known, fault=OWN if account else "这个人还没有账号。")
    async with house.tenants.transaction():
        await house.tenants.save_account(replace(account, failed_attempts=0, locked_until=None))
        await house.audit.note(AuditKind.ACCOUNT, me.doer, known.login, "解锁")
    return go(f"/admin/people/{known.id}", f"已解锁{known.name}的账号。")


@post("/admin/people/{person:uuid}/second-factor")
async def reset_second_factor(me: NamedDependency[Me], state: State, person: FromPath[UUID]) -> Response[Any]:
    """Take a lost second factor away; a role that needs one sets up another at the next sign-in."""
    require(me, may_secure)
    house: House = state.house
    return await _take_away(house, me, person, house.factors.remove, AuditKind.SECOND_FACTOR, ("重置", "动态码"))


@post("/admin/people/{person:uuid}/link")
async def unlink(me: NamedDependency[Me], state: State, person: FromPath[UUID]) -> Response[Any]:
    """Take every linked identity of a person away."""
    require(me, may_secure)
    house: House = state.house
    return await _take_away(house, me, person, house.links.remove, AuditKind.LINK, ("取消", "统一身份关联"))


async def _take_away(
    house: House,
    me: Me,
    person: UUID,
    remove: Callable[[PersonId], Awaitable[None]],
    kind: AuditKind,
    words: tuple[str, str],
) -> Response[Any]:
    """Take a way to sign in from somebody else, and end every session that may have come by it."""
    known = await _person(house, person)
    if known.id == me.actor.person:
        return await _whole(me, house, known, fault=OWN)
    async with house.database.transaction():
        await remove(known.id)
        await house.audit.note(kind, me.doer, known.login, "".join(words))
    await house.sessions.end_all(me.tenant.id, known.id)
    return go(f"/admin/people/{known.id}", f"已{words[0]}{known.name}的{words[1]}。")


@post("/admin/people/{person:uuid}/dismiss")
async def dismiss(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, person: FromPath[UUID]
) -> Response[Any]:
    """Take a person off work: no sign-in, no posts; records keep the name. Before two years at a window only with the
    record of an opinion (F13)."""
    require(me, may_secure)
    house: House = state.house
    known = await _person(house, person)
    if known.id == me.actor.person:
        return await _whole(me, house, known, fault=OWN)
    consent = text(await posted(request), "consent")
    if fault := line_fault(consent):
        return await _whole(me, house, known, fault=f"征求意见记录：{fault}")
    today = me.day
    ended = tuple(
        replace(held, until=today, consent=consent or held.consent) if held.until is None else held
        for held in known.posts
    )
    fault = power_fault(
        known, replace(known.profile, roles=(), posts=ended), me.organisation, await house.policies.policy(), today
    )
    if fault:
        return await _whole(me, house, known, fault=fault)
    async with house.tenants.transaction():
        await house.factors.remove(known.id)
        await house.links.remove(known.id)
        await house.tenants.dismiss(known.id)
        told = f"停用账号、离岗：{_told(known, me)}" + (f"；征求意见：{consent}" if consent else "")
        await house.audit.note(AuditKind.ACCOUNT, me.doer, known.login, told)
    await house.sessions.end_all(me.tenant.id, known.id)
    return go("/admin/people", f"{known.name}已离岗，账号已停用。")


async def _person(house: House, person: UUID) -> Person:
    known = await house.tenants.person(PersonId(person))
    if known is None or await house.tenants.person_by_login(known.login) is None:
        raise NotFoundException
    return known


async def _note_changes(house: House, me: Me, before: Person, after: Person) -> None:
    old, new = in_words(before, me.organisation), in_words(after, me.organisation)
    rest = []
    for name, value in new.items():
        if old[name] == value:
            continue
        if name in _KINDS:
            await house.audit.note(_KINDS[name], me.doer, before.login, f"{old[name]} → {value}")
        else:
            rest.append(f"{name}：{old[name]} → {value}")
    if rest:
        await house.audit.note(AuditKind.PERSON, me.doer, before.login, "；".join(rest))


def _told(person: Person, me: Me) -> str:
    words = in_words(person, me.organisation)
    return f"{person.name}，角色 {words['角色']}，岗位 {words['岗位']}"


def standing_of(account: Account | None, now: datetime) -> Standing:
    """How an account stands."""
    if account is None:
        return Standing.NONE
    if account.is_locked(now):
        return Standing.LOCKED
    return Standing.FRESH if account.must_change else Standing.WELL


def _row(me: Me, person: Person, standing: Standing, trained: tuple[Role, ...]) -> dict[str, Any]:
    today = me.day
    posts = [
        f"{me.department(h.department)}·{p.name if (p := me.organisation.post(h.department, h.post)) else h.post}"
        for h in person.posts
        if h.held_on(today)
    ]
    warnings = []
    if person.card_until and person.card_until < today:
        warnings.append("执法证已到期")
    if any(role in trained for role in person.roles) and not person.is_trained_on(today):
        warnings.append("培训未到位")
    return {
        "href": f"/admin/people/{person.id}",
        "person": person,
        "roles": "、".join(role.chinese for role in person.roles) or "—",
        "posts": "、".join(posts) or "—",
        "warnings": warnings,
        "state": standing.chinese,
    }


def _shown(sent: Any) -> dict[str, Any]:
    """What was posted, to be shown again."""
    return {name: (entries if name == "roles" else entries[0]) for name, entries in sent.items() if entries}


def _form(
    me: Me,
    known: Person | None,
    profile: PersonProfile | None,
    faults: dict[str, str] | None = None,
    fault: str = "",
    *,
    shown: dict[str, Any] | None = None,
    **more: Any,
) -> Template:
    values: dict[str, Any] = {}
    subject = profile or known
    for field in FACTS:
        usual = written(field, getattr(subject, field.name)) if subject else ([] if field.kind == "many" else "")
        values[field.name] = usual if shown is None or (known and field.once) else shown.get(field.name, usual)
    rows = subject if subject else None
    response = admin_page(
        "admin_person",
        me,
        "people",
        person=known,
        own=known is not None and known.id == me.actor.person,
        fields=drawn(FACTS, values, faults, made=known is not None),
        faults=faults or {},
        fault=fault,
        posts=post_rows(rows),
        options=post_options(me.organisation),
        places=place_options(me.organisation),
        trainings=training_rows(rows),
        **{"account": None, "factor": None, "links": [], "now": me.now, **more},
    )
    if fault or faults:
        response.status_code = 422
    return response


async def _whole(
    me: Me,
    house: House,
    known: Person,
    profile: PersonProfile | None = None,
    faults: dict[str, str] | None = None,
    fault: str = "",
    *,
    shown: dict[str, Any] | None = None,
) -> Template:
    """The form with what the account's page shows beside it."""
    return _form(
        me,
        known,
        profile,
        faults,
        fault,
        shown=shown,
        account=await house.tenants.account(known.id),
        factor=await house.factors.confirmed(known.id),
        links=await house.links.of(known.id),
    )


HANDLERS = [
    show_people,
    open_accounts,
    show_new_person,
    add_person,
    show_person,
    change_person,
    reset_password,
    unlock,
    reset_second_factor,
    unlink,
    dismiss,
]
