"""What a centre asks of whoever signs in (登录安全策略), and the identity provider it may trust (统一身份认证).

Kept by the security administrator and the system administrator of the tenant, apart from its pack: bringing a pack in
again never loosens a door.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from tenants.people import Role

SHORTEST, LONGEST = 8, 64
"""What a policy may ask for as the least length of a password."""


@dataclass(frozen=True, slots=True)
class SecurityPolicy:
    """`attempts` failures in a row lock an account for `locked_minutes`; a session ends after `idle_minutes` without a
    request; `password_days` 0 lets a password stand for ever. `second_factor` are the roles that must sign in with a
    one-time code too; `trained` the roles nobody has without a training record that is in force (F22)."""

    shortest_password: int = 10
    password_kinds: int = 3
    password_days: int = 0
    attempts: int = 5
    locked_minutes: int = 15
    idle_minutes: int = 120
    second_factor: tuple[Role, ...] = ()
    trained: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """An OpenID provider (OIDC) people may sign in through. `secret` is sealed; `name` stands on the button;
    `link_by`, when not "", names the claim that is a login here, by which an account is linked at its first sign-in."""

    name: str = ""
    issuer: str = ""
    client: str = ""
    secret: str = ""
    scopes: str = "openid profile"
    link_by: str = ""

    @property
    def is_on(self) -> bool:
        return bool(self.issuer and self.client)


BOUNDS: dict[str, tuple[str, int, int]] = {
    "shortest_password": ("密码最短长度", SHORTEST, LONGEST),
    "password_kinds": ("字符种类", 1, 4),
    "password_days": ("密码有效天数", 0, 3650),
    "attempts": ("连续输错次数", 3, 20),
    "locked_minutes": ("锁定分钟数", 1, 24 * 60),
    "idle_minutes": ("无操作退出分钟数", 5, 12 * 60),
}
"""The whole numbers of a policy: what they are called, from, to."""


def policy_faults(policy: SecurityPolicy) -> dict[str, str]:
    """What is wrong with a policy, by field, in Chinese."""
    faults = {}
    for field, (name, least, most) in BOUNDS.items():
        value = getattr(policy, field)
        if not least <= value <= most:
            faults[field] = f"{name}应为 {least} 到 {most} 的整数，现为 {value}。"
    return faults


def provider_faults(provider: IdentityProvider) -> dict[str, str]:
    """What is wrong with an identity provider, by field; a provider that is left out whole is well."""
    if not (provider.issuer or provider.client or provider.name):
        return {}
    faults = {}
    parts = urlsplit(provider.issuer)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        faults["issuer"] = "发行者应为 https:// 开头的地址（本机测试可用 http://localhost）。"
    elif parts.query or parts.fragment or not parts.hostname:
        faults["issuer"] = "发行者只写到路径为止，不带问号和井号。"
    if not provider.client:
        faults["client"] = "请填写在统一身份认证登记的客户端标识。"
    if not provider.name:
        faults["name"] = "请填写登录按钮上显示的名称，例如“省统一身份认证”。"
    if "openid" not in provider.scopes.split():
        faults["scopes"] = "范围里必须有 openid。"
    return faults


def needs_second_factor(policy: SecurityPolicy, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles must sign in with a one-time code too."""
    return not roles.isdisjoint(policy.second_factor)
