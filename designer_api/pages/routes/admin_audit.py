"""审计: every sign-in and every change of accounts and powers, for the audit administrator alone; reading changes
nothing, exporting is itself an entry."""

import csv
from datetime import date, datetime, time, timedelta
from io import StringIO
from urllib.parse import urlencode

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from designer_api.access.audit import AuditEntry, AuditKind, AuditQuery
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, require
from designer_api.pages.page import is_id, is_whole
from engine.clock import CENTRE_ZONE
from engine.instants import to_micros
from tenants.people import may_audit

SHOWN, EXPORTED = 50, 20_000
_HEADER = ("时间", "类别", "操作人", "对象", "内容", "来源地址")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""


@get("/admin/audit")
async def show_audit(
    me: NamedDependency[Me],
    state: State,
    kind: FromQuery[str] = "",
    q: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    before: FromQuery[str] = "",
) -> Template:
    """The newest entries, narrowed by kind, words and days."""
    require(me, may_audit)
    house: House = state.house
    query = _query(kind, q, since, until, before, SHOWN + 1)
    found = list(await house.audit.entries(query))
    asked = {"kind": query.kind, "q": query.text, "since": since, "until": until}
    more = ""
    if len(found) > SHOWN:
        last = found[SHOWN - 1]
        more = "/admin/audit?" + urlencode({**asked, "before": f"{to_micros(last.at)}.{last.id}"})
    return admin_page(
        "admin_audit",
        me,
        "audit",
        rows=[_line(each) for each in found[:SHOWN]],
        kinds=list(AuditKind),
        asked=asked,
        more=more,
        export="/admin/audit/export.csv?" + urlencode(asked),
    )


@get("/admin/audit/export.csv")
async def export_audit(
    me: NamedDependency[Me],
    state: State,
    kind: FromQuery[str] = "",
    q: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
) -> Response[bytes]:
    """The entries asked for as a table file; the export is an entry itself."""
    require(me, may_audit)
    house: House = state.house
    found = list(await house.audit.entries(_query(kind, q, since, until, "", EXPORTED)))
    await house.audit.note_alone(AuditKind.EXPORT, me.doer, "审计记录", f"导出 {len(found)} 条")
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    writer.writerows([_safe(cell) for cell in _line(each)] for each in found)
    day = me.day.isoformat()
    headers = {"Content-Disposition": f'attachment; filename="audit-{me.tenant.code}-{day}.csv"'}
    content = b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark by which spreadsheets know UTF-8
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _query(kind: str, q: str, since: str, until: str, before: str, limit: int) -> AuditQuery:
    at, _, identity = before.partition(".")
    cursor = (int(at), identity) if is_whole(at, most=2**62) and is_id(identity) else None
    first, last = _day(since), _day(until)
    return AuditQuery(
        kind=kind if kind in {each.value for each in AuditKind} else "",
        text=q.strip()[:60],
        since=datetime.combine(first, time(), CENTRE_ZONE) if first else None,
        until=datetime.combine(last + timedelta(days=1), time(), CENTRE_ZONE) if last else None,
        before=cursor,
        limit=limit,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2999, 12, 31) else None


def _line(entry: AuditEntry) -> tuple[str, ...]:
    at = entry.at.astimezone(CENTRE_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    return at, entry.kind.chinese, entry.who or "—", entry.about, entry.text, entry.address


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) else cell


HANDLERS = [show_audit, export_audit]
