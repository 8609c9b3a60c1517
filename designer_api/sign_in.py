"""Signing in (登录) with a local account: the same for the page and the API."""

from dataclasses import dataclass

from designer_api.house import House
from designer_api.passwords import password_fits
from engine.clock import CENTRE_ZONE
from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.account import ATTEMPTS, Account, lock_after
from tenants.tenant import Tenant


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session has begun; `token` is for the cookie."""

    token: str
    centre: str
    name: str


async def sign_in(house: House, centre: str, login: str, password: str) -> SignedIn | Refusal:
    """Check login and password. A wrong login and a wrong password are told alike and take the same time."""
    tenant = await house.directory.by_code(centre.strip())
    if tenant is None:
        await password_fits("", password)
        return _wrong(ATTEMPTS)
    with scope.acting_for(tenant.id):
        return await _at(house, tenant, login, password)


async def _at(house: House, tenant: Tenant, login: str, password: str) -> SignedIn | Refusal:
    person = await house.tenants.person_by_login(login.strip())
    account = await house.tenants.account(person.id) if person else None
    now = house.clock.now()
    if account is not None and account.is_locked(now) and account.locked_until is not None:
        await password_fits("", password)
        until = f"{account.locked_until.astimezone(CENTRE_ZONE):%H:%M}"
        return Refusal("locked", f"账号已锁定到 {until}。", OWN_RULE, "请稍后再试，或请本单位管理员解锁。")
    fits = await password_fits(account.password_hash if account else "", password)
    if person is None or account is None or not fits:
        return _wrong(await _count_failure(house, account))
    async with house.tenants.transaction():
        await house.tenants.save_account(account.signed_in(now))
    token = await house.sessions.begin(tenant.id, person.id, now)
    return SignedIn(token, tenant.code, person.name)


async def _count_failure(house: House, account: Account | None) -> int:
    """Count it, and lock the account after too many in a row. A login that is not there counts nowhere."""
    if account is None:
        return 1
    until = lock_after(account.failed_attempts + 1, house.clock.now())
    async with house.tenants.transaction():
        return await house.tenants.count_failure(account.person, until)


def _wrong(failed: int) -> Refusal:
    left = ATTEMPTS - failed % ATTEMPTS if failed % ATTEMPTS else ATTEMPTS
    return Refusal(
        "sign-in",
        "账号或密码不对。",
        OWN_RULE,
        f"连续输错 {ATTEMPTS} 次将锁定一段时间，还可再试 {left} 次。忘记密码请找本单位管理员重置。",
    )
