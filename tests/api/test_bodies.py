"""Enterprises and intermediaries at the doors: their own step, nothing else of the case (A10, A17)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tenants import scope

pytestmark = pytest.mark.anyio


async def registered(centre: Any, received: Any) -> dict[str, Any]:
    """A case of 企业开办 that stands at its five branches, the bank's and the seal maker's among them."""
    case = await received(centre)
    clerk, registrar = await centre.officer("chenyang"), await centre.officer("lishi")
    case = (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).json()
    done = await registrar.complete(case, "register", outcome="准予登记", data=centre.samples["register"])
    assert done.status_code == 200, done.text
    return dict(done.json())


def step(case: dict[str, Any], department: str) -> dict[str, Any]:
    return next(each for each in case["steps"] if each["department"] == department)


async def test_an_enterprise_sees_its_own_step_and_nothing_else_of_the_case(centre: Any, received: Any) -> None:
    case = await registered(centre, received)
    bank = await centre.officer("jinli")
    (task,) = (await bank.get("/api/v1/tasks")).json()
    assert task["step"] == step(case, "bank")["name"]
    unknown = "00000000-0000-7000-8000-000000000000"
    for address in ("", "/record", "/acts", "/reckoning"):
        answer = await bank.get(f"/api/v1/cases/{case['id']}{address}")
        nothing = await bank.get(f"/api/v1/cases/{unknown}{address}")
        assert (answer.status_code, answer.content) == (404, nothing.content), address
    assert (await bank.get("/api/v1/cases")).json() == []
    assert (await bank.get(f"/cases/{case['id']}")).status_code == 404
    panel = (await bank.get(f"/tasks?task={case['id']}:{step(case, 'bank')['token']}")).text
    assert "预约回执号" in panel
    assert "打开办件页" not in panel
    for secret in ("住所证明", "受理审核：受理", "设立登记：准予登记", "准予登记"):
        assert secret not in panel, secret


async def test_an_enterprise_does_its_own_step_and_no_other(centre: Any, received: Any) -> None:
    case = await registered(centre, received)
    bank = await centre.officer("jinli")
    other = await bank.complete(case, step(case, "seal_maker")["element"], outcome="完成", data={})
    assert other.status_code == 404
    own = step(case, "bank")
    claimed = await bank.post(f"/api/v1/cases/{case['id']}/steps/{own['token']}/claim", {})
    assert claimed.status_code == 200, claimed.text
    assert [each["element"] for each in claimed.json()["steps"]] == [own["element"]]
    done = await bank.complete(case, own["element"], outcome="", data=centre.samples["bank"])
    assert done.status_code == 200, done.text
    assert done.json()["steps"] == []
    clerk = await centre.officer("chenyang")
    assert own["element"] not in [each["element"] for each in (await clerk.read(case))["steps"]]


async def test_an_intermediary_takes_nothing_new_after_its_term(centre: Any, received: Any) -> None:
    """The seal maker as an intermediary selected until the day before its step opens."""
    tenant = await centre.tenant()
    with scope.acting_for(tenant):
        async with centre.house.tenants.transaction():
            organisation = await centre.house.tenants.organisation()
            drawing = organisation.department("drawing_review")
            changed = replace(
                organisation.department("seal_maker"),
                body=drawing.body,
                selection="玉遴〔2024〕9号",
                selected_until=date(2026, 3, 1),
            )
            await centre.house.tenants.save_organisation(
                replace(
                    organisation,
                    departments=tuple(
                        changed if each.code == "seal_maker" else each for each in organisation.departments
                    ),
                )
            )
    case = await registered(centre, received)
    maker = await centre.officer("yinyang")
    own = step(case, "seal_maker")
    claimed = await maker.post(f"/api/v1/cases/{case['id']}/steps/{own['token']}/claim", {})
    assert (claimed.status_code, claimed.json()["type"]) == (422, "urn:banshi:problem:intermediary")
    assert "已于2026-03-01届满" in claimed.json()["detail"]
    panel = (await maker.get(f"/tasks?task={case['id']}:{own['token']}")).text
    assert "不再接办新的环节" in panel
    assert 'name="_act"' not in panel
