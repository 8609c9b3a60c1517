"""授权 on its page: entered, refused when it overlaps, revoked; and the decision follows it at once."""

from typing import Any

import pytest

pytestmark = pytest.mark.anyio
NEW = {
    "document": "玉授〔2026〕90号",
    "department": "forestry",
    "person": "lishi",
    "signed_by": "局长",
    "powers": ["decide", "seal"],
    "since": "2026-03-01",
    "until": "2026-12-31",
    "deputy": "on",
}


async def post(caller: Any, address: str, fields: dict[str, Any]) -> Any:
    return await caller.http.post(address, data={"_csrf_token": await caller.csrf(), **fields})


async def test_the_security_administrator_enters_and_revokes_what_others_may_not_see(centre: Any) -> None:
    keeper = await centre.officer("suyang")
    assert (await keeper.get("/admin/mandates")).status_code == 200
    made = await post(keeper, "/admin/mandates/new", {**NEW, "matters": "tree_felling"})
    assert made.status_code == 303, made.text
    assert "玉授〔2026〕90号" in (await keeper.get("/admin/mandates")).text
    again = await post(keeper, "/admin/mandates/new", NEW)
    assert again.status_code == 422
    assert "用了两次" in again.text
    second = {key: value for key, value in NEW.items() if key != "deputy"} | {"document": "玉授〔2026〕91号"}
    overlapping = await post(keeper, "/admin/mandates/new", second)
    assert overlapping.status_code == 422
    assert "重叠" in overlapping.text
    revoked = await post(keeper, "/admin/mandates/revoke", {"document": "玉授〔2026〕90号"})
    assert revoked.status_code == 303
    assert "2026-03-02 撤销" in (await keeper.get("/admin/mandates")).text
    for login in ("chenyang", "xuli", "lvli"):
        other = await centre.officer(login)
        assert (await other.get("/admin/mandates")).status_code == 403, login


async def test_a_power_revoked_on_the_page_is_gone_at_the_next_decision(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk, registrar = await centre.officer("chenyang"), await centre.officer("lishi")
    case = (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).json()
    keeper = await centre.officer("suyang")
    with_power = (await keeper.get("/admin/mandates")).text
    documents = [part.split("<")[0] for part in with_power.split('<td class="nw">') if "授〔" in part.split("<")[0]]
    for document in documents:
        await post(keeper, "/admin/mandates/revoke", {"document": document})
    refused = await registrar.complete(case, "register", outcome="准予登记", data=centre.samples["register"])
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:banshi:problem:power")
    assert "撤销" in refused.json()["detail"]


async def test_the_page_says_who_could_do_what_on_a_day_and_what_lapses(centre: Any) -> None:
    keeper = await centre.officer("suyang")
    ending = {**NEW, "document": "玉授〔2026〕92号", "since": "2026-02-01", "until": "2026-03-20"}
    assert (await post(keeper, "/admin/mandates/new", ending)).status_code == 303
    today = (await keeper.get("/admin/mandates?department=forestry")).text
    assert "今天谁能行使" in today
    assert "授权书玉授〔2026〕92号（李示）2026-03-20到期" in today
    assert 'title="玉授〔2026〕92号">李示（顶岗）' in today
    after = (await keeper.get("/admin/mandates?department=forestry&on=2026-03-21")).text
    assert "2026-03-21谁能行使" in after
    assert 'title="玉授〔2026〕92号"' not in after
    assert 'title="玉授〔2024〕22号">舒例' in after
    wrong = (await keeper.get("/admin/mandates?on=昨天")).text
    assert "应写成 2026-03-02 这样的日期" in wrong


async def test_a_seal_is_given_to_a_window_and_a_power_passed_on_along_a_chain(centre: Any) -> None:
    keeper = await centre.officer("suyang")
    first = NEW | {
        "document": "玉授〔2026〕95号",
        "department": "state_assets",
        "to": "window",
        "person": "",
        "window": "D",
        "powers": ["decide", "seal"],
        "may_pass_on": "on",
        "deputy": "",
    }
    assert (await post(keeper, "/admin/mandates/new", {**first, "window": ""})).status_code == 422
    assert (await post(keeper, "/admin/mandates/new", first)).status_code == 303
    second = {**first, "document": "玉授〔2026〕96号", "to": "township", "township": "xiatang", "window": ""}
    longer = {**second, "under": "玉授〔2026〕95号", "until": "2027-12-31"}
    refused = await post(keeper, "/admin/mandates/new", longer)
    assert refused.status_code == 422
    assert "起止日期超出授权书玉授〔2026〕95号" in refused.text
    made = await post(keeper, "/admin/mandates/new", {**second, "under": "玉授〔2026〕95号"})
    assert made.status_code == 303, made.text
    shown = (await keeper.get("/admin/mandates?department=state_assets")).text
    assert "国资→D 无差别受理区→xiatang" in shown


async def test_what_nobody_can_finish_any_more_is_listed_with_its_count(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])
    keeper, organiser = await centre.officer("suyang"), await centre.officer("lvli")
    assert "今天都有人能办" in (await organiser.get("/admin/impact")).text
    for number in (1, 2, 3):
        await post(keeper, "/admin/mandates/revoke", {"document": f"玉授〔2024〕{number}号"})
    shown = (await keeper.get("/admin/impact")).text
    assert "设立登记" in shown
    assert "共 1 件" in shown
    assert "不能行使市监局的审批决定权" in shown
    assert 'href="/admin/mandates">去授权</a>' in shown
    assert 'href="/admin/mandates"' not in (await organiser.get("/admin/impact")).text  # 授权归安全管理员
    assert (await clerk.get("/admin/impact")).status_code == 403
