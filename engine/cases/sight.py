"""Who may see a case. What a person may not see does not exist for that person: the doors answer 404."""

from engine.cases.case import Case
from tenants.organisation import CENTRE
from tenants.people import Actor, Role

_WHOLE_CENTRE = (Role.WINDOW_CLERK, Role.EXIT_CLERK, Role.CHIEF_REPRESENTATIVE, Role.OFFICER)
_WORKS_ON_CASES = (*_WHOLE_CENTRE, Role.AGENT)


def sees(actor: Actor, case: Case) -> bool:
    """The window staff of the centre and supervision see every case of the tenant, a department those it worked on."""
    if case.tenant != actor.tenant:
        return False
    departments = departments_seen(actor)
    return departments is None or any(department in departments for department in case.departments)


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every case of the tenant."""
    return actor.has(Role.SUPERVISOR) or (CENTRE in actor.departments and actor.has(*_WHOLE_CENTRE))


def departments_seen(actor: Actor) -> tuple[str, ...] | None:
    """Whose cases the actor sees: those that reached one of these departments, None for all of the tenant. Who keeps
    the system, audits it, draws matters or tries them out works on no case and sees none."""
    if sees_all(actor):
        return None
    return tuple(sorted(actor.departments)) if actor.has(*_WORKS_ON_CASES) else ()
