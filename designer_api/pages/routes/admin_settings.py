"""设置·参数、登录接入、登录安全: thresholds and hours and the identity provider (system administrator), and what is
asked of whoever signs in (security administrator)."""

from dataclasses import fields as facts_of
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.changes import changes
from designer_api.administration.field import Field, options_of, read_fields, typed, written
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, drawn, require
from designer_api.pages.page import go
from designer_api.pages.posted import posted
from tenants.mandate import Power
from tenants.people import Role, may_administer, may_secure
from tenants.security import BOUNDS, IdentityProvider, SecurityPolicy, policy_faults, provider_faults
from tenants.tenant import RestDayReceipt, Settings, Tenant

CENTRE = (
    Field("centre", "中心名称", required=True, width=3),
    Field("phone", "咨询电话", most=40, width=3),
    Field("address", "地址", width=6),
)
LIMITS = (
    Field("yellow_working_days", "黄灯提前工作日", "whole", most=30, help="到期前几个工作日亮黄灯"),
    Field("yellow_percent", "黄灯用时百分比", "whole", most=100, help="0 表示不按百分比"),
    Field("window_cap", "窗口总数上限", "whole", most=10_000, help="0 表示不限"),
    Field("supplement_working_days", "补正期限（工作日）", "whole", most=365, help="到期未补正即退件；0 表示不设期限"),
    Field("rating_feedback_working_days", "差评整改期限（工作日）", "whole", least=1, most=60),
    Field("pledge_check_months", "告知承诺核查期限（月）", "whole", least=1, most=24),
    Field("yellow_cards_for_red", "几张黄牌记红牌", "whole", least=1, most=30, help="同一部门一个月内"),
    Field("rest_day_receipt", "休息日收件", "choice", required=True, width=2, options=options_of(RestDayReceipt)),
    Field("extension_moves_promise", "批准延期同时顺延承诺时限", "flag"),
    Field("four_eyes_publish", "发布须由另一人复核", "flag"),
    Field("two_powers", "授权只分审批决定、审核上报两项（充分授权）", "flag"),
    Field(
        "free_powers",
        "没有登记任何授权书的部门仍可行使",
        "many",
        width=6,
        options=options_of(Power),
        help="登记过授权书的部门一律凭授权书",
    ),
    Field("business_hours", "营业时间", "hours", required=True, width=4, help="例如 09:00-12:00，13:30-17:00"),
)
PROVIDER = (
    Field("name", "登录按钮上的名称", width=3, help="例如 省统一身份认证"),
    Field("issuer", "发行者地址", width=3, help="以 https:// 开头，与对方公布的 issuer 完全一致"),
    Field("client", "客户端标识", width=3),
    Field("secret", "客户端密钥", "secret", width=3, help="加密保存，不再显示；留空表示不改"),
    Field("scopes", "范围", width=3),
    Field("link_by", "按哪一项声明自动关联登录名", width=3, help="例如 preferred_username；留空表示由本人确认后才关联"),
)
POLICY = (
    *(
        Field(name, label, "whole", least=least, most=most, help=f"{least} 到 {most}")
        for name, (label, least, most) in BOUNDS.items()
    ),
    Field("second_factor", "必须用动态码登录的角色", "many", width=6, options=options_of(Role)),
    Field("trained", "须有培训记录才生效的角色", "many", width=6, options=options_of(Role)),
)


@get("/admin/settings")
async def show_settings(me: NamedDependency[Me]) -> Template:
    """Thresholds and hours of the centre."""
    require(me, may_administer)
    return _settings(me, _values(me.tenant))


