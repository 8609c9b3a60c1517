"""Drafts over the API: begin one, save whatever is typed, meet another hand, judge, go back, publish, retire."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tenants import scope

pytestmark = pytest.mark.anyio
MATTER = "enterprise_opening"
HOME = f"/api/v1/matters/{MATTER}"
DRAFT = f"{HOME}/draft"


@pytest.fixture
async def xu(centre: Any) -> Any:
    """A reform officer of 玉山县."""
    return await centre.officer("xuli")


@pytest.fixture
async def deng(centre: Any) -> Any:
    """The other reform officer."""
    return await centre.officer("dengshi")


@pytest.fixture
async def draft(xu: Any) -> Any:
    """A draft begun from the published version."""
    answer = await xu.post(DRAFT, {"from": {"version": 1}})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
async def brief(draft: Any, xu: Any) -> Any:
    """The draft with another place and only its first scenario, so that publishing is quick; its revision is 2."""
    feature = draft["files"]["commitments.feature"]
    first = feature.index("  场景")
    end = feature.index("  场景", first + 1)
    files = {**draft["files"], "commitments.feature": feature[:end]}
    files["matter.toml"] = files["matter.toml"].replace('place = "', 'place = "新址：', 1)
    assert (await save(xu, "commitments.feature", files["commitments.feature"], 1)).status_code == 200
    assert (await save(xu, "matter.toml", files["matter.toml"], 2)).status_code == 200
    return {**draft, "files": files, "revision": 3}


async def save(caller: Any, path: str, text: str, revision: int) -> Any:
    return await caller.send("PUT", f"{DRAFT}/files/{path}", {"text": text, "revision": revision})


async def in_force(caller: Any) -> int:
    """The version new cases of the matter run on."""
    return next(each["version"] for each in (await caller.get("/api/v1/matters")).json() if each["code"] == MATTER)


async def four_eyes(centre: Any) -> None:
    tenant = await centre.house.directory.by_code("yushan")
    await centre.house.directory.change(replace(tenant, settings=replace(tenant.settings, four_eyes_publish=True)))


# ---- beginning


async def test_without_a_draft_there_is_nothing_and_a_version_begins_one(xu: Any) -> None:
    missing = await xu.get(DRAFT)
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:banshi:problem:not-found")

    begun = await xu.post(DRAFT, {"from": {"version": 1}})

    assert begun.status_code == 201
    told = begun.json()
    assert (told["code"], told["title"], told["revision"], told["based_on"]) == (MATTER, "企业开办", 1, 1)
    assert {"flow.bpmn", "matter.toml", "situation.dmn", "forms/application.json", "commitments.feature"} <= set(
        told["files"]
    )
    assert (await xu.get(DRAFT)).json() == told


@pytest.mark.parametrize(
    ("template", "worst"),
    [("instant", 0), ("promised_single", 5), ("parallel_approval", None), ("joint_matter", None), ("empty", None)],
)
async def test_a_template_begins_a_new_matter_that_keeps_its_promise(xu: Any, template: str, worst: int | None) -> None:
    address = "/api/v1/matters/food_permit/draft"
    begun = await xu.post(address, {"from": {"template": template}, "title": "食品经营许可"})

    assert begun.status_code == 201, begun.text
    assert (begun.json()["title"], begun.json()["based_on"]) == ("食品经营许可", None)
    judged = (await xu.post(f"{address}/judge", {"files": {}})).json()
    if template != "empty":
        assert (judged["verdict"]["sound"], judged["verdict"]["promise"]) == (True, "kept"), judged["verdict"][
            "summary"
        ]
    if worst is not None:
        assert judged["verdict"]["worst"] == worst


async def test_a_copy_of_another_matter_takes_its_own_code_and_name(xu: Any) -> None:
    begun = await xu.post("/api/v1/matters/branch_opening/draft", {"from": {"matter": MATTER}, "title": "分公司开办"})

    assert (begun.json()["code"], begun.json()["title"], begun.json()["based_on"]) == (
        "branch_opening",
        "分公司开办",
        None,
    )
    listed = begun.json()["files"]["matter.toml"]
    assert 'code = "branch_opening"' in listed
    assert "# 企业开办（一件事）：实施清单" in listed  # comments stay


@pytest.mark.parametrize(
    ("code", "body", "status", "kind"),
    [
        ("enterprise_opening", {"from": {"version": 9}}, 404, "not-found"),
        ("food_permit", {}, 404, "not-found"),
        ("food_permit", {"from": {"template": "no_such"}}, 404, "not-found"),
        ("food_permit", {"from": {"matter": "no_such"}}, 404, "not-found"),
        ("Food-Permit", {"from": {"template": "instant"}}, 422, "matter-code"),
    ],
)
async def test_what_is_not_there_begins_nothing(xu: Any, code: str, body: Any, status: int, kind: str) -> None:
    answer = await xu.post(f"/api/v1/matters/{code}/draft", body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:banshi:problem:{kind}")


async def test_one_matter_has_one_draft(draft: Any, deng: Any) -> None:
    second = await deng.post(DRAFT, {"from": {"version": 1}})
    assert (second.status_code, second.json()["type"]) == (409, "urn:banshi:problem:draft-exists")


# ---- saving


@pytest.mark.parametrize(
    "text",
    ["", "<a><b></a>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "不是流程图 \u0000\u202e", "x" * (5 * 1024 * 1024)],
    ids=["nothing", "broken", "doctype", "odd signs", "5 MB"],
)
async def test_saving_works_whatever_is_typed(draft: Any, xu: Any, text: str) -> None:
    saved = await save(xu, "flow.bpmn", text, 1)

    assert (saved.status_code, saved.json()["revision"]) == (200, 2), saved.text[:300]
    assert (await xu.get(DRAFT)).json()["files"]["flow.bpmn"] == text
    judged = (await xu.post(f"{DRAFT}/judge", {"files": {}})).json()
    assert judged["publishable"] is False
    assert {each["file"] for each in judged["findings"]} >= {"flow.bpmn"}


async def test_too_much_is_told_in_words(draft: Any, xu: Any) -> None:
    much = await save(xu, "flow.bpmn", "图" * (2 * 1024 * 1024), 1)
    assert (much.status_code, much.json()["type"]) == (422, "urn:banshi:problem:draft-too-large")
    assert much.json()["detail"] == "文件有 6.0 MB，最多 5 MB。"


@pytest.mark.parametrize(
    "path", ["../flow.bpmn", "forms/a/b.json", "flow.exe", "tenant.toml", "forms/application.txt", "a\u202eb.dmn"]
)
async def test_only_files_of_a_bundle_are_kept(draft: Any, xu: Any, path: str) -> None:
    answer = await save(xu, path, "x", 1)
    assert answer.status_code in (404, 422), answer.text
    assert (await xu.get(DRAFT)).json()["revision"] == 1


async def test_a_file_is_taken_away(draft: Any, xu: Any) -> None:
    gone = await xu.send("DELETE", f"{DRAFT}/files/situation.dmn?revision=1")
    assert (gone.status_code, gone.json()["revision"]) == (200, 2)
    assert "situation.dmn" not in (await xu.get(DRAFT)).json()["files"]


async def test_two_people_at_different_files_come_together(draft: Any, xu: Any, deng: Any) -> None:
    first = await save(xu, "commitments.feature", "甲", 1)
    second = await save(deng, "situation.dmn", "乙", 1)

    assert (first.json()["revision"], second.json()["revision"]) == (2, 3)
    files = (await xu.get(DRAFT)).json()["files"]
    assert (files["commitments.feature"], files["situation.dmn"]) == ("甲", "乙")


async def test_two_people_at_one_file_are_told_and_nothing_is_lost(draft: Any, xu: Any, deng: Any) -> None:
    assert (await save(xu, "flow.bpmn", "甲", 1)).status_code == 200

    refused = await save(deng, "flow.bpmn", "乙", 1)

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:banshi:problem:draft-changed")
    assert (refused.json()["theirs"], refused.json()["saved_by"]) == ("甲", (await xu.get("/api/v1/me")).json()["name"])
    assert "saved_at" in refused.json()
    assert (await save(deng, "flow.bpmn", "甲乙", 2)).json()["revision"] == 3
    assert (await save(deng, "flow.bpmn", "甲乙", 2)).json()["revision"] == 4  # the same text again is no conflict


# ---- history


async def test_the_history_goes_back_to_any_save(centre: Any, draft: Any, xu: Any, deng: Any) -> None:
    original = draft["files"]["flow.bpmn"]
    await save(xu, "flow.bpmn", "第一次", 1)
    centre.at("03-02 09:31")
    await save(xu, "flow.bpmn", "第二次", 2)  # within five minutes of the first: one line
    centre.at("03-02 10:00")
    await save(deng, "situation.dmn", "别的文件", 3)

    history = (await xu.get(f"{DRAFT}/history")).json()
    assert [(each["revision"], len(each["paths"])) for each in history] == [(4, 1), (3, 1), (1, len(draft["files"]))]

    back = await xu.post(f"{DRAFT}/restore", {"revision": 1})
    assert (back.status_code, back.json()["revision"]) == (200, 5)
    assert (back.json()["files"]["flow.bpmn"], back.json()["files"]) == (original, draft["files"])
    assert (await xu.post(f"{DRAFT}/restore", {"revision": 3})).json()["files"]["flow.bpmn"] == "第二次"
    assert (await xu.post(f"{DRAFT}/restore", {"revision": 99})).status_code == 404


# ---- judging


async def test_the_judge_sees_unsaved_text_and_keeps_nothing(draft: Any, xu: Any) -> None:
    clean = (await xu.post(f"{DRAFT}/judge", {"files": {}})).json()
    assert (clean["publishable"], clean["verdict"]["worst"], clean["verdict"]["promise"]) == (True, 3, "kept")

    longer = draft["files"]["matter.toml"].replace("promised = { amount = 3", "promised = { amount = 60", 1)
    drawn = draft["files"]["flow.bpmn"].replace('gov:limit="1"', 'gov:limit="9"')
    worse = (await xu.post(f"{DRAFT}/judge", {"files": {"flow.bpmn": drawn, "matter.toml": longer}})).json()

    assert worse["publishable"] is False
    assert worse["verdict"]["promise"] == "maybe"
    assert {each["file"] for each in worse["findings"] if each["severity"] == "error"} == {"flow.bpmn", "matter.toml"}
    assert all(each["message"] for each in worse["findings"])
    assert (await xu.get(DRAFT)).json() == draft


async def test_a_broken_list_still_lets_the_drawing_be_proved(draft: Any, xu: Any) -> None:
    judged = (await xu.post(f"{DRAFT}/judge", {"files": {"matter.toml": "code = "}})).json()
    assert (judged["publishable"], judged["verdict"]["worst"]) == (False, 3)


# ---- trying parts


async def test_lists_hold_what_editors_choose_from(draft: Any, xu: Any) -> None:
    lists = (await xu.get(f"/api/v1/designer/lists?matter={MATTER}")).json()

    assert {"centre", "market_regulation", "tax"} <= {each["code"] for each in lists["departments"]}
    assert any(each["code"] == "hearing" and each["name"] == "听证" and each["special"] for each in lists["step_kinds"])
    assert [each["code"] for each in lists["limit_units"]][:2] == ["workingDay", "naturalDay"]
    assert {"application", "acceptance"} <= {each["key"] for each in lists["forms"]}
    assert {each["id"] for each in lists["templates"]} >= {"empty", "instant", "parallel_approval"}
    assert any(each["fact"] == "企业名称" and "企业开办" in each["matters"] for each in lists["dictionary"])
    assert any(each["kind"] == "userTask" for each in lists["palette"])
    assert lists["decisions"]
    assert lists["materials"]
    assert lists["notices"]
    without = (await xu.get("/api/v1/designer/lists")).json()
    assert (without["forms"], without["decisions"]) == ([], [])


async def test_a_form_is_previewed_as_the_window_sees_it(draft: Any, xu: Any) -> None:
    text = draft["files"]["forms/application.json"]
    shown = await xu.post(f"{DRAFT}/preview-form", {"text": text, "data": {"企业名称": "玉山甲公司"}})
    assert shown.headers["content-type"].startswith("text/html")
    assert "玉山甲公司" in shown.text

    broken = await xu.post(f"{DRAFT}/preview-form", {"text": "{"})
    assert (broken.status_code, broken.json()["type"]) == (422, "urn:banshi:problem:unreadable")
    assert broken.json()["findings"]


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="收费">
<inputData id="area" name="面积"><variable name="面积" typeRef="number"/></inputData>
<decision id="fee" name="收费标准"><variable name="收费标准" typeRef="number"/>
<informationRequirement><requiredInput href="#area"/></informationRequirement>
<decisionTable><input><inputExpression typeRef="number"><text>面积</text></inputExpression></input><output/>
<rule><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>50</text></outputEntry></rule>
<rule><inputEntry><text>&gt; 100</text></inputEntry><outputEntry><text>80</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


async def test_a_decision_answers_with_its_trace_and_names_who_falls_through(draft: Any, xu: Any) -> None:
    body = {"path": "fee.dmn", "decision": "fee", "inputs": {"面积": 120}, "text": TABLE}
    told = (await xu.post(f"{DRAFT}/decide", body)).json()

    assert told["value"] == 80
    assert told["sentence"] == "“收费标准”（面积 = 120）符合第2条规则，结果是 80。"
    assert [rule["matched"] for rule in told["trace"][0]["rules"]] == [False, True]
    (gap,) = [each for each in told["findings"] if each["code"] == "table-gap"]
    assert "100" in gap["met"]  # exactly 100 is in no rule
    none = (await xu.post(f"{DRAFT}/decide", {**body, "decision": "no_such"})).json()
    assert none["error"]
    assert (await xu.post(f"{DRAFT}/decide", {**body, "text": "<a/>"})).status_code == 422


async def test_drawings_and_contents_are_compared_in_words(draft: Any, xu: Any) -> None:
    drawn = draft["files"]["flow.bpmn"].replace('gov:limit="1"', 'gov:limit="2"', 1)
    answer = (await xu.post(f"{DRAFT}/compare-xml", {"right": drawn})).json()
    (change,) = answer["changes"]
    assert (change["field"], change["days"], change["unit"]) == ("limit", 1, "workingDay")
    assert (await xu.post(f"{DRAFT}/compare-xml", {})).json() == {"changes": []}

    await save(xu, "flow.bpmn", drawn, 1)
    listed = draft["files"]["matter.toml"].replace('place = "', 'place = "东门', 1)
    await save(xu, "matter.toml", listed, 2)
    told = (await xu.get(f"{HOME}/compare?left=1&right=draft")).json()
    assert [each["file"] for each in told["changes"]] == ["matter.toml", "flow.bpmn"]
    assert told["changes"][0]["message"].startswith("办理地点：由“玉山县")
    assert [each["days"] for each in told["days"]] == [1]
    assert (await xu.get(f"{HOME}/compare?left=8&right=draft")).status_code == 404


# ---- publishing


async def versions_offered(caller: Any) -> list[int]:
    """The versions of the matter that new applications may be taken for."""
    return [each["version"] for each in (await caller.get("/api/v1/matters")).json() if each["code"] == MATTER]


async def test_a_draft_becomes_a_version_on_its_day(centre: Any, brief: Any, xu: Any) -> None:
    early = await xu.post(f"{DRAFT}/publish", {"effective": "2026-03-01", "revision": 3})
    assert [each["code"] for each in early.json()["findings"]] == ["version-effective-date"]
    stale = await xu.post(f"{DRAFT}/publish", {"effective": "2026-03-03", "revision": 1})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:banshi:problem:draft-changed")
    done = await xu.post(f"{DRAFT}/publish", {"effective": "2026-03-03", "revision": 3})

    assert (done.status_code, done.json()["version"], done.json()["awaiting"]) == (200, 2, False)
    assert (await xu.get(DRAFT)).status_code == 404
    assert await versions_offered(xu) == [1]  # not before its day
    centre.at("03-03 09:00")
    xu = await centre.officer("xuli")
    assert await versions_offered(xu) == [2]


async def test_the_gate_names_every_failing_check_at_once(draft: Any, xu: Any) -> None:
    drawn = draft["files"]["flow.bpmn"].replace('gov:limit="1"', 'gov:limit="9"')
    await save(xu, "flow.bpmn", drawn, 1)
    await xu.send("DELETE", f"{DRAFT}/files/forms/tax.json?revision=2")

    refused = await xu.post(f"{DRAFT}/publish", {"effective": "2026-03-03", "revision": 3})

    assert (refused.status_code, refused.json()["type"]) == (422, "urn:banshi:problem:not-publishable")
    errors = {each["code"] for each in refused.json()["findings"] if each["severity"] == "error"}
    assert {"promised-limit-maybe-broken", "form-resolves"} <= errors
    assert len((await xu.get(f"{HOME}/versions")).json()) == 1


async def test_a_scenario_that_fails_keeps_the_gate_shut_and_names_its_line(brief: Any, xu: Any) -> None:
    feature = brief["files"]["commitments.feature"]
    step = '    当 综合窗口于"2026-03-02 09:30"收件\n    那么 办件状态为"已办结"\n'
    await save(xu, "commitments.feature", f"{feature}\n  场景: 一收件就办结\n{step}", 3)

    refused = (await xu.post(f"{DRAFT}/publish", {"effective": "2026-03-03", "revision": 4})).json()

    (failed,) = [each for each in refused["findings"] if each["code"] == "feature-failed"]
    assert (failed["file"], failed["severity"]) == ("commitments.feature", "error")
    assert failed["line"] == len(feature.splitlines()) + 4
    assert "一收件就办结" in failed["message"]


async def test_the_same_content_is_not_published_twice(draft: Any, xu: Any) -> None:
    same = (await xu.post(f"{DRAFT}/publish", {"effective": "2026-03-03", "revision": 1})).json()
    assert [each["code"] for each in same["findings"] if each["severity"] == "error"] == ["version-unchanged"]


async def test_open_cases_keep_their_version(centre: Any, brief: Any, xu: Any, received: Any) -> None:
    case = await received(centre)
    assert (await xu.post(f"{DRAFT}/publish", {"effective": "2026-03-02", "revision": 3})).status_code == 200
    later = await received(centre)
    stored, _ = await centre.stored(case["id"])
    assert (stored.version, later["version"]) == (1, 2)


async def test_with_four_eyes_whoever_drew_asks_and_another_publishes(
    centre: Any, brief: Any, xu: Any, deng: Any
) -> None:
    await four_eyes(centre)
    publication = {"effective": "2026-03-03", "revision": 3}

    asked = await xu.post(f"{DRAFT}/publish", publication)
    assert (asked.status_code, asked.json()["awaiting"]) == (202, True)
    assert len((await xu.get(f"{HOME}/versions")).json()) == 1
    done = await deng.post(f"{DRAFT}/publish", publication)

    assert (done.status_code, done.json()["version"]) == (200, 2)
    published = (await xu.get(f"{HOME}/versions")).json()[0]
    assert published["published_by"] == (await deng.get("/api/v1/me")).json()["name"]


async def test_with_four_eyes_whoever_touched_the_draft_cannot_publish_it(
    centre: Any, brief: Any, xu: Any, deng: Any
) -> None:
    await four_eyes(centre)
    await save(deng, "commitments.feature", brief["files"]["commitments.feature"] + "\n", 3)
    for caller in (xu, deng):
        asked = await caller.post(f"{DRAFT}/publish", {"effective": "2026-03-03", "revision": 4})
        assert asked.status_code == 202
    assert len((await xu.get(f"{HOME}/versions")).json()) == 1


async def test_retired_takes_no_new_cases_and_the_old_content_comes_back_as_a_new_version(
    centre: Any, xu: Any, received: Any
) -> None:
    case = await received(centre)
    retired = await xu.post(f"{HOME}/versions/1/retire", {"day": "2026-03-03"})
    assert (retired.status_code, retired.json()["retired_from"]) == (200, "2026-03-03")
    centre.at("03-03 09:00")
    xu = await centre.officer("xuli")
    assert await versions_offered(xu) == []
    clerk = await centre.officer("chenyang")
    assert (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).status_code == 200

    again = await xu.post(f"{HOME}/versions/1/republish", {"effective": "2026-03-04"})

    assert (again.status_code, again.json()["version"]) == (200, 2)
    listed = (await xu.get(f"{HOME}/versions")).json()
    assert [(each["number"], each["state"]) for each in listed] == [(2, "待生效"), (1, "已停用")]
    assert listed[0]["hash"] == listed[1]["hash"]
    assert (await xu.post(f"{HOME}/versions/1/retire", {})).status_code == 422
    assert (await xu.post(f"{HOME}/versions/7/retire", {})).status_code == 404


# ---- who may


async def test_testers_read_and_try_and_the_window_does_neither(centre: Any, draft: Any) -> None:
    tester, window = await centre.officer("zengyang"), await centre.officer("chenyang")
    assert (await tester.get(DRAFT)).status_code == 200
    assert (await tester.post(f"{DRAFT}/judge", {"files": {}})).status_code == 200
    assert (await save(tester, "flow.bpmn", "x", 1)).status_code == 403
    assert (await tester.post(f"{DRAFT}/publish", {"effective": "2026-03-03", "revision": 1})).status_code == 403
    for address in (DRAFT, f"{DRAFT}/history", f"{HOME}/compare?left=1", "/api/v1/designer/lists"):
        assert (await window.get(address)).status_code == 403


async def test_another_centre_sees_no_draft_of_ours(centre: Any, draft: Any) -> None:
    with scope.acting_for(await centre.tenant("duyun")):
        people = await centre.house.tenants.people()
    login = next(p.login for p in people if any(role.value == "reform_officer" for role in p.roles))
    stranger = await centre.officer(login, "duyun")
    there, never = await stranger.get(DRAFT), await stranger.get("/api/v1/matters/never_there/draft")
    assert there.status_code == never.status_code == 404
    assert there.content == never.content
    assert json.dumps(draft["files"]["flow.bpmn"]) not in there.text
