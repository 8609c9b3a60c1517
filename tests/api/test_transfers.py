"""承接下放取消 through the doors: shown before it is saved, in force at both ends from its day, open cases finished."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from designer_api.access.audit import AuditQuery
from designer_api.demo import packs_by_code
from engine.verify.filling import samples_of
from tenants import scope
from tenants.catalogue import CatalogueEntry, EntryState
from tenants.registers import Registers

pytestmark = pytest.mark.anyio
MATTER, DOWN = "enterprise_opening", "temporary_road_occupation"
DOCUMENT = "玉府发〔2026〕3号"


async def post(caller: Any, address: str, fields: dict[str, Any]) -> Any:
    return await caller.http.post(address, data={"_csrf_token": await caller.csrf(), **fields})


def answers(matter: str) -> dict[str, Any]:
    """An application that needs nothing more."""
    return dict(samples_of(packs_by_code()["yushan"], matter)["application"])


async def registers(centre: Any, tenant: str = "yushan") -> Registers:
    with scope.acting_for(await centre.tenant(tenant)):
        found: Registers = await centre.house.tenants.registers()
        return found


def fields(kind: str = "hand_down", matter: str = DOWN, unit: str = "xiatang", **more: str) -> dict[str, str]:
    return {
        "kind": kind, "matter": matter, "unit": unit, "document": DOCUMENT, "effective_from": "2026-03-09", **more,
    }  # fmt: skip


async def test_what_is_handed_down_is_on_offer_below_from_its_day(any_centre: Any) -> None:
    centre = any_centre
    officer = await centre.officer("xuli")
    shown = await post(officer, "/transfers/new", fields())
    assert shown.status_code == 200, shown.text
    assert "还没有保存" in shown.text
    assert "自2026-03-09起，新申请由“玉山县下塘乡”受理" in shown.text
    assert "将照本级的版本发布" in shown.text
    assert (await registers(centre)).transfers == ()

    saved = await post(officer, "/transfers/new", fields(_act="save"))
    assert saved.status_code == 303, saved.text
    assert (await registers(centre)).transfers == (await registers(centre, "xiatang")).transfers != ()
    (claim,) = (await registers(centre, "xiatang")).claims
    assert (claim.above, str(claim.effective_from), claim.consent) == ("yushan", "2026-03-09", DOCUMENT)
    with scope.acting_for(await centre.tenant()):
        (entry,) = await centre.house.audit.entries(AuditQuery(limit=1))
    assert (entry.who, entry.kind.chinese) == ("许例", "事项清单变更")
    assert DOCUMENT in entry.text

    town = await centre.officer("zhuli", "xiatang")
    assert "承接（上级下放）" in (await town.get("/transfers")).text
    assert (await town.get(f"/guide/xiatang/{DOWN}")).status_code == 404  # not before its day
    assert DOWN in (await town.get("/guide/yushan")).text
    clerk, below = await centre.officer("chenyang"), await centre.officer("jiangyang", "xiatang")
    assert DOWN in (await clerk.get("/receive")).text
    centre.at("03-09 09:30")
    clerk, below = await centre.officer("chenyang"), await centre.officer("jiangyang", "xiatang")
    assert (await below.get(f"/guide/xiatang/{DOWN}")).status_code == 200
    assert DOWN not in (await below.get("/guide/yushan")).text
    assert f"/receive/{DOWN}" not in (await clerk.get("/receive")).text
    assert f"/receive/{DOWN}" in (await below.get("/receive")).text
    for refused in (
        await clerk.get(f"/receive/{DOWN}"),
        await clerk.post("/api/v1/cases", {"matter": DOWN, "data": answers(DOWN)}),
    ):
        assert refused.status_code == 422
        assert "新申请由“玉山县下塘乡”受理" in refused.text
    taken = await below.post("/api/v1/cases", {"matter": DOWN, "data": answers(DOWN)})
    assert taken.status_code == 201, taken.text


async def test_open_cases_are_counted_beforehand_and_finished_where_they_are(centre: Any, received: Any) -> None:
    case = await received(centre)
    officer = await centre.officer("xuli")
    cancelling = fields("cancel", MATTER, "", effective_from="2026-03-03")
    shown = await post(officer, "/transfers/new", cancelling)
    assert "已收未办结的 1 件（第1版 1 件）照常在“玉山县”按收件时的版本办完" in shown.text
    assert (await post(officer, "/transfers/new", {**cancelling, "_act": "save"})).status_code == 303
    centre.at("03-03 09:30")
    clerk = await centre.officer("chenyang")
    refused = await clerk.post("/api/v1/cases", {"matter": MATTER, "data": answers(MATTER)})
    assert "取消" in refused.text
    assert DOCUMENT in refused.text
    went_on = await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])
    assert went_on.status_code == 200
    guide = await clerk.get(f"/guide/yushan/{MATTER}")
    assert "不再收件" in guide.text
    assert f"/guide/yushan/{MATTER}" not in (await clerk.get("/guide/yushan")).text


async def test_a_claimant_loses_what_the_level_above_no_longer_takes(centre: Any) -> None:
    town = await centre.officer("zhuli", "xiatang")
    await post(town, f"/claims/{MATTER}/claim", {})
    published = await post(town, f"/claims/{MATTER}", {"_act": "publish", "promised": "2", "step.register": "0"})
    assert published.status_code == 303, published.text
    officer = await centre.officer("xuli")
    shown = await post(officer, "/transfers/new", fields("cancel", MATTER, ""))
    assert "认领了本级这个事项的玉山县下塘乡同时不再收新申请" in shown.text
    await post(officer, "/transfers/new", fields("cancel", MATTER, "", _act="save"))
    below = await centre.officer("jiangyang", "xiatang")
    assert f"/receive/{MATTER}" in (await below.get("/receive")).text
    centre.at("03-09 09:30")
    below = await centre.officer("jiangyang", "xiatang")
    assert f"/receive/{MATTER}" not in (await below.get("/receive")).text
    refused = await below.post("/api/v1/cases", {"matter": MATTER, "data": answers(MATTER)})
    assert "认领随之失效" in refused.text


async def test_one_whose_day_has_not_come_may_be_withdrawn_at_both_ends(centre: Any) -> None:
    officer = await centre.officer("xuli")
    await post(officer, "/transfers/new", fields(_act="save"))
    named = {"matter": DOWN, "document": DOCUMENT, "day": "2026-03-09"}
    town = await centre.officer("zhuli", "xiatang")
    assert (await post(town, "/transfers/withdraw", named)).status_code in (404, 422)  # not the township's to undo
    assert (await post(officer, "/transfers/withdraw", named)).status_code == 303
    assert (await registers(centre)).transfers == (await registers(centre, "xiatang")).transfers == ()
    assert (await registers(centre, "xiatang")).claims == ()
    await post(officer, "/transfers/new", fields(_act="save", effective_from="2026-03-02"))
    begun = await post(officer, "/transfers/withdraw", {**named, "day": "2026-03-02"})
    assert "不能撤销" in begun.text


async def test_the_township_gives_back_what_it_was_handed(centre: Any) -> None:
    """承接 by the level above brings a matter back up: the later document counts."""
    officer = await centre.officer("xuli")
    await post(officer, "/transfers/new", fields(_act="save", effective_from="2026-03-03"))
    back = fields("take_over", effective_from="2026-03-10", document="玉府发〔2026〕5号")
    assert (await post(officer, "/transfers/new", {**back, "_act": "save"})).status_code == 303
    for day, here, there in (("03-02", True, False), ("03-04", False, True), ("03-10", True, False)):
        centre.at(f"{day} 09:30")
        clerk, below = await centre.officer("chenyang"), await centre.officer("jiangyang", "xiatang")
        assert (f"/receive/{DOWN}" in (await clerk.get("/receive")).text) is here, day
        assert (f"/receive/{DOWN}" in (await below.get("/receive")).text) is there, day


async def test_a_cancellation_in_the_catalogue_may_be_withdrawn_before_its_day(centre: Any) -> None:
    begun = date(2026, 1, 1)
    published = EntryState.PUBLISHED
    entry = CatalogueEntry(
        MATTER, "企业开办", state=published, reviewed_by="编办", published_from=begun, bases=("依据",)
    )
    with scope.acting_for(await centre.tenant()):
        async with centre.house.tenants.transaction():
            known = await centre.house.tenants.registers()
            await centre.house.tenants.save_registers(replace(known, catalogue=(entry,)))
    officer = await centre.officer("xuli")
    assert (await post(officer, "/transfers/new", fields("cancel", MATTER, "", _act="save"))).status_code == 303
    (cancelled,) = (await registers(centre)).catalogue
    assert (str(cancelled.cancelled_from), cancelled.cancel_document) == ("2026-03-09", DOCUMENT)
    again = await post(officer, "/transfers/new", fields("cancel", MATTER, "", document="国发〔2026〕2号"))
    assert "已定于2026-03-09取消" in again.text  # told before it is saved
    named = {"matter": MATTER, "document": DOCUMENT, "day": "2026-03-09"}
    assert (await post(officer, "/transfers/withdraw", named)).status_code == 303
    (restored,) = (await registers(centre)).catalogue
    assert restored.cancelled_from is None
    assert [each.act.chinese for each in restored.history] == ["取消", "撤销取消"]
    await post(officer, "/transfers/new", fields("cancel", MATTER, "", _act="save"))
    centre.at("03-09 09:30")
    officer = await centre.officer("xuli")
    assert (await post(officer, "/transfers/withdraw", named)).status_code == 422
    assert "不收件" in (await officer.get("/matters")).text


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (fields(unit=""), "去向不对"),
        (fields(unit="duyun"), "没有“duyun”这一项"),
        (fields(matter="nothing_there"), "没有“nothing_there”这一项"),
        (fields(effective_from="2026-03-01"), "已经过去"),
        (fields(effective_from=""), "请填写自哪一天起"),
        (fields(document=""), "请填写文号"),
        (fields(document="玉府\u200b发"), "看不见的字符"),
        (fields("take_over", "house_transfer_mortgage", "xiatang"), "没有事项"),
        (fields("steal"), "没有“steal”这一项"),
    ],
)
async def test_what_leads_nowhere_is_refused_and_nothing_is_kept(centre: Any, sent: dict[str, str], why: str) -> None:
    officer = await centre.officer("xuli")
    for extra in ({}, {"_act": "save"}):
        refused = await post(officer, "/transfers/new", {**sent, **extra})
        assert refused.status_code == 422
        assert why in refused.text
    assert (await registers(centre)).transfers == ()


async def test_two_documents_of_one_day_are_refused(centre: Any) -> None:
    officer = await centre.officer("xuli")
    await post(officer, "/transfers/new", fields(_act="save"))
    again = await post(officer, "/transfers/new", fields(_act="save", document="玉府发〔2026〕4号"))
    assert again.status_code == 422
    assert "有两份去向" in again.text


async def test_only_reform_officers_move_matters(centre: Any) -> None:
    for login in ("chenyang", "lvli", "songli"):
        caller = await centre.officer(login)
        assert (await caller.get("/transfers")).status_code == 403
        assert (await post(caller, "/transfers/new", fields(_act="save"))).status_code == 403
        assert (await post(caller, "/transfers/withdraw", {})).status_code == 403
