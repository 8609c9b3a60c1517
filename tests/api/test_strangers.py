"""Whoever may not see a case meets the same nothing as whoever asks for a case that was never there.

The addresses are taken from the application itself, so that a new one is tried without anybody thinking of it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar.routes import HTTPRoute

from designer_api.app import create_app
from designer_api.settings import Settings
from tenants import scope

pytestmark = pytest.mark.anyio
OPEN = {"/favicon.svg", "/health", "/sign-in", "/sign-out", "/static/{file_path}", "/api/v1/session"} | {
    "/licences",
    "/sign-in/provider",
    "/sign-in/provider/callback",
    "/guide/{tenant}",
    "/guide/{tenant}/sites",
    "/guide/{tenant}/lists/catalogue",
    "/guide/{tenant}/lists/exceptions",
    "/guide/{tenant}/{code}",
    "/guide/{tenant}/{code}/card",
    "/guide/{tenant}/{code}/json",
}
"""What needs no session: the sign-in itself, guides for the public, built files, and whether the server is well."""
DESCRIPTION = (
    "/api/v1/docs",
    "/api/v1/openapi.json",
    "/api/v1/openapi.yaml",
    "/api/v1/openapi.yml",
    "/api/v1",
    "/api/v1/{path}",
)
NOWHERE = UUID("01960000-0000-7000-8000-00000000dead")
BODIES: dict[str, object] = {
    "complete": {"outcome": "受理", "reason": "试试"},
    "send-back": {"reason": "试试"},
    "withdraw": {"reason": "试试"},
    "acts": {"act": "terminate", "values": {"reason": "试试"}},
}


def _routes(path: Path) -> Iterator[tuple[str, str]]:
    """Every method and address of the application."""
    app = create_app(Settings(data=path))
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method in sorted(set(route.methods) - {"OPTIONS", "HEAD"}):
                yield method, route.path_format


@pytest.fixture(scope="session")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    return list(_routes(tmp_path_factory.mktemp("routes")))


def of_case(path: str) -> bool:
    return "{case" in path


def filled(path: str, case: object, token: object = 4, code: str = "acceptance") -> str:
    """An address with its holes filled."""
    holes = {"{case}": str(case), "{token}": str(token), "{code}": code, "{number}": "1", "{trial}": str(NOWHERE)}
    holes |= {"{person}": str(NOWHERE), "{upload}": str(NOWHERE), "{kind}": "people"}
    holes |= {"{batch}": str(NOWHERE), "{key}": str(NOWHERE), "{incident}": "i1", "{job}": f"{NOWHERE}:2"}
    holes |= {"{register}": "departments", "{entry}": "tax", "{level}": "county"}
    for hole, value in holes.items():
        path = path.replace(hole, value)
    return re.sub(r"\{\w+\}", str(NOWHERE), path)


async def ask(caller: Any, method: str, address: str) -> Any:
    """Any request, with a plausible body where the address takes one."""
    last = address.rsplit("/", 1)[-1]
    if address.startswith("/api/") and method != "GET":
        return await caller.send(method, address, BODIES.get(last))
    if method == "POST":
        fields = {"_csrf_token": await caller.csrf(), "reason": "试试", "_act": "受理"}
        return await caller.http.post(address, data=fields)
    return await caller.send(method, address)


async def test_the_application_has_addresses_of_both_kinds(addresses: list[tuple[str, str]]) -> None:
    assert {path.split("/")[1] for _, path in addresses} >= {"api", "cases", "tasks", "receive", "matters"}
    assert sum(of_case(path) for _, path in addresses) >= 12


async def test_every_described_operation_is_an_address_and_the_other_way_round(
    centre: Any, addresses: list[tuple[str, str]]
) -> None:
    description = (await (await centre.stranger()).get("/api/v1/openapi.json")).json()
    described = {(m.upper(), path) for path, item in description["paths"].items() for m in item if m != "parameters"}
    served = {(m, p) for m, p in addresses if p.startswith("/api/") and p not in DESCRIPTION}
    assert described == served


async def test_nobody_who_has_not_signed_in_gets_anywhere(
    centre: Any, received: Any, addresses: list[tuple[str, str]]
) -> None:
    case = await received(centre)
    before = await centre.events_in_all()
    stranger = await centre.stranger()
    for method, path in addresses:
        if path in OPEN or path in DESCRIPTION:
            continue
        answer = await ask(stranger, method, filled(path, case["id"], code="enterprise_opening"))
        if path.startswith("/api/"):
            assert answer.status_code == 401, (method, path)
            assert answer.headers["content-type"].startswith("application/problem+json")
        else:
            assert answer.status_code == 303, (method, path)
            assert answer.headers["location"].startswith("/sign-in?next=/"), (method, path)
        assert case["number"] not in answer.text
        assert case["applicant"] not in answer.text
    assert await centre.events_in_all() == before


@pytest.mark.parametrize(
    ("login", "tenant"),
    [
        ("heli", "yushan"),  # the tax desk, which this case has not reached
        ("window-of-duyun", "duyun"),
        ("window-of-xiatang", "xiatang"),  # a township below the home of the case
    ],
)
async def test_a_foreign_case_is_answered_byte_for_byte_like_one_that_never_was(
    centre: Any, received: Any, addresses: list[tuple[str, str]], login: str, tenant: str
) -> None:
    case = await received(centre)
    foreign, nowhere = case["id"], str(NOWHERE)
    before = await centre.events_in_all()
    login = await window_of(centre, tenant) if login.startswith("window-of-") else login
    stranger = await centre.officer(login, tenant)
    for method, path in addresses:
        if not of_case(path):
            continue
        there = await ask(stranger, method, filled(path, foreign))
        never = await ask(stranger, method, filled(path, nowhere))
        assert there.status_code == never.status_code == 404, (method, path, there.text)
        assert there.content == never.content, (method, path)
        assert plain(there.headers) == plain(never.headers), (method, path)
    page, missing = [await stranger.get(f"/tasks?task={each}:4") for each in (foreign, nowhere)]
    assert page.status_code == missing.status_code == 404
    assert page.content == missing.content
    assert await centre.events_in_all() == before


async def test_lists_and_counts_hold_nothing_foreign(centre: Any, received: Any) -> None:
    case = await received(centre)
    stranger = await centre.officer(await window_of(centre, "duyun"), "duyun")
    other = await centre.officer("heli")
    for caller in (stranger, other):
        for address in ("/api/v1/cases", "/api/v1/cases?closed=true", "/api/v1/tasks", "/api/v1/tasks?whose=mine"):
            assert (await caller.get(address)).json() == []
        assert (await caller.get(f"/api/v1/cases?q={case['number']}")).json() == []
        for page in ("/tasks", "/cases", "/cases?closed=true", f"/cases?q={case['applicant']}"):
            shown = await caller.get(page)
            assert shown.status_code == 200
            assert case["id"] not in shown.text
            assert case["number"] not in shown.text
        assert "本页 0 件" in (await caller.get("/tasks")).text


async def test_numbers_are_counted_at_each_centre_apart(centre: Any, received: Any, application: Any) -> None:
    await received(centre)
    await received(centre)
    stranger = await centre.officer(await window_of(centre, "duyun"), "duyun")
    matters = (await stranger.get("/api/v1/matters")).json()
    assert "enterprise_opening" in {each["code"] for each in matters}
    page = await stranger.get("/api/v1/me")
    assert page.json()["tenant"] == "duyun"
    mine = (await stranger.post("/api/v1/cases", {"matter": "enterprise_opening", "data": application})).json()
    assert mine.get("number", "").endswith("0001号"), mine


async def test_the_tenant_comes_from_the_session_and_from_nowhere_else(
    centre: Any, received: Any, application: Any
) -> None:
    case = await received(centre)
    home, here = await centre.tenant("yushan"), await centre.tenant("duyun")
    stranger = await centre.officer(await window_of(centre, "duyun"), "duyun")
    for said in (f"tenant={home}", "tenant=yushan", f"centre=yushan&tenant_id={home}"):
        assert (await stranger.get(f"/api/v1/cases?{said}")).json() == []
        assert (await stranger.get(f"/api/v1/cases/{case['id']}?{said}")).status_code == 404
    for header in ("x-tenant", "x-banshi-tenant", "tenant"):
        assert (await stranger.get("/api/v1/cases", headers={header: str(home)})).json() == []
    stranger.http.cookies.set("banshi-centre", "yushan")
    assert (await stranger.get("/api/v1/me")).json()["tenant"] == "duyun"
    body = {"matter": "enterprise_opening", "data": application}
    said = await stranger.post("/api/v1/cases", {**body, "tenant": str(home)})
    assert said.status_code == 400
    made = (await stranger.post(f"/api/v1/cases?tenant={home}", body)).json()
    stored, _ = await centre.stored(made["id"], "duyun")
    assert stored.tenant == here


async def test_a_clerk_of_another_department_sees_the_case_once_it_came_to_them(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk, registrar, tax = [await centre.officer(login) for login in ("chenyang", "lishi", "heli")]
    assert (await registrar.get(f"/api/v1/cases/{case['id']}")).status_code == 404
    case = (await clerk.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])).json()
    assert (await registrar.get(f"/api/v1/cases/{case['id']}")).status_code == 200
    assert (await tax.get(f"/api/v1/cases/{case['id']}")).status_code == 404
    case = (await registrar.complete(case, "register", outcome="准予登记", data=centre.samples["register"])).json()
    assert (await tax.get(f"/api/v1/cases/{case['id']}")).status_code == 200


async def test_supervision_sees_every_case_and_works_on_none(centre: Any, received: Any) -> None:
    case = await received(centre)
    supervisor = await centre.officer("songli")
    assert (await supervisor.get(f"/api/v1/cases/{case['id']}")).status_code == 200
    refused = await supervisor.complete(case, "accept", outcome="受理", data=centre.samples["acceptance"])
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:banshi:problem:post")
    assert (await supervisor.read(case))["status"] == "收件"


@pytest.mark.parametrize("login", ["lvli", "suyang", "lushi", "xuli", "zengyang"])
async def test_who_keeps_audits_draws_or_tries_sees_no_case(centre: Any, received: Any, login: str) -> None:
    case = await received(centre)
    somebody = await centre.officer(login)
    assert (await somebody.get(f"/api/v1/cases/{case['id']}")).status_code == 404
    assert (await somebody.get("/api/v1/cases")).json() == []
    assert case["number"] not in (await somebody.get("/cases")).text


def plain(headers: Any) -> dict[str, str]:
    """Headers without the CSRF cookie, which is fresh each time."""
    return {name: value for name, value in headers.items() if name not in ("set-cookie", "date")}


async def window_of(centre: Any, tenant: str) -> str:
    """The login of a window clerk there."""
    with scope.acting_for(await centre.tenant(tenant)):
        people = await centre.house.tenants.people()
    return next(p.login for p in people if any(role.value == "window_clerk" for role in p.roles))
