"""Signing in (登录): password or identity provider, then whatever the centre asks besides; the same for page and API.

Every try is audited. A password counts as wrong until the one-time code is right too, so that nobody tries codes
without end.
"""

from dataclasses import dataclass, replace

from designer_api.access.audit import AuditKind, Doer
from designer_api.access.second_factors import SecondFactor
from designer_api.house import House
from designer_api.passwords import password_fits
from designer_api.sessions import CODE, ENROL, PASSWORD
from engine.clock import CENTRE_ZONE
from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.account import Account, lock_after
from tenants.identity import PersonId
from tenants.people import Person
from tenants.security import SecurityPolicy, needs_second_factor
from tenants.tenant import Tenant

PROVIDER = "provider"
_WAYS = {PASSWORD: "密码", PROVIDER: "统一身份认证"}
_STILL = {CODE: "", PASSWORD: "，须先设置新密码", ENROL: "，须先启用动态码"}


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who has shown a first factor at a centre, with all that decides what else is asked: `coded` when the
    one-time code was shown, `strong` when the identity provider has asked for more than a password itself."""

    tenant: Tenant
    person: Person
    account: Account | None
    policy: SecurityPolicy
    factor: SecondFactor | None
    address: str
    way: str = PASSWORD
    coded: bool = False
    strong: bool = False

    @property
    def doer(self) -> Doer:
        return Doer(self.person.id, self.person.name, self.address)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session has begun; `token` is for the cookie, `missing` what it still lacks before it opens anything."""

    token: str
    centre: str
    name: str
    missing: str = ""


async def sign_in(
    house: House, centre: str, login: str, password: str, *, code: str = "", address: str = "", by_program: bool = False
) -> SignedIn | Refusal:
    """Check login and password, the code if one is given. A wrong login and a wrong password are told alike and take
    the same time. A program gets no half session: what is missing is a refusal."""
    tenant = await house.directory.by_code(centre.strip())
    if tenant is None:
        await password_fits("", password)
        return _wrong(SecurityPolicy(), 1)
    with scope.acting_for(tenant.id):
        comer = await _by_password(house, tenant, login.strip(), password, address)
        if isinstance(comer, Refusal):
            return comer
        if code and comer.factor is not None:
            passed = await pass_code(house, comer, code)
            if isinstance(passed, Refusal):
                return passed
            comer = passed
        if by_program and (missing := missing_of(house, comer)):
            return _UNFINISHED[missing]
        return await admit(house, comer)


async def comer_of(house: House, tenant: Tenant, person: PersonId, address: str, way: str) -> Comer | None:
    """Somebody known already: by a session that is not whole yet, or by the identity provider. None when gone."""
    known = await house.tenants.person(person)
    if known is None or await house.tenants.person_by_login(known.login) is None:
        return None
    account = await house.tenants.account(person)
    policy = await house.policies.policy()
    return Comer(tenant, known, account, policy, await house.factors.confirmed(person), address, way)


async def _by_password(house: House, tenant: Tenant, login: str, password: str, address: str) -> Comer | Refusal:
    person = await house.tenants.person_by_login(login)
    account = await house.tenants.account(person.id) if person else None
    policy = await house.policies.policy()
    by = Doer(person.id if person else None, person.name if person else login, address)
    if account is not None and (refusal := locked(house, account)):
        await password_fits("", password)
        await house.audit.note_alone(AuditKind.SIGN_IN_FAILED, by, login, "账号锁定中")
        return refusal
    fits = await password_fits(account.password_hash if account else "", password)
    if person is None or account is None or not fits:
        return _wrong(policy, await _count_failure(house, account, policy, by, login, "账号或密码不对"))
    return Comer(tenant, person, account, policy, await house.factors.confirmed(person.id), address)


def locked(house: House, account: Account) -> Refusal | None:
    """Whether an account is locked now, and until when."""
    if account.locked_until is None or not account.is_locked(house.clock.now()):
        return None
    until = f"{account.locked_until.astimezone(CENTRE_ZONE):%H:%M}"
    return Refusal("locked", f"账号已锁定到 {until}。", OWN_RULE, "请稍后再试，或请本单位安全管理员解锁。")


