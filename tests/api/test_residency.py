"""例外清单 and 进驻 through the doors: three reasons, approval before publication, the rate with its denominator."""

from typing import Any

import pytest

from tenants import scope
from tenants.registers import Registers

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("bare_lists")]
OFFICER = "xuli"
APPLIED = {
    "matter": "road_excavation", "department": "urban_management", "reason": "premises", "applied_on": "2026-03-02",
    "note": "须在现场丈量",
}  # fmt: skip


async def post(caller: Any, address: str, fields: dict[str, Any]) -> Any:
    return await caller.http.post(address, data={"_csrf_token": await caller.csrf(), **fields})


async def registers(centre: Any, tenant: str = "yushan") -> Registers:
    with scope.acting_for(await centre.tenant(tenant)):
        found: Registers = await centre.house.tenants.registers()
        return found


@pytest.fixture
async def officer(centre: Any) -> Any:
    return await centre.officer(OFFICER)


@pytest.fixture
async def listed(centre: Any, officer: Any) -> Any:
    """玉山县 with every published matter on the list, none of them entered."""
    assert (await post(officer, "/residency/add", {})).status_code == 303
    return officer


async def test_an_exception_is_applied_for_approved_and_published_in_this_order(centre: Any, listed: Any) -> None:
    page = "/exceptions/road_excavation"
    assert (await post(listed, "/exceptions/new", APPLIED)).status_code == 303
    assert "已在例外清单" in (await post(listed, "/exceptions/new", APPLIED)).text
    early = await post(listed, f"{page}/publish", {"published_on": "2026-03-02"})
    assert "还没有批准" in early.text
    assert "须在现场丈量" not in (await listed.get("/guide/yushan/lists/exceptions")).text
    assert "没有批准" in (await listed.get("/residency")).text
    approval = {"approval": "县政府常务会议纪要〔2026〕3号", "approved_on": "2026-03-02"}
    assert "不对" in (await post(listed, f"{page}/approve", {**approval, "approved_on": "2026-03-05"})).text
    assert (await post(listed, f"{page}/approve", approval)).status_code == 303
    assert "早于批准" in (await post(listed, f"{page}/publish", {"published_on": "2026-03-01"})).text
    assert (await post(listed, f"{page}/publish", {"published_on": "2026-03-02"})).status_code == 303
    public = (await (await centre.stranger()).get("/guide/yushan/lists/exceptions")).text
    assert "县政府常务会议纪要〔2026〕3号" in public
    assert "场地特殊" in public
    (exception,) = (await registers(centre)).exceptions
    assert exception.department == "urban_management"
    assert (await post(listed, f"{page}/withdraw", {})).status_code == 303
    assert (await registers(centre)).exceptions == ()
    assert (await post(listed, f"{page}/withdraw", {})).status_code == 404


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reason": "distance"}, "没有“distance”这一项"),  # none of the three (B11)
        ({"reason": "路远"}, "没有“路远”这一项"),
        ({"reason": ""}, "请填写不进驻的理由"),
        ({"matter": "nothing"}, "没有“nothing”这一项"),
        ({"department": "nobody"}, "没有“nobody”这一项"),
        ({"note": ""}, "请填写说明"),
        ({"note": "须\u200b到场"}, "看不见的字符"),
        ({"applied_on": "03-02"}, "应写成 2026-03-02"),
    ],
)
async def test_another_reason_is_refused(centre: Any, listed: Any, changes: dict[str, str], why: str) -> None:
    refused = await post(listed, "/exceptions/new", {**APPLIED, **changes})
    assert refused.status_code == 422
    assert why in refused.text
    assert (await registers(centre)).exceptions == ()


async def test_the_rate_names_its_denominator_and_what_has_not_entered(centre: Any, listed: Any) -> None:
    codes = [each.code for each in (await registers(centre)).presence]
    assert len(codes) > 10
    shown = (await listed.get("/residency")).text
    assert f"0 / {len(codes)}" in shown
    assert "没有达到" in shown
    assert "目标 70%" not in shown  # the target stands apart
    assert "70%（占全部公布事项" in shown
    # All but two enter: 2 of them are named by their department.
    outside = {"road_excavation", "elder_card"}
    fields = {f"presence.{code}": "outside" if code in outside else "hall" for code in codes}
    assert (await post(listed, "/residency/presence", fields)).status_code == 303
    shown = (await listed.get("/residency")).text
    assert f"{len(codes) - 2} / {len(codes)}" in shown
    assert "● 达到目标" in shown
    assert '还没有进驻的</h2><span class="mut small">2 个' in shown
    wrong = await post(listed, "/residency/presence", {f"presence.{codes[0]}": "somewhere"})
    assert wrong.status_code == 422


async def test_a_target_of_a_level_is_set_here_and_judges_the_levels_below(centre: Any, listed: Any) -> None:
    town = await centre.officer("zhuli", "xiatang")
    await post(town, "/residency/add", {})
    codes = [each.code for each in (await registers(centre, "xiatang")).presence]
    half = {f"presence.{code}": "hall" if place % 2 else "outside" for place, code in enumerate(codes)}
    await post(town, "/residency/presence", half)
    report = (await listed.get("/residency")).text
    assert "玉山县下塘乡" in report
    assert "目标 100%（占除例外事项" in report
    assert "1 个单位中 0 个达到" in report
    target = {"percent": "30", "base": "published", "stations_count": "on"}
    assert (await post(listed, "/residency/targets/township", target)).status_code == 303
    assert "1 个单位中 1 个达到" in (await listed.get("/residency")).text
    assert "目标 100%" not in (await listed.get("/residency")).text
    assert (await post(listed, "/residency/targets/township", {**target, "percent": "101"})).status_code == 422
    assert (await listed.get("/residency/targets/province")).status_code == 404  # above this level
    assert (await listed.get("/residency/targets/nowhere")).status_code == 404


async def test_only_reform_officers_keep_these_lists(centre: Any) -> None:
    for login in ("chenyang", "lvli", "songli"):
        caller = await centre.officer(login)
        for page in ("/exceptions", "/exceptions/new", "/residency", "/residency/targets/county"):
            assert (await caller.get(page)).status_code == 403
        for page in ("/exceptions/new", "/exceptions/none/approve", "/residency/presence", "/residency/add"):
            assert (await post(caller, page, {})).status_code == 403


# ---- the public lists and filters
async def test_guides_are_found_by_theme_and_by_what_they_are_known_for(centre: Any) -> None:
    anybody = await centre.stranger()
    page = (await anybody.get("/guide/yushan")).text
    assert "马上办" in page
    instant = (await anybody.get("/guide/yushan", params={"tag": "马上办"})).text
    assert "/guide/yushan/mortgage_cancellation" in instant
    assert "/guide/yushan/enterprise_opening" not in instant
    once = (await anybody.get("/guide/yushan/enterprise_opening/json")).json()
    assert "网上办" in once["tags"]
    themed = (await anybody.get("/guide/yushan", params={"theme": once["themes"][0]})).text
    assert "/guide/yushan/enterprise_opening" in themed
    assert "就近办" in (await anybody.get("/guide/xiatang/elder_card/json")).json()["tags"]
    unknown = await anybody.get("/guide/yushan", params={"theme": "没有这个主题"})
    assert "没有符合的事项" in unknown.text
    assert (await anybody.get("/guide/yushan/lists/catalogue")).status_code == 200
    assert (await anybody.get("/guide/nowhere/lists/catalogue")).status_code == 404
