"""The pages of a matter in the making, without a script: steps, list, scenarios, trying, publishing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bpmn.document import read_diagram

pytestmark = pytest.mark.anyio
MATTER = "enterprise_opening"
HOME = f"/designer/{MATTER}"
DRAFT = f"/api/v1/matters/{MATTER}/draft"
MIWG = Path(__file__).parents[2] / "bpmn" / "templates"


@pytest.fixture
async def xu(centre: Any) -> Any:
    """A reform officer of 玉山县."""
    return await centre.officer("xuli")


@pytest.fixture
async def draft(xu: Any) -> Any:
    """企业开办 being changed."""
    begun = await xu.submit(HOME, f"{HOME}/draft")
    assert begun.status_code == 303
    return (await xu.get(DRAFT)).json()


async def file_of(caller: Any, path: str) -> str:
    return str((await caller.get(DRAFT)).json()["files"][path])


async def send(caller: Any, address: str, **fields: str | list[str]) -> Any:
    """A form of a page as a browser sends it."""
    return await caller.http.post(address, data={"_csrf_token": await caller.csrf(), **fields})


# ---- every page


PAGES = ("", "/steps", "/steps/print", "/list", "/scenarios", "/try", "/publish", "/versions", "/compare", "/history")


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_shows_the_draft_and_its_verdict(draft: Any, xu: Any, path: str) -> None:
    shown = await xu.get(f"{HOME}{path}")
    assert shown.status_code == 200, shown.text
    assert "企业开办" in shown.text
    if "print" not in path:
        assert "最长 3 个工作日，承诺 3 个工作日，守诺" in shown.text


@pytest.mark.parametrize("path", [each for each in PAGES if each != "/history"])
async def test_without_a_draft_the_published_version_is_shown_to_read(xu: Any, path: str) -> None:
    shown = await xu.get(f"{HOME}{path}")
    assert shown.status_code == 200
    if "print" not in path:
        assert "没有人在修改" in shown.text


@pytest.mark.parametrize("path", PAGES)
async def test_the_window_has_no_business_here_and_a_tester_reads(centre: Any, draft: Any, path: str) -> None:
    window, tester = await centre.officer("chenyang"), await centre.officer("zengyang")
    assert (await window.get(f"{HOME}{path}")).status_code == 403
    assert (await tester.get(f"{HOME}{path}")).status_code == 200
    assert "设计" not in (await window.get("/tasks")).text
    missing = await tester.get(f"/designer/no_such{path}")
    assert missing.status_code == 404


# ---- beginning


async def test_a_new_matter_from_a_template_from_another_and_from_a_file(xu: Any) -> None:
    home = await xu.get("/designer")
    assert "企业开办" in home.text
    made = await send(xu, "/designer", name="食品经营许可", code="food_permit", template="promised_single")
    assert (made.status_code, made.headers["location"]) == (303, "/designer/food_permit")
    assert "食品经营许可" in (await xu.get("/designer/food_permit")).text
    copied = await send(xu, "/designer", name="分公司开办", code="branch_opening", matter=MATTER)
    assert copied.status_code == 303
    assert "分公司开办" in (await xu.get("/designer")).text
    again = await send(xu, "/designer", name="重名", code="food_permit", template="instant")
    assert again.status_code == 409
    assert "已经有草稿" in again.text


async def upload(caller: Any, address: str, content: bytes, **fields: str) -> Any:
    data = {"_csrf_token": await caller.csrf(), **fields}
    return await caller.http.post(address, data=data, files={"file": ("图.bpmn", content)})


async def test_a_drawing_of_another_tool_comes_in_with_its_findings(xu: Any) -> None:
    foreign = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
    <process id="p" isExecutable="true"><startEvent id="a"><outgoing>f</outgoing></startEvent>
    <sequenceFlow id="f" sourceRef="a" targetRef="b"/><complexGateway id="b"><incoming>f</incoming></complexGateway>
    </process></definitions>"""
    brought = await upload(xu, "/designer", foreign, name="外来流程", code="foreign")
    assert brought.status_code == 303, brought.text
    assert brought.headers["location"] == "/designer/foreign"
    shown = await xu.get("/designer/foreign")
    assert "复杂网关" in shown.text
    assert "定位" in shown.text
    for bad in (b"not xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"x" * (6 * 1024 * 1024)):
        refused = await upload(xu, "/designer", bad, name="坏文件", code="bad_file")
        assert refused.status_code == 422
        assert "请" in refused.text
    assert (await xu.get("/designer/bad_file")).status_code == 404
    assert (await send(xu, "/designer/foreign/import")).status_code == 422
    sample = (MIWG / "instant.bpmn").read_bytes()
    assert (await upload(xu, "/designer/foreign/import", sample)).status_code == 303


async def test_new_forms_and_tables_are_opened_in_their_editors(draft: Any, xu: Any) -> None:
    made = await send(xu, f"{HOME}/files", kind="form", name="survey")
    assert made.headers["location"] == f"{HOME}/forms/forms/survey.json"
    table = await send(xu, f"{HOME}/files", kind="decision", name="fee")
    assert table.headers["location"] == f"{HOME}/decisions/fee.dmn"
    body = {"path": "fee.dmn", "decision": "fee", "inputs": {"情形": "甲"}}
    told = (await xu.post(f"{DRAFT}/decide", body)).json()
    assert (told["value"], told["findings"]) == ("通过", [])
    assert (await send(xu, f"{HOME}/files", kind="form", name="survey")).status_code == 422
    assert (await send(xu, f"{HOME}/files", kind="form", name="../x")).status_code == 422


# ---- table of steps


# ---- fragments

INDUSTRIAL = "/designer/industrial_construction"


@pytest.fixture
async def phases(xu: Any) -> dict[str, str]:
    """工业建设项目施工许可, drawn in phases, being changed: its files."""
    assert (await xu.submit(INDUSTRIAL, f"{INDUSTRIAL}/draft")).status_code == 303
    return dict((await xu.get("/api/v1/matters/industrial_construction/draft")).json()["files"])


async def test_the_drawings_of_a_matter_in_phases_lead_to_one_another(phases: dict[str, str], xu: Any) -> None:
    fragments = [path for path in phases if path.endswith(".bpmn") and path != "flow.bpmn"]
    assert len(fragments) == 4
    for page in (INDUSTRIAL, f"{INDUSTRIAL}/steps", f"{INDUSTRIAL}/diagram"):
        shown = (await xu.get(page)).text
        where = "diagram/" if page.endswith("diagram") else "steps?file="
        assert all(f'href="{INDUSTRIAL}/{where}{each}"' in shown for each in fragments), page
    assert "没有环节使用的表单" not in (await xu.get(INDUSTRIAL)).text
    printed = (await xu.get(f"{INDUSTRIAL}/steps/print")).text
    assert all(f"<h3>{each}</h3>" in printed for each in ("总图", "第一阶段 立项用地规划许可"))


async def test_a_step_of_a_fragment_is_changed_in_its_table(phases: dict[str, str], xu: Any) -> None:
    file = next(path for path in phases if path.endswith(".bpmn") and "land_review" in phases[path])
    page = f"{INDUSTRIAL}/steps?file={file}&row=land_review"
    saved = await xu.submit(page, f"{INDUSTRIAL}/steps", {"_act": "save", "limit": "9"})
    assert saved.status_code == 303, saved.text
    assert saved.headers["location"].startswith(f"{INDUSTRIAL}/steps?file={file}&row=land_review")
    now = (await xu.get("/api/v1/matters/industrial_construction/draft")).json()["files"]
    changed = read_diagram(now[file].encode()).diagram
    assert changed is not None
    assert changed.node("land_review").step.limit.amount == "9"
    assert {path for path in now if now[path] != phases[path]} == {file}
    assert "最长 40 个工作日" in (await xu.get(INDUSTRIAL)).text  # 41 before, of which the land review took 10


async def test_a_new_fragment_begins_with_an_end_and_can_be_called(phases: dict[str, str], xu: Any) -> None:
    made = await xu.submit(INDUSTRIAL, f"{INDUSTRIAL}/files", {"kind": "drawing", "name": "phase_new"})
    assert made.headers["location"] == f"{INDUSTRIAL}/diagram/phase_new.bpmn"
    assert (await xu.get(made.headers["location"])).status_code == 200
    shown = (await xu.get(INDUSTRIAL)).text
    assert "没有被调用" in shown
    assert "里都有" not in shown  # its ids are its own


async def test_what_is_no_drawing_of_the_matter_is_not_found(phases: dict[str, str], xu: Any) -> None:
    for page in ("/steps?file=other.bpmn", "/steps?file=matter.toml", "/diagram/other.bpmn", "/diagram/matter.toml"):
        assert (await xu.get(INDUSTRIAL + page)).status_code == 404, page
    for name in ("", "阶段一", "Phase", "../x"):
        refused = await xu.submit(INDUSTRIAL, f"{INDUSTRIAL}/files", {"kind": "drawing", "name": name})
        assert refused.status_code == 422, name


async def test_a_row_of_the_table_is_a_step_of_the_drawing(draft: Any, xu: Any) -> None:
    page = f"{HOME}/steps?row=register"
    saved = await xu.submit(page, f"{HOME}/steps", {})
    assert saved.status_code == 303
    row = {"element": "register", "_act": "save", "mark": await mark(xu, page), "name": "设立登记（新）"}
    row |= {"kind": "decide", "department": "market_regulation", "post": "registration", "limit": "2"}
    row |= {
        "unit": "workingDay",
        "basis": "登记管理条例19",
        "outcomes": "准予登记、不予登记，退还材料",
        "result": "登记结论",
    }
    row |= {"form": "register", "min_staff": "1"}
    assert (await send(xu, f"{HOME}/steps", **row, materials=["charter", "address"])).status_code == 303

    diagram = read_diagram((await file_of(xu, "flow.bpmn")).encode()).diagram
    assert diagram is not None
    node = diagram.node("register")
    assert (node.name, node.step.limit.amount, node.step.department) == ("设立登记（新）", "2", "market_regulation")
    assert node.step.outcomes == ("准予登记", "不予登记", "退还材料")
    assert node.step.materials == ("charter", "address")
    assert "最长 4 个工作日" in (await xu.get(f"{HOME}/steps")).text


async def mark(caller: Any, page: str) -> str:
    shown = (await caller.get(page)).text
    return str(shown.split('name="mark" value="')[1].split('"')[0])


async def test_a_row_that_somebody_changed_meanwhile_is_not_overwritten(centre: Any, draft: Any, xu: Any) -> None:
    seen = await mark(xu, f"{HOME}/steps?row=seal")
    deng = await centre.officer("dengshi")
    mine = await mark(deng, f"{HOME}/steps?row=seal")
    first = await send(deng, f"{HOME}/steps", element="seal", _act="save", mark=mine, name="刻公章", limit="1")
    assert first.status_code == 303
    late = await send(xu, f"{HOME}/steps", element="seal", _act="save", mark=seen, name="公章", limit="1")
    assert late.status_code == 409
    assert "有人改过这一行" in late.text
    other = await mark(xu, f"{HOME}/steps?row=tax")
    assert (
        await send(xu, f"{HOME}/steps", element="tax", _act="save", mark=other, name="税务", limit="1")
    ).status_code == 303


async def test_what_is_no_number_is_told_and_stays_as_typed(draft: Any, xu: Any) -> None:
    seen = await mark(xu, f"{HOME}/steps?row=seal")
    bad = await send(xu, f"{HOME}/steps", element="seal", _act="save", mark=seen, name="公章刻制", limit="两天")
    assert bad.status_code == 422
    assert "时限应为整数，现在是“两天”" in bad.text
    assert 'value="两天"' in bad.text


async def test_steps_are_put_in_beside_and_taken_out_without_a_mouse(draft: Any, xu: Any) -> None:
    added = await send(xu, f"{HOME}/steps", element="register", _act="insert", name="集体讨论", shape="userTask")
    assert added.status_code == 303
    made = added.headers["location"].split("row=")[1]
    assert "集体讨论" in (await xu.get(f"{HOME}/steps")).text
    beside = await send(xu, f"{HOME}/steps", element=made, _act="beside", name="专家评审")
    assert beside.status_code == 303
    assert "专家评审" in (await xu.get(f"{HOME}/steps")).text
    for element in (beside.headers["location"].split("row=")[1], made):
        assert (await send(xu, f"{HOME}/steps", element=element, _act="remove")).status_code == 303
    diagram = read_diagram((await file_of(xu, "flow.bpmn")).encode()).diagram
    before = read_diagram(draft["files"]["flow.bpmn"].encode()).diagram
    assert diagram is not None
    assert before is not None
    assert {node.id for node in diagram.nodes()} == {node.id for node in before.nodes()}
    refused = await send(xu, f"{HOME}/steps", element="accepted", _act="remove")
    assert (refused.status_code, "条去向" in refused.text) == (422, True)


async def test_a_flow_gets_its_condition_in_the_table(draft: Any, xu: Any) -> None:
    diagram = read_diagram(draft["files"]["flow.bpmn"].encode()).diagram
    assert diagram is not None
    gateway = next(n for n in diagram.nodes() if n.kind == "exclusiveGateway" and len(diagram.outgoing(n.id)) > 1)
    flow = diagram.outgoing(gateway.id)[0]
    shown = (await xu.get(f"{HOME}/steps?row={gateway.id}")).text
    part = shown.split(f'name="flow" value="{flow.id}"')[1]
    seen = part.split('name="mark" value="')[1].split('"')[0]
    fields = {"element": gateway.id, "flow": flow.id, "mark": seen, "target": flow.target, "name": "新说明"}
    assert (await send(xu, f"{HOME}/steps", _act="flow", condition='受理结论 = "受理"', **fields)).status_code == 303
    after = read_diagram((await file_of(xu, "flow.bpmn")).encode()).diagram
    assert after is not None
    assert (after.flow(flow.id).name, after.flow(flow.id).condition) == ("新说明", '受理结论 = "受理"')


# ---- implementation list


async def test_the_list_is_changed_as_a_form(draft: Any, xu: Any) -> None:
    saved = await xu.submit(f"{HOME}/list", f"{HOME}/list", {"place": "二楼新大厅", "promised.amount": "5"})
    assert saved.status_code == 303
    text = await file_of(xu, "matter.toml")
    assert 'place = "二楼新大厅"' in text
    assert text.startswith("# 企业开办（一件事）：实施清单")
    changes = (await xu.get(f"/api/v1/matters/{MATTER}/compare?left=1")).json()["changes"]
    assert [each["field"] for each in changes] == ["promised", "place"]
    assert changes[0]["days"] == 2


async def test_a_wrong_number_in_the_list_is_shown_beside_its_field(draft: Any, xu: Any) -> None:
    bad = await xu.submit(f"{HOME}/list", f"{HOME}/list", {"promised.amount": "三天", "place": "没有丢"})
    assert bad.status_code == 422
    assert "应填整数，现在是“三天”" in bad.text
    assert "没有丢" in bad.text
    assert (await file_of(xu, "matter.toml")) == draft["files"]["matter.toml"]


async def test_a_list_that_cannot_be_read_is_mended_as_text(draft: Any, xu: Any) -> None:
    await xu.send("PUT", f"{DRAFT}/files/matter.toml", {"text": "code = ", "revision": 1})
    shown = await xu.get(f"{HOME}/list")
    assert "实施清单的原文" in shown.text
    mended = await xu.submit(f"{HOME}/list", f"{HOME}/list", {"_source": draft["files"]["matter.toml"]})
    assert mended.status_code == 303
    assert (await file_of(xu, "matter.toml")) == draft["files"]["matter.toml"]


# ---- scenarios


async def test_scenarios_run_before_they_are_saved_and_name_the_failing_line(draft: Any, xu: Any) -> None:
    feature = (
        "# language: zh-CN\n功能: 试一试\n\n  背景:\n"
        '    假如 "玉山县"已发布事项"企业开办"\n\n  场景: 收件后由窗口受理\n'
        '    当 综合窗口于"2026-03-02 09:30"收件\n    那么 在办环节为"受理审核"\n    那么 办件状态为"已办结"\n'
        "    那么 天上掉下一个环节\n"
    )
    ran = await send(xu, f"{HOME}/scenarios", _file="commitments.feature", _act="run", text=feature, _revision="1")
    assert ran.status_code == 200
    assert "未通过 1" in ran.text
    assert '<li id="line-10" class="bad">' in ran.text  # the state is not 已办结
    assert "还没有保存" in ran.text
    assert (await file_of(xu, "commitments.feature")) == draft["files"]["commitments.feature"]
    broken = await send(xu, f"{HOME}/scenarios", _file="commitments.feature", _act="run", text="胡写", _revision="1")
    assert "不合 Gherkin 的写法" in broken.text
    saved = await send(xu, f"{HOME}/scenarios", _file="commitments.feature", _act="save", text=feature, _revision="1")
    assert saved.status_code == 303
    stale = await send(xu, f"{HOME}/scenarios", _file="commitments.feature", _act="save", text="旧的", _revision="1")
    assert stale.status_code == 409
    assert "旧的" in stale.text


async def test_a_tester_runs_scenarios_and_saves_none(centre: Any, draft: Any) -> None:
    tester = await centre.officer("zengyang")
    text = "# language: zh-CN\n功能: 空\n"
    ran = await send(tester, f"{HOME}/scenarios", _act="run", text=text)
    assert ran.status_code == 200
    assert (await send(tester, f"{HOME}/scenarios", _act="save", text=text, _revision="1")).status_code == 403


# ---- trying


async def test_a_case_is_tried_in_memory_with_a_clock_one_moves(centre: Any, draft: Any, xu: Any) -> None:
    before = await centre.events_in_all()
    begun = await xu.submit(f"{HOME}/try", f"{HOME}/try", {"_begin": "2026-09-30T10:00"})
    assert begun.status_code == 303, begun.text
    shown = (await xu.get(f"{HOME}/try")).text
    assert "试办〔2026〕0001号" in shown
    assert "2026-09-30（周三） 10:00" in shown
    after = await send(xu, f"{HOME}/try/clock", to="holiday")
    assert after.status_code == 303
    shown = (await xu.get(f"{HOME}/try")).text
    assert "2026-10-08（周四） 09:00" in shown  # 节后第一天
    for step, outcome in (("受理审核", "受理"), ("设立登记", "准予登记")):
        action = shown.split('<form id="act" method="post" action="')[1].split('"')[0]
        assert step in shown
        assert (await xu.submit(f"{HOME}/try", action, {"_act": outcome})).status_code == 303
        shown = (await xu.get(f"{HOME}/try")).text
    assert "公章刻制" in shown
    assert await centre.events_in_all() == before
    assert "试办〔" not in (await (await centre.officer("chenyang")).get("/cases")).text
    back = await send(xu, f"{HOME}/try/clock", at="2026-01-01T09:00")
    assert (back.status_code, "时间只能往后走" in back.text) == (422, True)
    assert (await send(xu, f"{HOME}/try/end")).status_code == 303
    assert "开始试办" in (await xu.get(f"{HOME}/try")).text


async def test_the_sandbox_refuses_whom_the_engine_would_refuse(centre: Any, draft: Any, xu: Any) -> None:
    await xu.submit(f"{HOME}/try", f"{HOME}/try", {})
    tax = next(line for line in (await xu.get(f"{HOME}/try")).text.split("<option ") if "税务综合岗" in line)
    assert (await send(xu, f"{HOME}/try/person", person=tax.split('"')[1])).status_code == 303
    shown = (await xu.get(f"{HOME}/try")).text
    assert "这个环节由其他岗位办理" in shown
    other = await centre.officer("dengshi")
    assert "试办〔" not in (await other.get(f"{HOME}/try")).text  # everybody has a sandbox of their own
    assert (await send(other, f"{HOME}/try/clock", to="day")).status_code == 404


async def test_a_draft_that_cannot_run_says_why_instead(draft: Any, xu: Any) -> None:
    drawn = draft["files"]["flow.bpmn"].replace("parallelGateway", "complexGateway")
    await xu.send("PUT", f"{DRAFT}/files/flow.bpmn", {"text": drawn, "revision": 1})
    shown = await xu.get(f"{HOME}/try")
    assert "还不能试办" in shown.text
    assert "复杂网关" in shown.text


# ---- publishing


async def brief(caller: Any, draft: Any) -> int:
    """Another place and only the first scenario; the revision then."""
    feature = draft["files"]["commitments.feature"]
    first = feature.index("  场景")
    text = feature[: feature.index("  场景", first + 1)]
    await caller.send("PUT", f"{DRAFT}/files/commitments.feature", {"text": text, "revision": 1})
    listed = draft["files"]["matter.toml"].replace('place = "', 'place = "新址：', 1)
    saved = await caller.send("PUT", f"{DRAFT}/files/matter.toml", {"text": listed, "revision": 2})
    return int(saved.json()["revision"])


async def test_publishing_by_hand_shows_open_cases_and_the_next_version(
    centre: Any, draft: Any, xu: Any, received: Any
) -> None:
    case = await received(centre)
    await brief(xu, draft)
    shown = (await xu.get(f"{HOME}/publish")).text
    assert "在办 1 件，发布后都按原版本办完" in shown
    assert case["number"] in shown
    assert "可以转到新版" in shown
    done = await xu.submit(f"{HOME}/publish", f"{HOME}/publish", {"_act": "publish", "effective": "2026-03-02"})
    assert done.headers["location"] == f"{HOME}/versions"
    versions = (await xu.get(f"{HOME}/versions")).text
    assert "第 2 版" in versions
    compared = (await xu.get(f"{HOME}/compare?left=1&right=2")).text
    assert "办理地点：由“玉山县" in compared


async def test_the_gate_lists_every_failing_check_with_its_place(draft: Any, xu: Any) -> None:
    drawn = draft["files"]["flow.bpmn"].replace('gov:limit="1"', 'gov:limit="9"').replace("tax", "taxes")
    await xu.send("PUT", f"{DRAFT}/files/flow.bpmn", {"text": drawn, "revision": 1})
    shown = (await xu.get(f"{HOME}/publish")).text
    assert shown.count(f'href="{HOME}/diagram#element=') >= 2
    assert "disabled" in shown.split('value="publish"')[1].split(">")[0]
    refused = await send(xu, f"{HOME}/publish", _act="publish", effective="2026-03-03", revision="2")
    assert refused.status_code == 422
    assert "第 2 版" not in (await xu.get(f"{HOME}/versions")).text


async def test_two_pairs_of_eyes_by_hand(centre: Any, draft: Any, xu: Any) -> None:
    tenant = await centre.house.directory.by_code("yushan")
    settings = replace(tenant.settings, four_eyes_publish=True)
    await centre.house.directory.change(replace(tenant, settings=settings))
    await brief(xu, draft)
    asked = await xu.submit(f"{HOME}/publish", f"{HOME}/publish", {"_act": "publish", "effective": "2026-03-03"})
    assert asked.headers["location"] == f"{HOME}/publish"
    assert "待复核发布" in (await xu.get(HOME)).text
    assert "待复核发布" in (await xu.get("/designer")).text
    deng = await centre.officer("dengshi")
    shown = (await deng.get(f"{HOME}/publish")).text
    assert "复核通过，发布" in shown
    back = await deng.submit(f"{HOME}/publish", f"{HOME}/publish/decline", {})
    assert back.status_code == 303
    assert "待复核发布" not in (await xu.get(HOME)).text
    await xu.submit(f"{HOME}/publish", f"{HOME}/publish", {"_act": "publish", "effective": "2026-03-03"})
    done = await deng.submit(f"{HOME}/publish", f"{HOME}/publish", {"_act": "publish"})
    assert done.headers["location"] == f"{HOME}/versions"


async def test_going_back_and_starting_over_by_hand(draft: Any, xu: Any) -> None:
    await xu.send("PUT", f"{DRAFT}/files/flow.bpmn", {"text": "坏了", "revision": 1})
    assert "坏了" in await file_of(xu, "flow.bpmn")
    back = await send(xu, f"{HOME}/history", revision="1")
    assert back.status_code == 303
    assert (await file_of(xu, "flow.bpmn")) == draft["files"]["flow.bpmn"]
    over = await send(xu, f"{HOME}/versions/1/draft", day="2026-03-02")
    assert over.status_code == 303
    wrong = await send(xu, f"{HOME}/discard", sure="别的")
    assert wrong.status_code == 422
    assert (await send(xu, f"{HOME}/discard", sure=MATTER)).status_code == 303
    assert (await xu.get(DRAFT)).status_code == 404


async def test_retiring_by_hand_stops_new_cases(draft: Any, xu: Any) -> None:
    stopped = await send(xu, f"{HOME}/versions/1/retire", day="2026-03-02")
    assert stopped.status_code == 303
    assert "已停用" in (await xu.get(f"{HOME}/versions")).text
    assert MATTER not in {each["code"] for each in (await xu.get("/api/v1/matters")).json()}
    assert (await send(xu, f"{HOME}/versions/1/republish", day="明天")).status_code == 422
