"""办理其他事项 over API and pages: only what is open now is offered; what is refused names rule and article."""

from typing import Any

import pytest

pytestmark = pytest.mark.anyio


async def accepted(centre: Any, received: Any) -> tuple[dict[str, Any], Any, Any]:
    """A case accepted on Monday 2026-03-02, its window clerk and its registrar."""
    case = await received(centre)
    clerk, registrar = await centre.officer("chenyang"), await centre.officer("lishi")
    case = (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).json()
    return case, clerk, registrar


async def do(who: Any, case: dict[str, Any], act: str, **values: Any) -> Any:
    return await who.post(f"/api/v1/cases/{case['id']}/acts", {"act": act, "values": values})


async def offered(who: Any, case: dict[str, Any]) -> list[str]:
    return [each["act"] for each in (await who.get(f"/api/v1/cases/{case['id']}/acts")).json()]


async def test_only_what_is_open_now_is_offered(centre: Any, received: Any) -> None:
    case, clerk, registrar = await accepted(centre, received)
    assert await offered(registrar, case) == ["start-special", "hearing", "extend", "terminate"]
    assert await offered(clerk, case) == ["extend"]
    supervisor = await centre.officer("songli")
    assert await offered(supervisor, case) == []


async def test_a_special_step_begins_and_ends_over_the_api(centre: Any, received: Any) -> None:
    case, _, registrar = await accepted(centre, received)
    nowhere = await do(registrar, case, "start-special", kind="site_visit", amount="许多")
    assert (nowhere.status_code, nowhere.json()["type"]) == (422, "urn:banshi:problem:number")
    chief = await centre.officer("dingli")
    led = await do(registrar, case, "start-special", kind="site_visit", amount="2", unit="workingDay")
    assert (led.status_code, led.json()["type"]) == (422, "urn:banshi:problem:power")
    assert "李示不能行使市监局的组织协调权" in led.json()["detail"]  # 由首席代表牵头（D8）
    begun = await do(chief, case, "start-special", kind="site_visit", amount="2", unit="workingDay")
    assert begun.status_code == 200, begun.text
    lines = (await registrar.get(f"/api/v1/cases/{case['id']}/record")).json()
    assert "市监局组织协调权：凭玉授〔2024〕1号" in lines[-1]["detail"]
    assert (await offered(registrar, case))[0] == "finish-special"
    alone = await do(registrar, case, "finish-special", special="s1", outcome="符合", staff="甲某", signatures="甲某")
    assert (alone.status_code, alone.json()["type"]) == (422, "urn:banshi:problem:special-staff")
    assert "行政许可法34" in alone.json()["article"]
    ended = await do(
        registrar, case, "finish-special", special="s1", outcome="符合", staff="甲某、乙某", signatures="甲某、乙某"
    )
    assert ended.status_code == 200, ended.text
    assert any("特殊环节“现场勘察”：符合" in line for line in await registrar.record(case))


@pytest.mark.parametrize(
    ("act", "values", "rule"),
    [
        (
            "extend",
            {"amount": "3", "office": "", "approved_by": "科员", "reasons": "复杂", "told": "是"},
            "extension-approver",
        ),
        ("extend", {"amount": "16", "office": "government_head", "reasons": "复杂", "told": "是"}, "extension-length"),
        ("terminate", {"reason": ""}, "terminate-reason"),
        ("hearing", {"told": "昨天"}, "moment"),
        ("check-pledge", {"kept": "是", "findings": "属实"}, "pledge"),
        ("revoke-card", {"card": "x", "reason": "查无此事"}, "supervisor"),
        ("nothing", {}, "act"),
    ],
)
async def test_what_law_does_not_allow_is_refused_with_its_rule(
    centre: Any, received: Any, act: str, values: dict[str, str], rule: str
) -> None:
    case, _, registrar = await accepted(centre, received)
    answer = await do(registrar, case, act, **values)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:banshi:problem:{rule}")


async def test_an_extension_moves_the_statutory_date_and_its_reckoning_says_why(centre: Any, received: Any) -> None:
    case, _, registrar = await accepted(centre, received)
    before = (await registrar.read(case))["statutory"]["day"]
    reckoned = (await registrar.get(f"/api/v1/cases/{case['id']}/reckoning")).json()
    (law,) = (each for each in reckoned if each["layer"] == "statutory")
    assert (law["due"], law["days"][0]["number"], law["days"][-1]["day"]) == (before, None, before)
    values = {
        "amount": "3",
        "office": "government_head",
        "approved_by": "副县长",
        "reasons": "情形复杂",
        "told": "是",
    }
    extended = await do(registrar, case, "extend", **values)
    assert extended.status_code == 200, extended.text
    assert extended.json()["statutory"]["day"] > before
    (law,) = (
        each
        for each in (await registrar.get(f"/api/v1/cases/{case['id']}/reckoning")).json()
        if each["layer"] == "statutory"
    )
    assert any("经批准延长3工作日" in rule for rule in law["rules"])
    assert "extend" not in await offered(registrar, case)


async def test_the_page_shows_the_refusal_beside_what_was_typed(centre: Any, received: Any) -> None:
    case, _, registrar = await accepted(centre, received)
    address = f"/cases/{case['id']}/acts/terminate"
    refused = await registrar.submit(f"/cases/{case['id']}", address, {"reason": " "})
    assert refused.status_code == 422
    assert "终止办理必须写明理由" in refused.text
    assert 'id="act-terminate" open' in refused.text
    done = await registrar.submit(f"/cases/{case['id']}", address, {"reason": "申请人注销"})
    assert done.status_code == 303
    assert (await registrar.read(case))["status"] == "终止"


async def test_a_bad_rating_is_worked_off_on_its_order(centre: Any, received: Any) -> None:
    case, clerk, registrar = await accepted(centre, received)
    case = (
        await registrar.complete(
            case, "register", outcome="不予登记", data=centre.samples["register"], reason="住所不实"
        )
    ).json()
    assert "rate" in await offered(clerk, case)
    await do(clerk, case, "rate", level="不满意", named="是", words="等了很久")
    early = await do(registrar, case, "close-order", order="r1")
    assert early.json()["type"] == "urn:banshi:problem:order-untold"
    for act, values in (
        ("call-back", {"note": "已回访"}),
        ("rectify", {"measures": "增开窗口"}),
        ("answer-rating", {"answer": "已改正"}),
        ("close-order", {}),
    ):
        answer = await do(registrar, case, act, order="r1", **values)
        assert answer.status_code == 200, answer.text
    assert not {"call-back", "close-order"} & set(await offered(registrar, case))
