"""The main job at the door: an enterprise is opened in three working days, or is told why not.

Every date below was counted by hand from the holiday notices of 2026. In March 2026 nothing is off but weekends;
清明节 is off on 04-06 (Monday), 劳动节 from 05-01 to 05-05, and 05-09 (Saturday) is worked.
"""

from typing import Any

import pytest

from designer_api.demo import packs_by_code
from engine.verify.filling import samples_of

pytestmark = pytest.mark.anyio
BRANCHES = {
    "seal": "yinyang",
    "tax": "heli",
    "social_security": "zhengshi",
    "housing_fund": "fengyang",
    "bank": "jinli",
}
"""The five steps that run side by side, and who does each."""


def open_steps(case: dict[str, Any]) -> list[str]:
    return [step["element"] for step in case["steps"]]


def due_days(case: dict[str, Any]) -> dict[str, str]:
    return {step["element"]: step["due"]["day"] for step in case["steps"]}


async def accepted(centre: Any, case: dict[str, Any]) -> dict[str, Any]:
    centre.at("03-02 10:00")
    clerk = await centre.officer("chenyang")
    done = await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])
    assert done.status_code == 200, done.text
    return dict(done.json())


async def registered(centre: Any, case: dict[str, Any]) -> dict[str, Any]:
    centre.at("03-02 15:00")
    registrar = await centre.officer("lishi")
    done = await registrar.complete(case, "register", outcome="准予登记", data=centre.samples["register"])
    assert done.status_code == 200, done.text
    return dict(done.json())


async def test_an_enterprise_is_opened_in_three_working_days(any_centre: Any, received: Any) -> None:
    centre = any_centre
    case = await received(centre)
    assert (case["number"], case["status"], open_steps(case)) == ("玉办〔2026〕0001号", "收件", ["accept"])
    # 09:30 to 12:00 and 13:30 to 15:00 are the four working hours of the check
    assert case["steps"][0]["due"]["overdue_from"] == "2026-03-02T15:00:00+08:00"

    case = await accepted(centre, case)
    # accepted on Monday 03-02, not counted: 03-03, 03-04, 03-05
    assert case["promised"]["day"] == "2026-03-05"
    assert case["promised"]["overdue_from"] == "2026-03-06T00:00:00+08:00"
    # March has 4 + 5 + 5 + 5 + 2 = 21 after 03-02; April 3 (01-03) + 4 (07-10) + 5 + 5 + 4 (27-30) = 21: 42 so far;
    # May 05-06, 05-07, 05-08: 45
    assert case["statutory"]["day"] == "2026-05-08"
    assert (case["status"], open_steps(case)) == ("审查中", ["register"])
    assert due_days(case) == {"register": "2026-03-03"}

    case = await registered(centre, case)
    assert case["decided_at"] == "2026-03-02T15:00:00+08:00"
    assert sorted(open_steps(case)) == sorted(BRANCHES)
    assert due_days(case) == dict.fromkeys(BRANCHES, "2026-03-03")

    for hour, (element, login) in enumerate(BRANCHES.items(), 10):
        centre.at(f"03-03 {hour}:00")
        officer = await centre.officer(login)
        done = await officer.complete(case, element, outcome="完成", data=centre.samples[element])
        assert done.status_code == 200, done.text
    case = await (await centre.officer("luoyang")).read(case)  # enterprises see their own step alone
    # the five were done on 03-03, so making the result is due a working day later
    assert (case["status"], due_days(case)) == ("制证", {"issue": "2026-03-04"})

    centre.at("03-04 11:00")
    exit_clerk = await centre.officer("luoyang")
    case = (await exit_clerk.complete(case, "issue", outcome="完成", data=centre.samples["issue"])).json()
    # 03-03 and 03-04 of the promised three; delivery has ten working days from 03-04: 05, 06, 09 to 13, 16, 17, 18
    assert (case["status"], case["days_used"], due_days(case)) == ("待送达", 2, {"deliver": "2026-03-18"})

    centre.at("03-05 09:00")  # whoever was away for two hours signs in again
    exit_clerk = await centre.officer("luoyang")
    done = await exit_clerk.complete(case, "deliver", outcome="完成", data=centre.samples["deliver"])
    assert done.status_code == 200, done.text
    case = done.json()
    assert (case["status"], case["steps"], case["days_used"]) == ("已办结", [], 2)
    assert case["closed_at"] == case["delivered_at"] == "2026-03-05T09:00:00+08:00"

    clerk = await centre.officer("chenyang")
    assert await clerk.record(case) == [
        "陈样 收件，编号 玉办〔2026〕0001号（窗口）",
        "政务中心 陈样 一表收件：材料已收",
        "政务中心 陈样 受理审核：受理",
        "政务中心 陈样 受理，出具受理通知书",
        "市监局 李示 设立登记：准予登记",
        "市监局 李示 作出决定：准予登记",
        "刻章 印样 公章刻制：完成",
        "税务局 何例 税务登记与发票：完成",
        "社保局 郑示 社保登记：完成",
        "公积金中心 冯样 公积金登记：完成",
        "银行 金例 银行预约开户：完成",
        "政务中心 罗样 统一制证出件：完成",
        "政务中心 罗样 制证完成，承诺时限内用去 2 个工作日",
        "政务中心 罗样 送达：完成",
        "政务中心 罗样 送达",
        "罗样 办件结束：已办结",
    ]
    assert [each["number"] for each in (await clerk.get("/api/v1/cases?closed=true")).json()] == [case["number"]]
    assert (await clerk.get("/api/v1/cases")).json() == []
    assert (await clerk.get("/api/v1/tasks")).json() == []


