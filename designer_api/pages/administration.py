"""What administration pages share: who may see them, the tabs by role, forms as the template draws them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar.exceptions import PermissionDeniedException
from litestar.response import Template

from designer_api.administration.field import Field
from designer_api.me import Me
from designer_api.pages.page import page
from tenants.people import Actor, may_administer, may_audit, may_secure


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the administration."""

    key: str
    name: str
    href: str


_TABS: tuple[tuple[Callable[[Actor], bool], tuple[Tab, ...]], ...] = (
    (
        may_administer,
        (
            Tab("departments", "部门", "/admin/departments"),
            Tab("posts", "岗位", "/admin/posts"),
            Tab("sites", "场所", "/admin/sites"),
            Tab("halls", "关停评级", "/admin/halls"),
            Tab("zones", "专区", "/admin/zones"),
            Tab("windows", "窗口", "/admin/windows"),
            Tab("import-windows", "导入窗口", "/admin/import/windows"),
            Tab("impact", "在办影响", "/admin/impact"),
            Tab("settings", "参数", "/admin/settings"),
            Tab("provider", "登录接入", "/admin/provider"),
            Tab("pack", "租户包", "/admin/pack"),
        ),
    ),
    (
        may_secure,
        (
            Tab("people", "人员", "/admin/people"),
            Tab("import-people", "导入人员", "/admin/import/people"),
            Tab("mandates", "授权", "/admin/mandates"),
            Tab("impact", "在办影响", "/admin/impact"),
            Tab("policy", "登录安全", "/admin/policy"),
            Tab("pack", "租户包", "/admin/pack"),
        ),
    ),
    (may_audit, (Tab("audit", "审计", "/admin/audit"),)),
)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """The tabs somebody's roles open."""
    return tuple(tab for may, tabs in _TABS if may(actor) for tab in tabs)


def require(me: Me, may: Callable[[Actor], bool]) -> None:
    """Go on only for whoever may; before anything is looked for, so that nothing can be told from the answer."""
    if not may(me.actor):
        raise PermissionDeniedException


def admin_page(name: str, me: Me, key: str, **values: Any) -> Template:
    """A page of the administration; `key` marks its tab."""
    rail = "audit" if key == "audit" else "admin"
    return page(name, me, rail, tabs=tabs_of(me.actor), tab=key, **values)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A field as the template draws it."""

    field: Field
    value: object
    fault: str
    fixed: bool


def drawn(
    fields: Sequence[Field],
    values: Mapping[str, object],
    faults: Mapping[str, str] | None = None,
    *,
    made: bool = False,
) -> list[Drawn]:
    """Fields with their values and faults; what is set once is fixed when the thing is `made` already."""
    wrong = faults or {}
    return [
        Drawn(field, values.get(field.name, ""), wrong.get(field.name, ""), made and field.once) for field in fields
    ]
