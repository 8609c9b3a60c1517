"""实名等级 at the counter: the clerk says that the document was looked at; the case and its record keep it."""

from datetime import date
from typing import Any

import pytest

from tenants import scope
from tenants.versions import next_version

pytestmark = pytest.mark.anyio
MATTER = "enterprise_opening"


async def asks_for(centre: Any, level: str) -> None:
    """The matter is published anew, asking for that level."""
    tenant = await centre.tenant()
    with scope.acting_for(tenant):
        history = await centre.house.tenants.versions(MATTER)
        bundle = await centre.house.tenants.bundle(MATTER, history[-1].hash)
        source = f'real_name = "{level}"\n'.encode() + bundle.files["matter.toml"]
        changed = type(bundle)(bundle.code, {**bundle.files, "matter.toml": source})
        today = date(2026, 3, 2)
        version = next_version(
            history,
            changed,
            tenant=tenant,
            effective_from=today,
            published_by=None,
            published_at=centre.clock.now(),
            today=today,
        )
        async with centre.house.tenants.transaction():
            await centre.house.tenants.put_bundle(changed)
            await centre.house.tenants.save_version(version)


async def test_what_the_clerk_saw_stands_in_the_case(any_centre: Any, application: Any) -> None:
    centre = any_centre
    await asks_for(centre, "window")
    clerk = await centre.officer("chenyang")
    body = {"matter": MATTER, "data": application}
    refused = await clerk.post("/api/v1/cases", body)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:banshi:problem:real-name")
    assert "请先完成实名核验" in refused.json()["detail"]
    lied = await clerk.post("/api/v1/cases", {**body, "real_name": "advanced"})
    assert lied.status_code == 400, "nobody at a window can say how somebody signed in elsewhere"
    taken = await clerk.post("/api/v1/cases", {**body, "real_name": "window"})
    assert taken.status_code == 201, taken.text
    case = taken.json()
    stored, events = await centre.stored(case["id"])
    assert stored.applicant.real_name == "window"
    assert events[0].applicant.real_name == "window"
    assert any("申请人窗口核验" in line for line in await clerk.record(case))


async def test_the_page_asks_for_the_look_where_the_matter_does(centre: Any, application: Any) -> None:
    clerk = await centre.officer("chenyang")
    assert "已核验申请人的身份证件或营业执照原件" in (await clerk.get(f"/receive/{MATTER}")).text
    await asks_for(centre, "window")
    page = await clerk.get(f"/receive/{MATTER}")
    assert "必填：本事项要求实名到“窗口核验”" in page.text


async def test_a_level_that_no_case_had_is_told_as_none(centre: Any, received: Any) -> None:
    """Cases received before the level was kept are read as ever."""
    case = await received(centre)
    stored, _ = await centre.stored(case["id"])
    assert stored.applicant.real_name == ""
    clerk = await centre.officer("chenyang")
    assert not any("核验" in line for line in (await clerk.record(case))[:1])
