"""Who may see a case. What a person may not see does not exist for that person: the doors answer 404."""

from engine.cases.case import Case
from tenants.organisation import CENTRE
from tenants.people import Actor, Role

_WHOLE_CENTRE = (Role.WINDOW_CLERK, Role.EXIT_CLERK, Role.CHIEF_REPRESENTATIVE, Role.OFFICER)


def sees(actor: Actor, case: Case) -> bool:
    """The centre's own staff and supervision see every case of the tenant, a department those it worked on."""
    if case.tenant != actor.tenant:
        return False
    return sees_all(actor) or any(department in actor.departments for department in case.departments)


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every case of the tenant."""
    return actor.has(Role.SUPERVISOR) or (CENTRE in actor.departments and actor.has(*_WHOLE_CENTRE))
