"""A step that another tenant of the tree works: who sees it, who may act on it, and what stands in the record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pytest

from engine.cases import commands as c
from engine.cases import events as e
from engine.clock import CENTRE_ZONE
from engine.ports import TaskQuery
from engine.refusal import Refusal
from engine.verify.generated import one_step_pack
from engine.verify.hall import Hall
from tenants import scope
from tenants.identity import TenantId
from tenants.pack import Pack
from tenants.people import Actor, actor_of
from tenants.tenant import Level

LIMITS = {"promised": (20, "workingDay"), "statutory": (20, "workingDay")}


def county() -> Pack:
    pack = one_step_pack(LIMITS)
    return replace(pack, tenant=replace(pack.tenant, code="upper", name="上县"), bundles=())


def township(*, at_level: bool = False) -> Pack:
    """A township with the plain matter: it has no such office itself, or the matter says that the county handles it."""
    pack = one_step_pack(LIMITS)
    tenant = replace(
        pack.tenant,
        code="lower",
        name="下乡",
        centre="下乡便民服务中心",
        level=Level.TOWNSHIP,
        region_code="361123202",
        parent="upper",
    )
    if at_level:
        bundle = pack.bundles[0]
        written = bundle.files["matter.toml"] + b'\n[[work_grants]]\nstep = "handle"\nlevel = "county"\n'
        granted = replace(bundle, files=MappingProxyType({**bundle.files, "matter.toml": written}))
        return replace(pack, tenant=tenant, bundles=(granted,))
    kept = tuple(each for each in pack.organisation.departments if each.code == "centre")
    posts = tuple(each for each in pack.organisation.posts if each.department == "centre")
    people = tuple(each for each in pack.people if all(held.department == "centre" for held in each.posts))
    organisation = replace(pack.organisation, departments=kept, posts=posts)
    return replace(pack, tenant=tenant, organisation=organisation, people=people)


@pytest.fixture(params=["no such office", "by level"])
def hall(request: pytest.FixtureRequest) -> Iterator[Hall]:
    """A case received and accepted at the township, its handling open at the county."""
    packs = {"upper": county(), "lower": township(at_level=request.param == "by level")}
    hall = Hall(packs)
    hall.use(packs["lower"])
    hall.matter = "plain"
    hall.until(datetime(2026, 3, 2, 9, tzinfo=CENTRE_ZONE))
    hall.receive()
    hall.complete("受理审核", "受理")
    hall.must()
    yield hall
    hall.close()


def upper(hall: Hall) -> TenantId:
    tenant = hall._loop.run_until_complete(hall.directory.by_code("upper"))
    assert tenant is not None
    return tenant.id


def officer(hall: Hall, tenant: TenantId, department: str = "office") -> Actor:
    with scope.acting_for(tenant):
        people = hall._loop.run_until_complete(hall.tenants.people())
    day = hall.clock.now().date()
    return next(a for a in (actor_of(p, tenant, day) for p in people) if department in a.departments)


def act(hall: Hall, actor: Actor, command: c.Command) -> Any:
    with scope.acting_for(actor.tenant):
        return hall._loop.run_until_complete(hall.service.act(actor, hall.current().id, command))


def tasks(hall: Hall, actor: Actor) -> list[str]:
    with scope.acting_for(actor.tenant):
        return [row.name for row in hall._loop.run_until_complete(hall.cases.tasks(TaskQuery(tuple(actor.posts))))]


def test_the_step_stands_in_the_work_list_of_who_works_it_and_nowhere_else(hall: Hall) -> None:
    step = hall.step("办理")
    assert (step.worker, step.worker_name) == (upper(hall), "上县")
    assert tasks(hall, officer(hall, upper(hall))) == ["办理"]
    assert hall.tenant is not None
    assert tasks(hall, officer(hall, hall.tenant.id, "centre")) == []


def test_the_worker_completes_it_and_the_case_goes_on_at_home(hall: Hall) -> None:
    worker = officer(hall, upper(hall))
    step = hall.step("办理")
    done = act(hall, worker, c.Complete(step.token, step.outcomes[0]))
    assert not isinstance(done, Refusal), done
    hall.refresh()
    assert tasks(hall, worker) == []
    assert all(each.worker is None for each in hall.current().steps.values())
    assert hall.current().tenant == hall.tenant.id if hall.tenant else False


def test_every_hop_stands_in_the_record_with_the_unit_that_did_it(hall: Hall) -> None:
    worker = officer(hall, upper(hall))
    step = hall.step("办理")
    act(hall, worker, c.Claim(step.token))
    act(hall, worker, c.Complete(step.token, step.outcomes[0]))
    granted, claimed, completed = [
        event
        for event in hall.events()
        if getattr(event, "token", None) == step.token and not isinstance(event, e.StepOpened)
    ]
    assert isinstance(granted, e.WorkGranted)
    assert granted.worker_name == "上县"
    assert isinstance(claimed, e.StepClaimed)
    assert isinstance(completed, e.StepCompleted)
    assert {claimed.by.centre, completed.by.centre} == {"上县"}


def test_nothing_else_of_the_case_is_there_for_the_worker(hall: Hall) -> None:
    worker = officer(hall, upper(hall))
    other = officer(hall, upper(hall), "centre")
    step = hall.step("办理")
    for actor, command in (
        (worker, c.Withdraw("不办了")),
        (worker, c.Terminate("不办了")),
        (worker, c.Complete(step.token + 1, "准予")),
        (other, c.Claim(step.token)),
    ):
        answer = act(hall, actor, command)
        assert isinstance(answer, Refusal)
        assert answer.rule == "not-found"


def test_a_step_sent_back_is_answered_at_home_and_goes_out_again(hall: Hall) -> None:
    worker = officer(hall, upper(hall))
    step = hall.step("办理")
    assert not isinstance(act(hall, worker, c.SendBack(step.token, "缺一页")), Refusal)
    hall.refresh()
    assert tasks(hall, worker) == []
    assert act(hall, worker, c.Claim(step.token)).rule == "not-found"
    hall.resubmit("办理", "已补齐")
    assert tasks(hall, worker) == ["办理"]


def test_when_the_grant_is_over_the_case_is_not_there_any_more(hall: Hall) -> None:
    worker = officer(hall, upper(hall))
    step = hall.step("办理")
    act(hall, worker, c.Complete(step.token, step.outcomes[0]))
    assert act(hall, worker, c.Claim(step.token)).rule == "not-found"


def test_a_matter_whose_step_nobody_can_work_is_not_installed() -> None:
    lonely = replace(township(at_level=True), tenant=replace(township().tenant, parent=""))
    hall = Hall({})
    with pytest.raises(Exception, match="县级"):
        hall.use(lonely)
    hall.close()
