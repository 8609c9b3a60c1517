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
