"""组合一件事 through the door: look at a composition, begin its draft, publish it, compose it anew, read its guide."""

import json
from typing import Any

import pytest

from designer_api.demo import packs_by_code
from tenants.composing.fields import choice_key

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]
LOOK = "/compose?part=first_house_transfer&part=utility_transfer&phase.utility_transfer=2&asked=utility_transfer"
PACKS = packs_by_code()
QUERY = LOOK.partition("?")[2]


@pytest.fixture
async def xu(centre: Any) -> Any:
    """A reform officer of 玉山县."""
    return await centre.officer("xuli")


async def send(caller: Any, address: str, **fields: str | list[str]) -> Any:
    return await caller.http.post(address, data={"_csrf_token": await caller.csrf(), **fields})


async def files(caller: Any, code: str) -> dict[str, str]:
    return dict((await caller.get(f"/api/v1/matters/{code}/draft")).json()["files"])


async def test_nothing_is_composed_of_less_than_two(xu: Any) -> None:
    for address in ("/compose", "/compose?part=utility_transfer", "/compose?part=no_such&part=Bad!&phase.x=99"):
        shown = await xu.get(address)
        assert shown.status_code == 200
        assert "勾选两个以上的事项" in shown.text
    refused = await send(xu, "/compose", query="part=utility_transfer", code="alone", name="一件事")
    assert refused.status_code == 422
    assert "至少要选两个事项" in refused.text


async def test_before_and_after_are_seen_at_once(xu: Any) -> None:
    shown = (await xu.get(LOOK)).text
    assert "最长 4 个工作日，承诺 4 个工作日，守诺" in shown
    # 申请 2→1；材料 6+3=9 → 一表申请合并，8；要交的 2+2=4 → 3；到现场 1+1 → 1；时限 3+1=4，证明最长 1+1+1+1=4
    for words in ("2 次</span> → <b", "9 项</span> → <b", "8 项</b>", "4 项</span> → <b", "3 项</b>", "1 次</b>"):
        assert words in shown, words
    assert "审核登簿 1 个工作日" in shown
    assert "要您决定的" not in shown


async def test_what_looks_alike_is_asked_and_never_merged_by_itself(xu: Any) -> None:
    roads = "/compose?part=road_excavation&part=temporary_road_occupation"
    shown = (await xu.get(roads)).text
    assert "交通组织方案（城市道路挖掘许可） 和 占用位置平面图和交通组织方案（临时占用城市道路许可）" in shown
    assert "12 项</span> → <b" in shown
    assert "9 项</b>" in shown  # 8 + 4, of which 申请表, 委托书 and 营业执照 are one each
    decided = await xu.get(f"{roads}&same=temporary_road_occupation/plan%3Droad_excavation/traffic")
    assert "8 项</b>" in decided.text


async def test_a_draft_is_begun_that_the_gate_lets_pass(xu: Any) -> None:
    made = await send(
        xu,
        "/compose",
        query=QUERY,
        code="home_in_one",
        name="新房一件事",
        lead="natural_resources",
        composition="chain_matter",
    )
    assert made.status_code == 303, made.text
    assert made.headers["location"] == "/designer/home_in_one"
    found = await files(xu, "home_in_one")
    assert {"flow.bpmn", "first_house_transfer.bpmn", "utility_transfer.bpmn", "utility_transfer_which.dmn"} <= set(
        found
    )
    assert choice_key("水电气网过户") in found["forms/application.json"]
    judged = (await xu.send("POST", "/api/v1/matters/home_in_one/draft/judge", {"files": {}})).json()
    assert [each for each in judged["findings"] if each["severity"] == "error"] == []
    again = await send(xu, "/compose", query=QUERY, code="home_in_one", name="又一个")
    assert again.status_code == 409
    taken = await send(xu, "/compose", query=QUERY, code="utility_transfer", name="又一个")
    assert taken.status_code == 422
    assert "已经有事项" in taken.text


async def test_fields_that_clash_are_decided_before_a_draft_is_begun(xu: Any) -> None:
    query = "part=enterprise_opening&part=restaurant_opening"
    shown = (await xu.get(f"/compose?{query}")).text
    assert "两边要求不同" in shown
    refused = await send(xu, "/compose", query=query, code="clash", name="一件事")
    assert refused.status_code == 422
    assert "以哪一边为准" in refused.text


async def test_who_may_not_draw_looks_or_meets_a_closed_door(centre: Any) -> None:
    window, tester = await centre.officer("chenyang"), await centre.officer("zengyang")
    assert (await window.get(LOOK)).status_code == 403
    assert (await send(window, "/compose", query=QUERY, code="mine", name="一件事")).status_code == 403
    looked = await tester.get(LOOK)
    assert looked.status_code == 200
    assert "建立草稿" not in looked.text
    assert (await send(tester, "/compose", query=QUERY, code="mine", name="一件事")).status_code == 403


async def test_other_centres_have_other_matters(centre: Any) -> None:
    """What is chosen by its address at a centre that does not offer it is simply not there."""
    township = await centre.officer("zhuli", "xiatang")
    shown = await township.get(LOOK)
    assert shown.status_code == 200
    assert "商品房首次转移登记" not in shown.text
    assert "勾选两个以上的事项" in shown.text


async def publish(caller: Any, code: str) -> None:
    done = await caller.submit(
        f"/designer/{code}/publish", f"/designer/{code}/publish", {"_act": "publish", "effective": "2026-03-02"}
    )
    assert done.status_code == 303, done.text


