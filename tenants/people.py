"""People (人员), the roles they have, and the actor: who acts in this moment, with which posts and powers.

Roles say which kind of act is open to a person; posts say at which steps. Both are needed, and the staff category sets
the outer limit: contract staff accept and deliver, they never decide (B26).
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from tenants.identity import PersonId, TenantId
from tenants.term import Term


class Role(Term):
    """What kind of act is open to a person."""

    WINDOW_CLERK = "window_clerk", "窗口人员"
    OFFICER = "officer", "审批人员"
    EXIT_CLERK = "exit_clerk", "出件人员"
    CHIEF_REPRESENTATIVE = "chief_representative", "首席代表"
    SUPERVISOR = "supervisor", "监察人员"
    REFORM_OFFICER = "reform_officer", "改革人员"
    TESTER = "tester", "验收人员"
    AGENT = "agent", "代办人员"
    ADMINISTRATOR = "administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


class Rank(Term):
    """The rank of a member of staff: a chief representative is of the middle level or above (F15)."""

    MEMBER = "member", "一般工作人员"
    MIDDLE = "middle", "中层"
    LEADER = "leader", "班子成员"


class Staff(Term):
    """How a person is employed."""

    PERMANENT = "permanent", "在编人员"
    CONTRACT = "contract", "合同制人员"
    ENTERPRISE = "enterprise", "企业人员"


FRONT_ROLES = frozenset({Role.WINDOW_CLERK, Role.EXIT_CLERK})
BACK_ROLES = frozenset({Role.OFFICER, Role.CHIEF_REPRESENTATIVE})
ADMINISTRATORS = (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
"""The three administrators that are kept apart (三员分立): nobody holds two of them."""


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post held by a person, both days included; `until` None is open. `deputy`: held for somebody else (D5).
    `consent`: the record of the opinion asked for before an early replacement (征求意见, F13). `window`: the code of
    the window, or of the zone, at which it is worked, "" where none is named."""

    department: str
    post: str
    since: date | None = None
    until: date | None = None
    deputy: bool = False
    consent: str = ""
    window: str = ""

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Training:
    """A training passed (培训、上岗证): its name, the certificate's number, from and to which day it counts, both
    included; None is open."""

    name: str
    certificate: str = ""
    since: date | None = None
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonProfile:
    """A person as a pack describes them: never a password. `card` is the law-enforcement qualification (执法资格) with
    the last day it is good for; `trainings` open the roles that a centre asks training for (F22); `rank` is None while
    nobody has written it down."""

    login: str
    name: str
    staff: Staff = Staff.PERMANENT
    roles: tuple[Role, ...] = ()
    posts: tuple[HeldPost, ...] = ()
    card: str = ""
    card_until: date | None = None
    phone: str = ""
    trainings: tuple[Training, ...] = ()
    rank: Rank | None = None

    def is_trained_on(self, day: date) -> bool:
        """Whether any training counts that day."""
        return any(each.counts_on(day) for each in self.trainings)

    def with_id(self, identity: PersonId) -> "Person":
        return Person(id=identity, **{each.name: getattr(self, each.name) for each in fields(PersonProfile)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(PersonProfile):
    """A person of a tenant."""

    id: PersonId

    @property
    def profile(self) -> PersonProfile:
        return PersonProfile(**{each.name: getattr(self, each.name) for each in fields(PersonProfile)})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, at one moment: a person of a tenant with the posts in force that day, and the windows or zones at
    which they are worked."""

    tenant: TenantId
    person: PersonId
    name: str
    login: str
    staff: Staff
    roles: frozenset[Role]
    posts: frozenset[tuple[str, str]]
    windows: frozenset[str] = frozenset()

    @property
    def departments(self) -> frozenset[str]:
        return frozenset(department for department, _ in self.posts)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Where the actor's work lies, by department and post; "" is work of the whole department."""
        return tuple(sorted({*self.posts, *((department, "") for department in self.departments)}))

    def has(self, *roles: Role) -> bool:
        """Whether the actor has any of these roles."""
        return not self.roles.isdisjoint(roles)


def actor_of(person: Person, tenant: TenantId, day: date, trained: Iterable[Role] = ()) -> Actor:
    """The actor a person is on a day: only the posts held that day count, and the roles in `trained` only while a
    training does (F22)."""
    roles = frozenset(person.roles)
    if not person.is_trained_on(day):
        roles -= frozenset(trained)
    held = [each for each in person.posts if each.held_on(day)]
    posts = frozenset((each.department, each.post) for each in held)
    windows = frozenset(each.window for each in held if each.window)
    return Actor(tenant, person.id, person.name, person.login, person.staff, roles, posts, windows)


def works_at(actor: Actor, department: str, post: str) -> bool:
    """Whether a step of that department and post is the actor's work. A step that names no post is open to the whole
    department; one that names no department to whoever holds the post anywhere."""
    if department and post:
        return (department, post) in actor.posts
    if department:
        return department in actor.departments
    return bool(post) and any(held == post for _, held in actor.posts)


def may_receive(actor: Actor) -> bool:
    """Receive an application and hand out its slip (收件)."""
    return actor.has(Role.WINDOW_CLERK, Role.OFFICER, Role.CHIEF_REPRESENTATIVE, Role.AGENT)


def may_accept(actor: Actor) -> bool:
    """Accept or refuse acceptance (受理), send a one-time notice."""
    return actor.has(Role.WINDOW_CLERK, Role.OFFICER, Role.CHIEF_REPRESENTATIVE)


def may_review(actor: Actor) -> bool:
    """Work on a back-office step: never contract staff (B26). Enterprise staff do so for their own step alone (A10)."""
    return actor.staff is not Staff.CONTRACT and actor.has(Role.OFFICER, Role.CHIEF_REPRESENTATIVE)


def may_decide(actor: Actor) -> bool:
    """Grant or deny (决定): permanent staff of the back office only (B26)."""
    return actor.staff is Staff.PERMANENT and actor.has(Role.OFFICER, Role.CHIEF_REPRESENTATIVE)


def may_deliver(actor: Actor) -> bool:
    """Hand over results at the single exit window (C1)."""
    return actor.has(Role.EXIT_CLERK)


def may_supervise(actor: Actor) -> bool:
    """See lamps and cards of the whole centre and act on them."""
    return actor.has(Role.SUPERVISOR)


def may_model(actor: Actor) -> bool:
    """Draw diagrams, decisions and forms, and publish matters."""
    return actor.has(Role.REFORM_OFFICER)


def may_verify(actor: Actor) -> bool:
    """Run commitments in simulated time."""
    return actor.has(Role.TESTER, Role.REFORM_OFFICER)


def may_administer(actor: Actor) -> bool:
    """Set up the tenant: departments, posts, sites, zones, windows, settings, the identity provider (系统管理员)."""
    return actor.has(Role.ADMINISTRATOR)


def may_secure(actor: Actor) -> bool:
    """Make accounts and grant roles and posts (安全管理员)."""
    return actor.has(Role.SECURITY_ADMINISTRATOR)


def may_audit(actor: Actor) -> bool:
    """Read what was audited (审计管理员)."""
    return actor.has(Role.AUDITOR)


def may_publish(actor: Actor, drafted_by: PersonId | None, four_eyes: bool) -> bool:
    """Publish a matter; with the four-eyes option not one's own draft."""
    return may_model(actor) and not (four_eyes and drafted_by == actor.person)


def may_follow(actor: Actor, did_before: bool, separated: bool) -> bool:
    """Whether somebody who did the earlier step of a case may do this one: never where receiving and deciding are kept
    apart (受办分离, C4)."""
    return not (separated and did_before)


def role_conflict(roles: frozenset[Role]) -> str | None:
    """Why roles cannot be held by one person, in Chinese; None when they can."""
    held = [role.chinese for role in ADMINISTRATORS if role in roles]
    return f"{'、'.join(held)}必须由不同的人担任（三员分立）。" if len(held) > 1 else None
