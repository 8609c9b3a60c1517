"""What goes wrong is told in one shape (RFC 9457), in Chinese, with the right status, and changes nothing."""

import asyncio
from typing import Any

import pytest

pytestmark = pytest.mark.anyio
CJK = range(0x4E00, 0x9FFF)
RECEIVE = "/api/v1/cases"


def is_problem(answer: Any, status: int, kind: str | None = None) -> dict[str, Any]:
    """The problem, after a look at its shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].split(";")[0] == "application/problem+json"
    told = dict(answer.json())
    assert told["status"] == status
    assert told["type"] == f"urn:banshi:problem:{kind or status}"
    for name in ("title", "detail"):
        assert any(ord(sign) in CJK for sign in told[name]), f"{name} speaks no Chinese: {told[name]}"
        assert "Error" not in told[name]
        assert "Traceback" not in told[name]
    return told


async def test_each_status_has_its_problem(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk, registrar, stranger = [
        await centre.officer("chenyang"),
        await centre.officer("lishi"),
        await centre.stranger(),
    ]
    is_problem(await clerk.post(RECEIVE, {"matter": "enterprise_opening"}), 400)
    is_problem(await stranger.get("/api/v1/me"), 401)
    is_problem(await clerk.http.post(RECEIVE, json={}), 403)
    is_problem(await registrar.get(f"/api/v1/cases/{case['id']}"), 404, "not-found")
    is_problem(await clerk.get("/api/v1/nowhere"), 404)
    is_problem(await clerk.get("/api/v1/cases/not-a-number"), 404)
    is_problem(await clerk.send("PUT", "/api/v1/me"), 405)
    is_problem(await clerk.post(f"/api/v1/cases/{case['id']}/steps/999/complete", {}), 409, "step")
    is_problem(await clerk.complete(case, "accept", outcome="也许", data=centre.samples["acceptance"]), 422, "outcome")


async def test_a_page_for_people_says_the_same_and_the_way_out(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk, registrar = await centre.officer("chenyang"), await centre.officer("lishi")
    for answer, status, words in (
        (await registrar.get(f"/cases/{case['id']}"), 404, "没有找到这个办件。"),
        (await clerk.get("/nowhere"), 404, "没有找到"),
        (await clerk.get("/matters/nothing"), 404, "没有找到"),
        (await clerk.http.post("/sign-out"), 403, "没有权限"),
        (await clerk.get("/sign-out"), 405, "不支持的操作"),
        (await clerk.get(f"/tasks?task={case['id']}:999"), 409, "这个环节已经办结或已被收回。"),
    ):
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
        assert f"<h1>{words}</h1>" in answer.text
        assert 'href="/"' in answer.text


# ---- bodies
@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"matter": "enterprise_opening"}, "缺少字段 `data`。"),
        ({"matter": "enterprise_opening", "data": []}, "请求正文应为 `object`，现为 `array`。"),
        ({"matter": 7, "data": {}}, "matter应为 `str`，现为 `int`。"),
        ({"matter": "", "data": {}}, "matter应为 `str`，长度不小于 1。"),
        ({"matter": "enterprise_opening", "data": {}, "channel": "窗" * 21}, "channel应为 `str`，长度不超过 20。"),
        ({"matter": "enterprise_opening", "data": {}, "tenant": "duyun"}, "不认识的字段 `tenant`。"),
        ([], "请求正文应为 `object`，现为 `array`。"),
        ("text", "请求正文应为 `object`，现为 `str`。"),
        (7, "请求正文应为 `object`，现为 `int`。"),
    ],
)
async def test_a_body_of_another_shape_is_refused_and_the_field_named(centre: Any, body: object, detail: str) -> None:
    clerk = await centre.officer("chenyang")
    told = is_problem(await clerk.post(RECEIVE, body), 400)
    assert told["detail"] == detail
    assert await centre.events_in_all() == 0


@pytest.mark.parametrize("source", [b"", b"{", b"null", b'{"matter": NaN}', b"\xff\xfe", b'{"matter":"\\ud800"}'])
async def test_what_is_no_json_is_refused(centre: Any, source: bytes) -> None:
    clerk = await centre.officer("chenyang")
    headers = {"content-type": "application/json"}
    is_problem(await clerk.post(RECEIVE, headers=headers, content=source), 400)
    assert await centre.events_in_all() == 0


async def test_a_body_nested_without_end_is_refused(centre: Any) -> None:
    clerk = await centre.officer("chenyang")
    deep = b'{"matter":"enterprise_opening","data":{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    answer = await clerk.post(RECEIVE, headers={"content-type": "application/json"}, content=deep)
    is_problem(answer, 400)


async def test_a_huge_body_is_refused_before_it_is_read(centre: Any) -> None:
    clerk = await centre.officer("chenyang")
    huge = b'{"matter":"enterprise_opening","data":{"x":"' + b"x" * (9 * 1024 * 1024) + b'"}}'
    is_problem(await clerk.post(RECEIVE, headers={"content-type": "application/json"}, content=huge), 413)
    page = await clerk.http.post("/receive/enterprise_opening", content=huge, headers={"content-type": "text/plain"})
    assert page.status_code in (403, 413)
    assert await centre.events_in_all() == 0


# ---- answers of a form
async def test_every_answer_that_does_not_fit_is_named(centre: Any, application: dict[str, Any]) -> None:
    clerk = await centre.officer("chenyang")
    wrong = {**application, "企业名称": "", "法定代表人身份证号": "361123199003070018", "注册资本": "很多"}
    told = is_problem(await clerk.post(RECEIVE, {"matter": "enterprise_opening", "data": wrong}), 422, "form")
    fields = {error["path"]: error["message"] for error in told["errors"]}
    assert set(fields) == {"企业名称", "法定代表人身份证号", "注册资本"}
    assert all(message in told["detail"] for message in fields.values())
    assert await centre.events_in_all() == 0


async def test_an_answer_to_a_question_nobody_asked_is_refused(centre: Any, application: dict[str, Any]) -> None:
    clerk = await centre.officer("chenyang")
    answer = await clerk.post(RECEIVE, {"matter": "enterprise_opening", "data": {**application, "受理结论": "受理"}})
    told = is_problem(answer, 422, "form")
    assert "受理结论" in told["detail"]


async def test_a_matter_nobody_published_is_not_there(centre: Any, application: dict[str, Any]) -> None:
    clerk = await centre.officer("chenyang")
    is_problem(await clerk.post(RECEIVE, {"matter": "food_permit", "data": application}), 404)


async def test_who_may_not_receive_does_not(centre: Any, application: dict[str, Any]) -> None:
    exit_clerk = await centre.officer("luoyang")
    body = {"matter": "enterprise_opening", "data": application}
    is_problem(await exit_clerk.post(RECEIVE, body), 422, "receive")
    assert (await exit_clerk.get("/receive/enterprise_opening")).status_code == 422
    assert await centre.events_in_all() == 0


@pytest.mark.parametrize(
    "address",
    ["/api/v1/tasks?limit=many", "/api/v1/cases?closed=perhaps", "/cases?closed=perhaps", "/api/v1/tasks?limit=0"],
)
async def test_a_strange_query_is_refused_or_read_as_the_nearest(centre: Any, address: str) -> None:
    clerk = await centre.officer("chenyang")
    answer = await clerk.get(address)
    assert answer.status_code == (200 if address.endswith("=0") else 400)


MADE_UP = [
    "/tasks?after=x.y.z",
    "/tasks?after=9999999999999999999999999.x.1",
    "/tasks?after=1.x.99999999999999999999999",
    "/tasks?task=nothing",
    "/tasks?task=:",
    "/tasks?lamp=purple&whose=theirs",
    "/cases?before=99999999999999999999999.x",
    "/cases?before=1.x",
    "/cases?q=%25%27%22;--",
    "/cases?q=" + "x" * 500,
]


async def test_a_cursor_somebody_made_up_breaks_nothing(any_centre: Any) -> None:
    clerk = await any_centre.officer("chenyang")
    answers = {address: (await clerk.get(address)).status_code for address in MADE_UP}
    assert {address: status for address, status in answers.items() if status not in (200, 404)} == {}


# ---- two hands
async def test_the_same_completion_sent_twice_has_one_effect(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    what = {"outcome": "受理", "data": centre.samples["acceptance"]}
    first, second = await clerk.complete(case, "accept", **what), await clerk.complete(case, "accept", **what)
    assert first.status_code == 200
    is_problem(second, 409, "step")
    record = await clerk.record(case)
    assert record.count("政务中心 陈样 受理，出具受理通知书") == 1


async def test_a_double_click_on_the_page_has_one_effect(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    action = f"/tasks/{case['id']}/{case['steps'][0]['token']}"
    fields = {"_csrf_token": await clerk.csrf(), "_act": "不予受理", "_reason": "不属于本机关"}
    answers = await asyncio.gather(*(clerk.http.post(action, data=fields) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    record = await clerk.record(case)
    assert record.count("政务中心 陈样 不予受理") == 1


async def test_of_two_officers_at_one_step_one_wins(any_centre: Any, received: Any) -> None:
    case = await received(any_centre)
    hands = [await any_centre.officer(login) for login in ("chenyang", "gaoli", "linshi")]
    what = {"outcome": "受理", "data": any_centre.samples["acceptance"]}
    answers = await asyncio.gather(*(hand.complete(case, "accept", **what) for hand in hands))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            is_problem(answer, 409, answer.json()["type"].rsplit(":", 1)[-1])
    after, events = await any_centre.stored(case["id"])
    assert len(events) == after.revision
    assert sum(type(event).__name__ == "CaseAccepted" for event in events) == 1


async def test_a_step_somebody_claimed_is_theirs_until_they_put_it_back(centre: Any, received: Any) -> None:
    case = await received(centre)
    first, second = await centre.officer("chenyang"), await centre.officer("gaoli")
    step = f"/api/v1/cases/{case['id']}/steps/{case['steps'][0]['token']}"
    held = (await first.post(f"{step}/claim")).json()
    assert held["steps"][0]["holder"] == "陈样"
    assert (await first.post(f"{step}/claim")).status_code == 200
    for act in ("claim", "release"):
        told = is_problem(await second.post(f"{step}/{act}"), 409, "held")
        assert "陈样" in told["detail"]
    is_problem(await second.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"]), 409, "held")
    assert [task["number"] for task in (await first.get("/api/v1/tasks?whose=mine")).json()] == [case["number"]]
    assert (await second.get("/api/v1/tasks?whose=free")).json() == []
    assert (await first.post(f"{step}/release")).json()["steps"][0]["holder"] == ""
    assert (await second.post(f"{step}/claim")).json()["steps"][0]["holder"] == "高例"
    record = await first.record(case)
    assert [line.split()[-1] for line in record if "认领" in line] == ["认领", "放回待认领", "认领"]


# ---- tokens that are none
async def test_a_token_of_another_case_of_a_closed_one_or_of_none_completes_nothing(centre: Any, received: Any) -> None:
    case, other = await received(centre), await received(centre)
    clerk = await centre.officer("chenyang")
    accepted = (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).json()
    foreign = accepted["steps"][0]["token"]
    assert foreign not in {step["token"] for step in other["steps"]}
    before = await centre.events_in_all()
    for token in (foreign, 0, 1, 999, 2**31, 2**63, 10**30):
        answer = await clerk.post(f"/api/v1/cases/{other['id']}/steps/{token}/complete", {"outcome": "受理"})
        is_problem(answer, 409, "step")
        assert (await clerk.post(f"/api/v1/cases/{other['id']}/steps/{token}/claim")).status_code == 409
    is_problem(await clerk.post(f"/api/v1/cases/{other['id']}/steps/-1/complete", {}), 409, "step")
    assert (await clerk.post(f"/api/v1/cases/{other['id']}/steps/x/complete", {})).status_code == 404
    assert await centre.events_in_all() == before

    closed = (await clerk.complete(other, "accept", outcome="不予受理", reason="不属于本机关")).json()
    assert closed["steps"] == []
    token = other["steps"][0]["token"]
    is_problem(await clerk.post(f"/api/v1/cases/{other['id']}/steps/{token}/complete", {}), 409, "step")
    is_problem(await clerk.post(f"/api/v1/cases/{other['id']}/steps/{token}/claim"), 409, "closed")
    is_problem(await clerk.post(f"/api/v1/cases/{other['id']}/withdraw", {"reason": "x"}), 409, "closed")


async def test_what_is_typed_is_shown_as_typed_and_never_as_markup(centre: Any, application: dict[str, Any]) -> None:
    clerk = await centre.officer("chenyang")
    name = "<script>alert(1)</script>有限公司"
    case = await clerk.receive({**application, "企业名称": name})
    for page in (
        "/cases",
        "/tasks",
        f"/cases/{case['id']}",
        f"/cases?q={name}",
        "/tasks?whose=<script>alert(1)</script>",
    ):
        text = (await clerk.get(page)).text
        assert "<script>alert(1)" not in text, page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;有限公司" in (await clerk.get(f"/cases/{case['id']}")).text


async def test_the_applicants_number_is_never_in_a_list_or_in_the_api(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    for address in ("/api/v1/tasks", "/api/v1/cases", f"/api/v1/cases/{case['id']}", "/tasks", "/cases"):
        text = (await clerk.get(address)).text
        assert case["applicant"] in text
        assert "361123199003070017" not in text
        assert "13000000001" not in text
    assert "361123199003070017" not in (await clerk.get(f"/api/v1/cases/{case['id']}/record")).text


async def test_the_case_page_masks_every_resident_number(centre: Any, received: Any) -> None:
    case = await received(centre)
    page = (await (await centre.officer("chenyang")).get(f"/cases/{case['id']}")).text
    assert "361123********0017" in page
    assert "361123199003070017" not in page