@post("/admin/settings")
async def save_settings(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Set them."""
    require(me, may_administer)
    house: House = state.house
    sent = await posted(request)
    read = read_fields((*CENTRE, *LIMITS), sent)
    if read.faults:
        return _settings(me, typed((*CENTRE, *LIMITS), sent), read.faults)
    values = read.values | {"rest_day_receipt": RestDayReceipt(read.values["rest_day_receipt"])}  # type: ignore[call-arg]
    values["free_powers"] = tuple(power for power in Power if power.value in values["free_powers"])
    settings = replace(me.tenant.settings, **{field.name: values[field.name] for field in LIMITS})
    after = replace(me.tenant, settings=settings, **{field.name: values[field.name] for field in CENTRE})
    after = after.settled(me.day)
    async with house.tenants.transaction():
        await house.directory.change(after)
        text = changes((*CENTRE, *LIMITS), _values(me.tenant), _values(after))
        await house.audit.note(AuditKind.SETTINGS, me.doer, me.tenant.centre, text)
    return go("/admin/settings", "已保存参数。")


@get("/admin/provider")
async def show_provider(me: NamedDependency[Me], state: State) -> Template:
    """The identity provider people may sign in through."""
    require(me, may_administer)
    provider = await state.house.policies.provider()
    return _provider(me, state.house, {each.name: getattr(provider, each.name) for each in PROVIDER})


@post("/admin/provider")
async def save_provider(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Set it. The secret is sealed and never shown again."""
    require(me, may_administer)
    house: House = state.house
    sent = await posted(request)
    given = typed(PROVIDER, sent)
    read = read_fields([replace(field, kind="text") for field in PROVIDER], sent)
    before = await house.policies.provider()
    after = IdentityProvider(**{name: str(value) for name, value in read.values.items()})
    faults = read.faults or provider_faults(after)
    if faults:
        return _provider(me, house, given, faults)
    sealed = house.seal("provider-secret").close(after.secret.encode(), me.now).decode() if after.secret else ""
    after = replace(after, secret=sealed or (before.secret if after.is_on else ""))
    async with house.tenants.transaction():
        await house.policies.save_provider(after)
        plain = [field for field in PROVIDER if field.name != "secret"]
        text = changes(plain, _facts(before), _facts(after)) + ("；更换客户端密钥" if sealed else "")
        await house.audit.note(AuditKind.PROVIDER, me.doer, after.name or "登录接入", text)
    return go("/admin/provider", "已保存登录接入。" if after.is_on else "已停用统一身份认证登录。")


@get("/admin/policy")
async def show_policy(me: NamedDependency[Me], state: State) -> Template:
    """What is asked of whoever signs in."""
    require(me, may_secure)
    return _policy(me, _facts(await state.house.policies.policy()))


@post("/admin/policy")
async def save_policy(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Set it; it holds from the next sign-in, roles and training from the next request."""
    require(me, may_secure)
    house: House = state.house
    sent = await posted(request)
    read = read_fields(POLICY, sent)
    if read.faults:
        return _policy(me, typed(POLICY, sent), read.faults)
    roles = {
        name: tuple(role for role in Role if role.value in read.values[name]) for name in ("second_factor", "trained")
    }
    after = SecurityPolicy(**{**read.values, **roles})
    if faults := policy_faults(after):
        return _policy(me, typed(POLICY, sent), faults)
    async with house.tenants.transaction():
        before = await house.policies.policy()
        await house.policies.save_policy(after)
        await house.audit.note(AuditKind.POLICY, me.doer, "登录安全", changes(POLICY, _facts(before), _facts(after)))
    return go("/admin/policy", "已保存登录安全策略。")


def _facts(value: SecurityPolicy | IdentityProvider | Settings) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in facts_of(value)}


def _values(tenant: Tenant) -> dict[str, Any]:
    return {**_facts(tenant.settings), **{field.name: getattr(tenant, field.name) for field in CENTRE}}


def _settings(me: Me, values: dict[str, Any], faults: dict[str, str] | None = None) -> Template:
    return _form(me, "settings", "参数", (*CENTRE, *LIMITS), values, faults)


def _policy(me: Me, values: dict[str, Any], faults: dict[str, str] | None = None) -> Template:
    return _form(me, "policy", "登录安全", POLICY, values, faults)


def _provider(me: Me, house: House, values: dict[str, Any], faults: dict[str, str] | None = None) -> Template:
    return _form(me, "provider", "登录接入（统一身份认证）", PROVIDER, {**values, "secret": ""}, faults)


def _form(
    me: Me, key: str, title: str, fields: tuple[Field, ...], values: dict[str, Any], faults: dict[str, str] | None
) -> Template:
    shown = {field.name: written(field, values.get(field.name, "")) for field in fields}
    response = admin_page(
        "admin_entry",
        me,
        key,
        title=title,
        subject="",
        fields=drawn(fields, shown, faults),
        fault="有内容需要更正，见下面标红的地方。" if faults else "",
        action=f"/admin/{key}",
        back="",
        removal="",
    )
    if faults:
        response.status_code = 422
    return response


HANDLERS = [show_settings, save_settings, show_provider, save_provider, show_policy, save_policy]