async def test_each_post_finds_its_own_work_and_nobody_elses(centre: Any, received: Any) -> None:
    case = await registered(centre, await accepted(centre, await received(centre)))
    for element, login in BRANCHES.items():
        officer = await centre.officer(login)
        assert [task["element"] for task in (await officer.get("/api/v1/tasks")).json()] == [element]
    assert (await (await centre.officer("chenyang")).get("/api/v1/tasks")).json() == []
    assert sorted(open_steps(case)) == sorted(BRANCHES)


async def test_the_applicant_is_told_at_every_turn(centre: Any, received: Any) -> None:
    await registered(centre, await accepted(centre, await received(centre)))
    sent = [message.body["text"] for _, message in await centre.house.cases.waiting_messages()]
    assert sent == [
        "您申请的“企业开办”（玉办〔2026〕0001号）已收件，请凭办件编号查询进度。",
        "您申请的“企业开办”（玉办〔2026〕0001号）已受理，承诺于2026-03-05前办结。",
    ]


async def test_what_is_missing_is_told_once_and_acceptance_counts_from_the_last_supply(
    centre: Any, received: Any
) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    nothing = await clerk.complete(case, "accept", outcome="一次告知")
    assert (nothing.status_code, nothing.json()["type"]) == (422, "urn:banshi:problem:defects")
    case = (await clerk.complete(case, "accept", outcome="一次告知", defects=["住所证明", "公司章程"])).json()
    assert (case["status"], open_steps(case)) == ("补正", ["supplement"])

    centre.at("03-04 10:00")
    clerk = await centre.officer("chenyang")
    case = (await clerk.complete(case, "supplement", supplied=["公司章程"], data=centre.samples["application"])).json()
    assert (case["status"], open_steps(case)) == ("补正", ["supplement"])
    foreign = await clerk.complete(case, "supplement", supplied=["身份证"], data=centre.samples["application"])
    assert (foreign.status_code, foreign.json()["type"]) == (422, "urn:banshi:problem:supply-unknown")
    centre.at("03-06 15:00")
    clerk = await centre.officer("chenyang")
    case = (await clerk.complete(case, "supplement", supplied=["住所证明"], data=centre.samples["application"])).json()
    assert (case["status"], open_steps(case)) == ("收件", ["accept"])

    late = await clerk.complete(case, "accept", outcome="一次告知", defects=["任职文件"])
    assert (late.status_code, late.json()["type"]) == (422, "urn:banshi:problem:one-time-notice")
    assert late.json()["article"] == "《行政许可法》第三十二条第一款第四项"
    centre.at("03-09 09:30")
    clerk = await centre.officer("chenyang")
    case = (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).json()
    # mended on Friday 03-06, accepted as of that day (许可法32, 全部补正之日): 03-09, 03-10, 03-11
    assert case["accepted_at"] == "2026-03-06T15:00:00+08:00"
    assert case["promised"]["day"] == "2026-03-11"


