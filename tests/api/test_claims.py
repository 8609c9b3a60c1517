"""认领 through the doors: who may, what is refused, and what a change above would break before it is published."""

from typing import Any

import pytest

pytestmark = pytest.mark.anyio
MATTER = "enterprise_opening"
UNAGREED = "road_excavation"
"""Decided by the county, which has agreed to nothing yet."""
TIGHTER = {"promised": "2", "step.register": "0", "place": "下塘乡便民服务中心", "_act": "publish"}


async def post(caller: Any, address: str, fields: dict[str, Any]) -> Any:
    return await caller.http.post(address, data={"_csrf_token": await caller.csrf(), **fields})


@pytest.fixture
async def town(centre: Any) -> Any:
    """The reform officer of 下塘乡, who has claimed 企业开办 from 玉山县."""
    officer = await centre.officer("zhuli", "xiatang")
    claimed = await post(officer, f"/claims/{MATTER}/claim", {})
    assert claimed.status_code == 303
    return officer


async def test_only_who_draws_may_claim_and_only_what_is_published_above(centre: Any, town: Any) -> None:
    clerk = await centre.officer("jiangyang", "xiatang")
    assert (await clerk.get("/claims")).status_code == 403
    assert (await post(clerk, f"/claims/{MATTER}/claim", {})).status_code == 403
    assert (await post(town, "/claims/nothing_there/claim", {})).status_code == 404
    assert (await town.get("/claims/restaurant_opening")).status_code == 404  # offered above, not claimed
    county = await centre.officer("xuli")
    assert "本级没有上级" in (await county.get("/claims")).text


async def agreed(centre: Any, **changes: str) -> Any:
    """The county's reform officer enters its consent."""
    county = await centre.officer("xuli")
    fields = {"claim": f"xiatang:{UNAGREED}", "document": "玉政数函〔2026〕9号", "agreed_on": "2026-03-02", **changes}
    return county, await post(county, "/consents/new", {"extent": "accept", **fields})


async def test_deciding_above_needs_the_consent_that_the_level_above_enters(centre: Any, town: Any) -> None:
    await post(town, f"/claims/{UNAGREED}/claim", {})
    own = await post(town, f"/claims/{UNAGREED}", {"_act": "publish", "consent": "玉政数函〔2026〕9号"})
    assert own.status_code == 422
    assert "没有“玉山县”同意本级代为收件的记录" in own.text
    assert (await town.get(f"/guide/xiatang/{UNAGREED}")).status_code == 404

    county, entered = await agreed(centre)
    assert entered.status_code == 303
    assert "代为收件并受理" in (await county.get("/consents")).text
    assert (await post(town, f"/claims/{UNAGREED}", {"_act": "publish"})).status_code == 303
    assert (await town.get(f"/guide/xiatang/{UNAGREED}")).status_code == 200

    # Withdrawn: what is published stays, the next version asks again.
    withdrawn = await post(county, "/consents/withdraw", {"claim": f"xiatang:{UNAGREED}"})
    assert withdrawn.status_code == 303
    again = await post(town, f"/claims/{UNAGREED}", {"_act": "publish", "place": "下塘乡便民服务中心"})
    assert "没有“玉山县”同意本级代为收件的记录" in again.text
    assert (await post(county, "/consents/withdraw", {"claim": f"xiatang:{UNAGREED}"})).status_code == 404


async def test_a_consent_to_receive_alone_is_none_to_accept(centre: Any, town: Any) -> None:
    await post(town, f"/claims/{UNAGREED}/claim", {})
    _, entered = await agreed(centre, extent="receive")
    assert entered.status_code == 303
    refused = await post(town, f"/claims/{UNAGREED}", {"_act": "publish"})
    assert refused.status_code == 422
    assert "“玉山县”只同意本级代为收件" in refused.text
    _, twice = await agreed(centre)
    assert "已有同意记录" in twice.text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"claim": "xiatang:restaurant_opening"}, "没有“xiatang:restaurant_opening”这一项"),  # nobody claimed it
        ({"claim": "duyun:enterprise_opening"}, "没有“duyun:enterprise_opening”这一项"),
        ({"document": ""}, "请填写同意文号"),
        ({"document": "玉政\u202e数函"}, "看不见的字符"),
        ({"agreed_on": "2026-02-30"}, "应写成 2026-03-02"),
    ],
)
async def test_a_consent_to_what_nobody_claimed_is_refused(
    centre: Any, town: Any, changes: dict[str, str], why: str
) -> None:
    await post(town, f"/claims/{UNAGREED}/claim", {})
    _, refused = await agreed(centre, **changes)
    assert refused.status_code == 422
    assert why in refused.text


async def test_only_reform_officers_of_the_level_above_consent(centre: Any, town: Any) -> None:
    clerk = await centre.officer("chenyang")
    assert (await clerk.get("/consents")).status_code == 403
    assert (await post(clerk, "/consents/new", {})).status_code == 403
    fields = {"claim": f"xiatang:{MATTER}", "document": "某函", "agreed_on": "2026-03-02", "extent": "accept"}
    assert (await post(town, "/consents/new", fields)).status_code == 422  # nobody below the township claimed it


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"promised": "5"}, "承诺时限5工作日宽于玉山县的3工作日"),
        ({"step.seal": "2"}, "环节“公章刻制”的时限"),
        ({"visits": "3"}, "到现场3次宽于玉山县的1次"),
        ({"promised": "两天"}, "不是 0 到"),
        ({"place": "下塘\u202e乡"}, "place"),
    ],
)
async def test_what_is_looser_or_no_number_is_told_and_not_published(
    town: Any, typed: dict[str, str], told: str
) -> None:
    refused = await post(town, f"/claims/{MATTER}", {**TIGHTER, **typed})
    assert refused.status_code == 422
    assert told in refused.text
    assert (await town.get(f"/guide/xiatang/{MATTER}")).status_code == 404


async def test_every_channel_bears_the_same_hash_and_a_change_above_names_what_it_breaks(
    centre: Any, town: Any
) -> None:
    published = await post(town, f"/claims/{MATTER}", TIGHTER)
    assert published.status_code == 303, published.text
    facts = (await town.get(f"/guide/xiatang/{MATTER}/json")).json()
    page, card = [(await town.get(f"/guide/xiatang/{MATTER}{part}")).text for part in ("", "/card")]
    assert facts["promised"] == "2 个工作日"
    assert facts["hash"] in page
    assert facts["hash"][:16] in card
    again = await town.get(f"/guide/xiatang/{MATTER}/json", headers={"if-none-match": f'"{facts["hash"]}"'})
    assert again.status_code == 304

    county = await centre.officer("xuli")
    draft = f"/api/v1/matters/{MATTER}/draft"
    begun = (await county.post(draft, {"from": {"version": 1}})).json()
    text = begun["files"]["matter.toml"].replace("promised = { amount = 3", "promised = { amount = 1", 1)
    saved = await county.send("PUT", f"{draft}/files/matter.toml", {"text": text, "revision": 1})
    assert saved.status_code == 200
    before = (await county.get(f"/designer/{MATTER}/publish")).text
    assert "对下级配置的影响" in before
    assert "下塘乡" in before
    assert "按上级新版办理" in before
