"""`Me`: who is at the page, at which centre, with what in the left rail. Made once a request."""

from dataclasses import dataclass
from datetime import date, datetime

from designer_api.access.audit import Doer
from designer_api.pages import words
from engine.cases.sight import departments_seen, sees_all, works_on_cases
from engine.clock import CENTRE_ZONE
from engine.incidents import may_handle
from engine.jobs import may_keep_keys
from engine.legal_clock import BusinessHours
from engine.legal_clock.lamp import LampSettings
from engine.migrating import may_migrate
from tenants.calendar import LegalCalendar
from tenants.organisation import Organisation
from tenants.people import (
    Actor,
    Role,
    may_administer,
    may_audit,
    may_deliver,
    may_receive,
    may_secure,
    may_verify,
)
from tenants.tenant import Tenant


@dataclass(frozen=True, slots=True)
class RailItem:
    """One entry of the left rail; `count` is the number shown in its badge, 0 for none."""

    key: str
    name: str
    href: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Me:
    """The person of this request. `token` is the session's, for signing out; `address` where the request comes from."""

    tenant: Tenant
    organisation: Organisation
    actor: Actor
    calendar: LegalCalendar
    now: datetime
    token: str
    note: str = ""
    rail: tuple[RailItem, ...] = ()
    address: str = ""

    @property
    def doer(self) -> Doer:
        """This person as the audit names whoever does something."""
        return Doer(self.actor.person, self.actor.name, self.address)

    @property
    def post_name(self) -> str:
        """The first post held, in words."""
        posts = sorted(self.actor.posts)
        if not posts:
            return "、".join(role.chinese for role in Role if role in self.actor.roles) or "未定岗位"
        department, code = posts[0]
        post = self.organisation.post(department, code)
        short = self.department(department)
        return f"{short}·{post.name}" if post else short

    def department(self, code: str) -> str:
        """A department's short name, or its code when the tenant has none such."""
        found = self.organisation.department(code)
        return found.short if found else code

    @property
    def departments(self) -> dict[str, str]:
        """Short names by code."""
        return {each.code: each.short for each in self.organisation.departments}

    @property
    def today(self) -> str:
        """`2026-10-09（周五）·本月第 2 个工作日·明天（周六）调休上班`."""
        return "·".join(today_lines(self.now, self.calendar))

    @property
    def day(self) -> date:
        """The day of this request, as the centre's calendar has it."""
        return self.now.astimezone(CENTRE_ZONE).date()

    @property
    def lamps(self) -> LampSettings:
        settings = self.tenant.settings
        return LampSettings(settings.yellow_working_days, settings.yellow_percent or None)

    @property
    def sees_cases(self) -> bool:
        """Whether there is any case for this person to look up."""
        return departments_seen(self.actor) != ()

    @property
    def hours(self) -> BusinessHours:
        return BusinessHours(self.tenant.settings.business_hours)


def rail_of(actor: Actor, waiting: int) -> tuple[RailItem, ...]:
    """The rail by role: only what the person can use."""
    items = [RailItem("tasks", "待办", "/tasks", waiting)] if works_on_cases(actor) else []
    if may_receive(actor) and sees_all(actor):
        items.append(RailItem("receive", "收件", "/receive"))
    if departments_seen(actor) != ():
        items.append(RailItem("cases", "办件", "/cases"))
    if may_deliver(actor):
        items.append(RailItem("exit", "出件", "/exit"))
    items.append(RailItem("matters", "事项", "/matters"))
    items.append(RailItem("tree", "体系", "/tree"))
    if may_verify(actor):
        items.append(RailItem("designer", "设计", "/designer"))
        items.append(RailItem("testing", "验证", "/testing"))
    if may_handle(actor):
        items.append(RailItem("incidents", "故障", "/incidents"))
    if may_migrate(actor):
        items.append(RailItem("migrations", "换版", "/migrations"))
    if may_keep_keys(actor):
        items.append(RailItem("workers", "对接", "/workers"))
    if may_administer(actor) or may_secure(actor):
        items.append(RailItem("admin", "设置", "/admin"))
    if may_audit(actor):
        items.append(RailItem("audit", "审计", "/admin/audit"))
    return tuple(items)


def today_lines(now: datetime, calendar: LegalCalendar) -> list[str]:
    """What day it is, in the words of the trade."""
    today = now.astimezone(CENTRE_ZONE).date()
    first = today.replace(day=1)
    lines = [words.day(today, calendar)]
    if calendar.is_working_day(today):
        nth = calendar.working_days_between(first, today) + int(calendar.is_working_day(first))
        lines.append(f"本月第 {nth} 个工作日")
    else:
        reason = calendar.reason(today)
        lines.append("休息日" if reason in words.WEEKDAYS else reason)
    tomorrow = today.fromordinal(today.toordinal() + 1)
    if tomorrow.weekday() >= 5 and calendar.is_working_day(tomorrow):
        lines.append(f"明天（{words.WEEKDAYS[tomorrow.weekday()]}）调休上班")
    return lines