async def change(caller: Any, code: str, path: str, old: str, new: str) -> None:
    """One file of a draft, as an editor saves it."""
    draft = (await caller.get(f"/api/v1/matters/{code}/draft")).json()
    text = draft["files"][path]
    assert old in text
    body = {"text": text.replace(old, new), "revision": draft["revision"]}
    saved = await caller.send("PUT", f"/api/v1/matters/{code}/draft/files/{path}", body)
    assert saved.status_code == 200, saved.text


async def test_composing_anew_takes_what_the_parts_changed_and_keeps_what_people_wrote(xu: Any) -> None:
    await send(xu, "/designer/new_home/draft")
    assert "与组成事项一致" in (await xu.get("/designer/new_home/recompose")).text
    await change(xu, "new_home", "matter.toml", "一次申请、一次收件", "一张表")  # people's own words
    await send(xu, "/designer/utility_transfer/draft")
    await change(xu, "utility_transfer", "forms/utility.json", "原户费用", "原户的费用")
    await change(xu, "utility_transfer", "matter.toml", "选哪几项办哪几项。", "选几项办几项。")
    part = await xu.get("/designer/utility_transfer/publish")
    assert "新房入住一件事" in part.text  # the effect of the part: the joint matters it belongs to
    await publish(xu, "utility_transfer")
    now = (await xu.get("/designer/new_home/recompose")).text
    assert "有新内容" in now
    for place in ("forms/utility_transfer_utility.json", "matter.toml#questions", "matter.toml#parts"):
        assert f'value="{place}"' in now, place
    assert 'value="matter.toml#summary"' not in now  # people's words, and the parts have nothing new to say of it
    draft = (await xu.get("/api/v1/matters/new_home/draft")).json()
    saved = await send(
        xu,
        "/designer/new_home/recompose",
        revision=str(draft["revision"]),
        place=["forms/utility_transfer_utility.json", "matter.toml#questions", "matter.toml#parts"],
    )
    assert saved.status_code == 303, saved.text
    after = await files(xu, "new_home")
    assert "原户的费用" in after["forms/utility_transfer_utility.json"]
    assert "选几项办几项。" in after["matter.toml"]
    assert "一张表" in after["matter.toml"]
    assert "与组成事项一致" in (await xu.get("/designer/new_home/recompose")).text


async def test_what_both_changed_is_only_taken_when_people_say_so(xu: Any) -> None:
    await send(xu, "/designer/new_home/draft")
    await change(xu, "new_home", "forms/utility_transfer_utility.json", "原户费用", "原住户费用")
    await send(xu, "/designer/utility_transfer/draft")
    await change(xu, "utility_transfer", "forms/utility.json", "原户费用", "原户的费用")
    await publish(xu, "utility_transfer")
    shown = (await xu.get("/designer/new_home/recompose")).text
    row = shown.split('value="forms/utility_transfer_utility.json"')[1].split("</tr>")[0]
    assert "手工改过，更新会覆盖" in row
    assert " checked" not in row


async def test_open_cases_and_the_guide_keep_the_content_the_joint_matter_was_made_of(centre: Any, xu: Any) -> None:
    await send(xu, "/designer/utility_transfer/draft")
    await change(xu, "utility_transfer", "matter.toml", 'name = "过户办结单"', 'name = "过户结果单"')
    await publish(xu, "utility_transfer")
    facts = (await (await centre.stranger()).get("/guide/yushan/new_home/json")).json()
    assert "过户办结单" in [each["name"] for each in facts["results"]]


async def test_a_part_that_is_taken_away_closes_the_gate_of_the_joint_matter(xu: Any) -> None:
    await send(xu, "/designer/utility_transfer/versions/1/retire", day="2026-03-02")
    await send(xu, "/designer/new_home/draft")
    shown = (await xu.get("/designer/new_home/publish")).text
    assert "已经停用" in shown
    assert "不能组合" in (await xu.get("/designer/new_home/recompose")).text
    refused = await send(xu, "/designer/new_home/recompose", revision="1", place="matter.toml#parts")
    assert refused.status_code == 422


async def test_the_guide_lists_the_parts_with_links_and_says_what_each_material_is_for(centre: Any) -> None:
    stranger = await centre.stranger()
    page = (await stranger.get("/guide/yushan/new_home")).text
    assert '<a href="/guide/yushan/utility_transfer">水电气网过户</a>' in page
    assert "用于：商品房首次转移登记、水电气网过户" in page
    facts = (await stranger.get("/guide/yushan/new_home/json")).json()
    assert [each["name"] for each in facts["parts"]] == ["商品房首次转移登记", "水电气网过户"]
    assert {each["part"] for each in facts["results"]} == {"商品房首次转移登记", "水电气网过户"}
    single = (await stranger.get("/guide/yushan/utility_transfer")).text
    assert "组成事项" not in single
    assert (await stranger.get("/guide/yushan/utility_transfer/json")).json()["parts"] == []
    assert '<a href="/guide/yushan/new_home">新房入住一件事</a>' in single


async def test_the_case_says_of_each_part_what_became_of_it(centre: Any) -> None:
    clerk = await centre.officer("chenyang")
    answers = json.loads(PACKS["yushan"].bundle("new_home").files["samples/application.json"])
    case = await clerk.receive(answers, "new_home")
    page = (await clerk.get(f"/cases/{case['id']}")).text
    assert page.count("还没有开始") == 2
    case = await clerk.receive({**answers, choice_key("水电气网过户"): "不办理"}, "new_home")
    page = (await clerk.get(f"/cases/{case['id']}")).text
    assert "没有选办" in page