async def test_acceptance_is_refused_with_a_reason_and_never_without(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    silent = await clerk.complete(case, "accept", outcome="不予受理", reason="  ")
    assert (silent.status_code, silent.json()["article"]) == (422, "《行政许可法》第三十二条")
    assert (await clerk.read(case))["status"] == "收件"
    reason = "住所不在本机关登记管辖范围"
    case = (await clerk.complete(case, "accept", outcome="不予受理", reason=reason)).json()
    assert (case["status"], case["steps"], case["promised"]) == ("不予受理", [], None)
    assert case["closed_at"] == "2026-03-02T09:30:00+08:00"
    assert f"政务中心 陈样 不予受理：{reason}" not in await clerk.record(case)
    assert "政务中心 陈样 不予受理" in await clerk.record(case)
    texts = [message.body["text"] for _, message in await centre.house.cases.waiting_messages()]
    assert texts[-1] == f"您申请的“企业开办”（玉办〔2026〕0001号）不予受理，理由：{reason}。"


async def test_registration_is_denied_with_reason_and_remedies(centre: Any, received: Any) -> None:
    case = await accepted(centre, await received(centre))
    registrar = await centre.officer("lishi")
    silent = await registrar.complete(case, "register", outcome="不予登记", data=centre.samples["register"])
    assert (silent.status_code, silent.json()["article"]) == (422, "《行政许可法》第三十八条")
    case = (
        await registrar.complete(
            case, "register", outcome="不予登记", reason="法定代表人不得任职", data=centre.samples["register"]
        )
    ).json()
    # decided 03-02: ten working days are 03-03..06 (4), 03-09..13 (9), 03-16
    assert (case["status"], due_days(case)) == ("不予", {"deliver_denial": "2026-03-16"})
    lines = (await registrar.get(f"/api/v1/cases/{case['id']}/record")).json()
    (decision,) = [line["detail"] for line in lines if line["text"] == "作出决定：不予登记"]
    assert decision == (
        "法定代表人不得任职；行政复议：玉山县人民政府，自知道之日起60日内；"
        "行政诉讼：有管辖权的人民法院，自知道之日起6个月内；"
        "市监局审批决定权、专用章使用权：凭玉授〔2024〕2号（顶岗）"
    )
    exit_clerk = await centre.officer("luoyang")
    case = (await exit_clerk.complete(case, "deliver_denial", outcome="完成", data=centre.samples["deliver"])).json()
    assert (case["status"], case["steps"]) == ("不予", [])


async def test_materials_are_returned_and_the_case_ends_as_returned(centre: Any, received: Any) -> None:
    case = await accepted(centre, await received(centre))
    registrar = await centre.officer("lishi")
    done = await registrar.complete(
        case, "register", outcome="退还材料", reason="章程缺少签字", data=centre.samples["register"]
    )
    assert open_steps(done.json()) == ["return_materials"]
    exit_clerk = await centre.officer("luoyang")
    case = (
        await exit_clerk.complete(done.json(), "return_materials", outcome="完成", data=centre.samples["return_notice"])
    ).json()
    assert (case["status"], case["steps"]) == ("退件", [])


async def test_a_step_sent_back_is_answered_by_the_window_and_keeps_its_dates(centre: Any, received: Any) -> None:
    case = await registered(centre, await accepted(centre, await received(centre)))
    token = next(step["token"] for step in case["steps"] if step["element"] == "seal")
    engraver = await centre.officer("yinyang")
    address = f"/api/v1/cases/{case['id']}/steps/{token}/send-back"
    assert (await engraver.post(address, {"reason": " "})).status_code == 422
    sent = (await engraver.post(address, {"reason": "印模名称与营业执照不一致"})).json()
    (step,) = [each for each in sent["steps"] if each["element"] == "seal"]
    assert (step["sent_back"], step["due"]["day"]) == ("印模名称与营业执照不一致", "2026-03-03")
    stuck = await engraver.complete(sent, "seal", outcome="完成", data=centre.samples["seal"])
    assert (stuck.status_code, stuck.json()["detail"]) == (422, "退回的环节由综合窗口答复。")
    assert (await engraver.get("/api/v1/tasks")).json() == []

    clerk = await centre.officer("chenyang")
    (task,) = (await clerk.get("/api/v1/tasks")).json()
    assert (task["element"], task["sent_back"]) == ("seal", True)
    unsaid = await clerk.complete(sent, "seal")
    assert (unsaid.status_code, unsaid.json()["type"]) == (422, "urn:banshi:problem:resubmit-note")
    answered = (await clerk.complete(sent, "seal", note="已按营业执照更正")).json()
    (step,) = [each for each in answered["steps"] if each["element"] == "seal"]
    assert (step["sent_back"], step["due"]["day"]) == ("", "2026-03-03")
    assert answered["promised"] == case["promised"]
    done = await engraver.complete(answered, "seal", outcome="完成", data=centre.samples["seal"])
    assert done.status_code == 200


async def test_the_applicant_may_withdraw_until_the_decision(centre: Any, received: Any) -> None:
    case = await accepted(centre, await received(centre))
    clerk, registrar = await centre.officer("chenyang"), await centre.officer("lishi")
    address = f"/api/v1/cases/{case['id']}/withdraw"
    assert (await registrar.post(address, {"reason": "股东另有安排"})).json()["type"] == "urn:banshi:problem:post"
    assert (await clerk.post(address, {"reason": ""})).json()["type"] == "urn:banshi:problem:withdraw-reason"
    done = (await clerk.post(address, {"reason": "股东另有安排"})).json()
    assert (done["status"], done["steps"]) == ("撤回", [])
    assert (await registrar.get("/api/v1/tasks")).json() == []


async def test_after_the_decision_nobody_withdraws(centre: Any, received: Any) -> None:
    case = await registered(centre, await accepted(centre, await received(centre)))
    clerk = await centre.officer("chenyang")
    late = await clerk.post(f"/api/v1/cases/{case['id']}/withdraw", {"reason": "不办了"})
    assert (late.status_code, late.json()["type"]) == (422, "urn:banshi:problem:withdraw")
    assert len((await clerk.read(case))["steps"]) == 5


async def test_silence_for_five_working_days_is_acceptance(centre: Any, received: Any) -> None:
    case = await received(centre)
    # received 03-02: 03-03, 03-04, 03-05, 03-06, 03-09 are the five days; the day after they are over
    centre.at("03-09 23:59")
    await centre.tick()
    clerk = await centre.officer("chenyang")
    assert (await clerk.read(case))["status"] == "收件"
    centre.at("03-10 00:00")
    while await centre.tick():
        pass
    clerk = await centre.officer("chenyang")
    case = await clerk.read(case)
    assert (case["status"], open_steps(case)) == ("视为受理", ["register"])
    # deemed accepted as of the receipt on 03-02: 03-03, 03-04, 03-05
    assert (case["accepted_at"], case["promised"]["day"]) == ("2026-03-02T09:30:00+08:00", "2026-03-05")
    record = await clerk.record(case)
    assert "受理审查时限已过" in record
    assert "逾期未告知，视为受理" in record


async def test_the_same_walk_on_pages(centre: Any, application: dict[str, Any]) -> None:
    clerk = await centre.officer("chenyang")
    answers = {**posted(application), "股东:rows": "2"}
    address = "/receive/enterprise_opening"
    taken = await clerk.submit(address, address, answers)
    assert taken.status_code == 303, taken.text
    page = await clerk.get(taken.headers["location"])
    assert "玉办〔2026〕0001号" in page.text
    case = (await clerk.get("/api/v1/cases")).json()[0]

    async def work(login: str, at: str, element: str, form: str, act: str) -> None:
        centre.at(at)
        officer = await centre.officer(login)
        shown = await (await centre.officer("chenyang")).read(case)
        token = next(step["token"] for step in shown["steps"] if step["element"] == element)
        action = f"/tasks/{case['id']}/{token}"
        fields = {**posted(centre.samples[form]), "_act": act}
        done = await officer.submit(f"/tasks?task={case['id']}:{token}", action, fields)
        assert (done.status_code, done.headers.get("location")) == (303, "/tasks"), done.text
        after = await officer.get("/tasks")
        assert case["number"] in after.text  # the line that says what was done

    await work("chenyang", "03-02 10:00", "accept", "acceptance", "受理")
    await work("lishi", "03-02 15:00", "register", "register", "准予登记")
    for hour, (element, login) in enumerate(BRANCHES.items(), 10):
        await work(login, f"03-03 {hour}:00", element, element, "完成")
    await work("luoyang", "03-04 11:00", "issue", "issue", "完成")
    await work("luoyang", "03-05 09:00", "deliver", "deliver", "完成")
    clerk = await centre.officer("chenyang")
    done = await clerk.read(case)
    assert (done["status"], done["days_used"], done["promised"]["day"]) == ("已办结", 2, "2026-03-05")
    story = await clerk.get(f"/cases/{case['id']}")
    for words in ("一表收件：材料已收", "作出决定：准予登记", "共用 2 个工作日"):
        assert words in story.text
    listed = await clerk.get("/cases?closed=true")
    assert case["number"] in listed.text


async def test_a_form_posted_with_mistakes_comes_back_with_what_was_typed(
    centre: Any, application: dict[str, Any]
) -> None:
    clerk = await centre.officer("chenyang")
    address = "/receive/enterprise_opening"
    before = await centre.events_in_all()
    wrong = {**posted({**application, "法定代表人身份证号": "361123199003070018"}), "股东:rows": "2"}
    again = await clerk.submit(address, address, wrong)
    assert again.status_code == 422
    assert "玉山县示例茶业有限公司" in again.text
    assert 'value="361123199003070018"' in again.text
    assert 'aria-invalid="true"' in again.text
    assert await centre.events_in_all() == before


def posted(answers: dict[str, Any]) -> dict[str, str | list[str]]:
    """Answers as a browser posts them: lists of texts under one name, rows of a list numbered."""
    fields: dict[str, str | list[str]] = {}
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row, cells in enumerate(value):
                fields |= {f"{name}.{row}.{cell}": str(text) for cell, text in cells.items()}
        elif isinstance(value, list):
            fields[name] = [str(each) for each in value]
        else:
            fields[name] = "true" if value is True else str(value)
    return fields


async def test_a_case_in_a_phase_shows_the_drawing_of_that_phase(centre: Any) -> None:
    """工业建设项目施工许可 is drawn in phases: where a case is inside one, its own drawing is open on the page."""
    clerk = await centre.officer("chenyang")
    application = samples_of(packs_by_code()["yushan"], "industrial_construction")["application"]
    case = (await clerk.post("/api/v1/cases", {"matter": "industrial_construction", "data": application})).json()
    assert "<details><summary><h3>分图·第一阶段 立项用地规划许可" in (await clerk.get(f"/cases/{case['id']}")).text
    accepted = await clerk.complete(case, "accept", outcome="受理", data={})
    assert accepted.status_code == 200, accepted.text
    page = (await clerk.get(f"/cases/{case['id']}")).text
    assert "<details open><summary><h3>分图·第一阶段 立项用地规划许可" in page
    assert "<details><summary><h3>分图·第二阶段 工程建设许可" in page


async def test_the_public_finds_a_matter_by_its_words_and_reads_how_to_go_about_it(centre: Any) -> None:
    public = await centre.stranger()
    found = (await public.get("/guide/yushan?q=开办 企业")).text
    assert 'href="/guide/yushan/enterprise_opening"' in found
    assert 'href="/guide/yushan/elder_card"' not in found
    nothing = (await public.get("/guide/yushan?q=%3Cscript%3E")).text
    assert "没有符合的事项" in nothing
    assert "<script>" not in nothing.split("<body")[1]
    page = (await public.get("/guide/yushan/enterprise_opening")).text
    assert "<b>五项同时办</b>" in page
    # 03-02 is a Monday: the three days are Tuesday to Thursday
    assert "今天 2026-03-02（周一）受理，当日不算，第 1 日 2026-03-03（周二）、" in page
    assert "最迟 2026-03-05（周四）办结" in page
    assert 'aria-label="这份指南的网址"' in page


async def test_a_form_shows_what_a_decision_before_it_said(centre: Any, received: Any) -> None:
    """名称住所失信核查 of 企业开办 advises the registrar: the advice stands on the form, the record has its trace."""
    case = await accepted(centre, await received(centre))
    registrar = await centre.officer("lishi")
    page = (await registrar.get(f"/tasks?task={case['id']}:{case['steps'][0]['token']}")).text
    assert "核查建议：<strong>建议准予登记</strong>。" in page
