"""Who may see a case. What a person may not see does not exist for that person: the doors answer 404."""

from collections.abc import Iterable

from msgspec.structs import replace

from engine.cases.case import Case
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, Staff, works_at

_WHOLE_CENTRE = (Role.WINDOW_CLERK, Role.EXIT_CLERK, Role.CHIEF_REPRESENTATIVE, Role.OFFICER)
_WORKS_ON_CASES = (*_WHOLE_CENTRE, Role.AGENT)


def sees(actor: Actor, case: Case) -> bool:
    """The window staff of the centre and supervision see every case of the tenant, a department those it worked on.
    Enterprises and intermediaries see no case, only their own steps (A10, `sees_step`)."""
    if case.tenant != actor.tenant or sees_own_steps_only(actor):
        return False
    departments = departments_seen(actor)
    return departments is None or any(department in departments for department in case.departments)


def sees_step(actor: Actor, case: Case, token: int) -> bool:
    """Whether an open step is worked at the actor's tenant, handed to it or its own, and is the work of the actor's
    post: to a worker of another tenant and to an enterprise that step is there, nothing else of the case."""
    step = case.step(token)
    if step is None or (step.worker or case.tenant) != actor.tenant:
        return False
    if step.worker is not None and step.sent_back is not None:  # answered at home
        return False
    return works_on_cases(actor) and works_at(actor, step.department, step.post)


def sees_own_steps_only(actor: Actor) -> bool:
    """Whether somebody is of an enterprise or intermediary: its own step is all it sees (A10, A17)."""
    return actor.staff is Staff.ENTERPRISE


def only_step(case: Case, token: int, form: Iterable[str] = (), *, strict: bool = False) -> Case:
    """What the tenant that works a step sees of the case: that step, and of the answers those it was granted besides
    those of the step's `form`; `strict`: the form's alone, also where no grant names any."""
    step = case.steps[token]
    shown = {*step.sight, *form} if step.sight or strict else set(case.data)
    data = {name: value for name, value in case.data.items() if name in shown}
    return replace(case, steps={token: step}, data=data, notices=(), orders={}, timers={}, ledger=())


def works_on_cases(actor: Actor) -> bool:
    """Whether any step of a case can be the actor's work."""
    return actor.has(*_WORKS_ON_CASES)


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees every case of the tenant."""
    return actor.has(Role.SUPERVISOR) or (CENTRE in actor.departments and actor.has(*_WHOLE_CENTRE))


def departments_seen(actor: Actor) -> tuple[str, ...] | None:
    """Whose cases the actor sees: those that reached one of these departments, None for all of the tenant. Who keeps
    the system, audits it, draws matters or tries them out works on no case and sees none."""
    if sees_all(actor):
        return None
    if sees_own_steps_only(actor):
        return ()
    return tuple(sorted(actor.departments)) if works_on_cases(actor) else ()
