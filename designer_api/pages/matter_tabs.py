"""What the pages under 事项 share: one row of tabs, and who may open which."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar.response import Template

from designer_api.administration.field import Field
from designer_api.me import Me
from designer_api.pages.administration import Tab, drawn, require
from designer_api.pages.page import page
from tenants.people import may_model

_GUIDES = Tab("matters", "办事指南", "/matters")
_CLAIMS = Tab("claims", "认领", "/claims")
_LISTS = (
    Tab("catalogue", "目录清单", "/catalogue"),
    Tab("transfers", "承接下放取消", "/transfers"),
    Tab("consents", "委托收件", "/consents"),
    Tab("exceptions", "例外清单", "/exceptions"),
    Tab("residency", "进驻", "/residency"),
    Tab("quality", "清单质量", "/quality"),
)


def matter_tabs(me: Me) -> tuple[Tab, ...]:
    """The tabs somebody can open; none at all for whoever only reads the guides."""
    return (_GUIDES, _CLAIMS, *_LISTS) if may_model(me.actor) else ()


def matter_page(name: str, me: Me, key: str, **values: Any) -> Template:
    """A page under 事项; `key` marks its tab."""
    return page(name, me, "matters", tabs=matter_tabs(me), tab=key, tabs_label="事项", **values)


def entry_page(
    me: Me,
    key: str,
    fields: Sequence[Field],
    values: Mapping[str, object],
    faults: Mapping[str, str] | None = None,
    fault: str = "",
    **heads: str,
) -> Template:
    """A form under 事项, with what is wrong beside its fields and above; `heads` are `title`, `action` and `back`."""
    shown = drawn(fields, values, faults)
    answer = matter_page("admin_entry", me, key, fields=shown, fault=fault, removal="", subject="", **heads)
    if fault or faults:
        answer.status_code = 422
    return answer


def keeper(me: Me) -> Me:
    """Go on only for whoever keeps the lists (改革人员, the office that keeps the catalogue)."""
    require(me, may_model)
    return me