async def pass_code(house: House, comer: Comer, code: str) -> Comer | Refusal:
    """The comer with the one-time code shown, or why not; a wrong one counts like a wrong password."""
    if comer.account is not None and (refusal := locked(house, comer.account)):
        return refusal
    async with house.database.transaction():
        fits = await house.factors.accept(comer.person.id, code, house.clock.now())
    if not fits:
        login = comer.person.login
        failed = await _count_failure(house, comer.account, comer.policy, comer.doer, login, "动态码不对")
        return _wrong(comer.policy, failed, "动态码不对或已用过。", "请等手机上换了新的数字再输入。")
    return replace(comer, coded=True)


def missing_of(house: House, comer: Comer) -> str:
    """What a sign-in still lacks, the next thing first; "" when it is whole."""
    if comer.factor is not None and not (comer.coded or comer.strong):
        return CODE
    if comer.way == PASSWORD and comer.account and comer.account.must_choose(house.clock.now(), comer.policy):
        return PASSWORD
    asked = needs_second_factor(comer.policy, frozenset(comer.person.roles))
    if comer.factor is None and asked and not comer.strong:
        return ENROL
    return ""


async def admit(house: House, comer: Comer) -> SignedIn:
    """Begin a session under a fresh token, as whole as the comer's showing allows."""
    now, missing = house.clock.now(), missing_of(house, comer)
    if missing != CODE:
        async with house.tenants.transaction():
            if comer.account is not None:
                await house.tenants.save_account(comer.account.signed_in(now))
            way = _WAYS[comer.way] + ("加动态码" if comer.coded and comer.factor else "")
            await house.audit.note(AuditKind.SIGN_IN, comer.doer, comer.person.login, way + _STILL.get(missing, ""))
    token = await house.sessions.begin(
        comer.tenant.id,
        comer.person.id,
        now,
        missing=missing,
        idle_minutes=comer.policy.idle_minutes,
        way=comer.way,
    )
    return SignedIn(token, comer.tenant.code, comer.person.name, missing)


async def sign_out(house: House, by: Doer, token: str) -> None:
    """End the session here."""
    await house.sessions.end(token)
    await house.audit.note_alone(AuditKind.SIGN_OUT, by, by.who)


async def _count_failure(
    house: House, account: Account | None, policy: SecurityPolicy, by: Doer, login: str, why: str
) -> int:
    """Count it, and lock the account after too many in a row. A login that is not there counts nowhere."""
    if account is None:
        await house.audit.note_alone(AuditKind.SIGN_IN_FAILED, by, login, why)
        return 1
    until = lock_after(account.failed_attempts + 1, house.clock.now(), policy)
    async with house.tenants.transaction():
        await house.audit.note(AuditKind.SIGN_IN_FAILED, by, login, why)
        if until is not None:
            text = f"连续输错{policy.attempts}次，锁定到{until.astimezone(CENTRE_ZONE):%H:%M}"
            await house.audit.note(AuditKind.LOCKED, by, login, text)
        return await house.tenants.count_failure(account.person, until)


def _wrong(policy: SecurityPolicy, failed: int, what: str = "账号或密码不对。", then: str = "") -> Refusal:
    left = policy.attempts - failed % policy.attempts if failed % policy.attempts else policy.attempts
    help_ = then or "忘记密码请找本单位安全管理员重置。"
    return Refusal(
        "sign-in", what, OWN_RULE, f"连续输错 {policy.attempts} 次将锁定一段时间，还可再试 {left} 次。{help_}"
    )


_UNFINISHED = {
    CODE: Refusal("second-factor", "还需要动态码。", OWN_RULE, "请在 code 字段里带上手机上的六位数字。"),
    PASSWORD: Refusal("must-change", "须先设置新密码。", OWN_RULE, "请在登录页面登录一次并设置新密码。"),
    ENROL: Refusal("enrol", "须先启用动态码。", OWN_RULE, "请在登录页面登录一次并启用动态码。"),
}
