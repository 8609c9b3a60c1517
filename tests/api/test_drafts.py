"""The designer sends a drawing and learns at once everything that is wrong with it, and whether it keeps its days."""

from pathlib import Path
from typing import Any

import pytest

from bpmn.document import write_diagram
from bpmn.testing import diagram_from
from tenants import scope
from tenants.people import Role

pytestmark = pytest.mark.anyio
ADDRESS = "/api/v1/drafts/judge"
TEMPLATES = Path(__file__).parents[2] / "bpmn" / "templates"
XML = {"content-type": "application/xml"}


async def judge(caller: Any, source: bytes) -> Any:
    return await caller.send("POST", ADDRESS, content=source, headers=XML)


async def somebody(centre: Any, role: Role) -> Any:
    """Whoever of 玉山县 has that role, signed in."""
    with scope.acting_for(await centre.tenant()):
        people = await centre.house.tenants.people()
    return await centre.officer(next(person.login for person in people if role in person.roles))


@pytest.fixture
async def officer(centre: Any) -> Any:
    """The reform officer of 玉山县."""
    return await somebody(centre, Role.REFORM_OFFICER)


async def test_a_template_keeps_its_promise(officer: Any) -> None:
    answer = await judge(officer, (TEMPLATES / "promised_single.bpmn").read_bytes())

    assert answer.status_code == 200
    verdict = answer.json()["verdict"]
    assert (verdict["sound"], verdict["worst"], verdict["unit"], verdict["promise"]) == (True, 5, "workingDay", "kept")
    assert verdict["exact"]
    assert [finding for finding in answer.json()["findings"] if finding["severity"] == "error"] == []


async def test_a_promise_that_cannot_be_kept_says_by_which_path(officer: Any) -> None:
    answer = await judge(officer, write_diagram(diagram_from("S A:3 +1 B:5 +2 D:2 E ; +1 C:8 +2", promised=10)))

    # 3 + max(5, 8) + 2 = 13 against 10
    (broken,) = (each for each in answer.json()["findings"] if each["code"] == "promised-limit-broken")
    assert "超出3" in broken["message"]
    assert answer.json()["verdict"]["path"] == ["A", "C", "D"]


async def test_a_fault_of_the_drawing_comes_with_the_walk_that_shows_it(officer: Any) -> None:
    answer = await judge(officer, write_diagram(diagram_from("S o1 A:1 +2 E ; o1 B:1 +2", promised=10)))

    verdict = answer.json()["verdict"]
    assert (verdict["sound"], verdict["worst"], verdict["walk"]) == (False, None, ["S", "o1", "B"])
    assert "deadlock" in {finding["code"] for finding in answer.json()["findings"]}


async def test_numbers_between_two_bounds_are_told(officer: Any) -> None:
    text = "S x1 [a > 1 and a < 2] A:3 x2 E ; x1 [-] B:1 x2"

    answer = await judge(officer, write_diagram(diagram_from(text, promised=3)))

    assert answer.json()["verdict"]["witness"]["inputs"] == {"a": 1.5}


async def test_hours_are_those_of_the_centre(officer: Any) -> None:
    # 7 hours are more than a day of 6.5 hours: two day ends
    answer = await judge(officer, write_diagram(diagram_from("S A:7h B:1 E", promised=5)))

    assert answer.json()["verdict"]["worst"] == 3


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("不是流程图".encode(), id="text"),
        pytest.param(b"PK\x03\x04" + bytes(200), id="zip"),
        pytest.param(b"<definitions>", id="broken"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', id="entity"),
        pytest.param(b"<a>" * 20_000, id="deep"),
        pytest.param("<a/>".encode("utf-16"), id="utf-16"),
    ],
)
async def test_what_is_no_drawing_is_a_finding(officer: Any, source: bytes) -> None:
    answer = await judge(officer, source)

    assert answer.status_code == 200
    assert answer.json()["findings"]
    assert any(finding["severity"] == "error" for finding in answer.json()["findings"])


async def test_nothing_and_too_much_are_problems(officer: Any) -> None:
    nothing, much = await judge(officer, b" \n"), await judge(officer, b"<a>" + b" " * (2 * 1024 * 1024))

    assert (nothing.status_code, nothing.json()["type"]) == (400, "urn:banshi:problem:draft-empty")
    assert (much.status_code, much.json()["type"]) == (413, "urn:banshi:problem:draft-too-large")
    assert much.json()["detail"] == "流程图为 2.0 MB，最多 2 MB。"
    assert nothing.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("role", [Role.REFORM_OFFICER, Role.TESTER, Role.ADMINISTRATOR])
async def test_who_draws_tries_or_keeps_the_system_may_ask(centre: Any, role: Role) -> None:
    caller = await somebody(centre, role)

    assert (await judge(caller, (TEMPLATES / "instant.bpmn").read_bytes())).status_code == 200


async def test_the_window_may_not_and_a_stranger_even_less(centre: Any) -> None:
    source = (TEMPLATES / "instant.bpmn").read_bytes()
    window, stranger = await somebody(centre, Role.WINDOW_CLERK), await centre.stranger()

    assert (await judge(window, source)).status_code == 403
    assert (await judge(stranger, source)).status_code == 401
