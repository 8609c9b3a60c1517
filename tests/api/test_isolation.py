"""What belongs to another tenant is not there: every address × strangers of every role, ids, lists and counts alike.

The operations come from the API's own description, the pages from the application; a hole in an address that this file
does not know fails the test, so that a new address is tried as soon as it exists.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from litestar.routes import HTTPRoute

from tenants import scope
from tenants.people import Role

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(400)]
NOWHERE = "01960000-0000-7000-8000-00000000dead"
FEW = {Role.WINDOW_CLERK, Role.REFORM_OFFICER, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR}
"""The roles that open most doors."""
IDS = {"case", "person", "upload", "incident", "job", "key", "batch", "arrival", "trial"}
"""Holes that hold an id of ours."""
PUBLIC = "/guide/"
"""Guides of what a centre has published: anybody may read them, the centre is named in the address."""
PLANTED = {
    "incident": "incident",
    "job": "job",
    "key": "worker_key",
    "batch": "migration_batch",
    "arrival": "pack_arrival",
}
"""Holes by the table whose rows they name."""
OPEN = (
    PUBLIC,
    "/favicon.svg",
    "/health",
    "/sign-in",
    "/sign-out",
    "/static",
    "/api/v1/session",
    "/api/v1/docs",
    "/api/v1/openapi",
)
LITERAL = {
    "number": "1",
    "what": "retire",
    "source": "trials",
    "kind": "people",
    "path": "flow.bpmn",
    "template": "instant",
    "register": "windows",
    "token": "4",
    "level": "county",
}
"""Holes that name nothing of a tenant by themselves."""
EXPORTS = {"/admin/audit/export.csv", "/admin/pack/export.zip", "/catalogue/import/template.xlsx"}
"""What leaves an entry behind, or bears the moment it was made, so that asking twice is not asking the same."""


def operations(app: Any, described: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Method, address and JSON body schema of everything the application answers."""
    found: list[tuple[str, str, Any]] = []
    for path, item in described["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            content = operation.get("requestBody", {}).get("content", {})
            found.append((method.upper(), path, content.get("application/json", {}).get("schema")))
    known = {(method, path) for method, path, _ in found}
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method in sorted(set(route.methods) - {"OPTIONS", "HEAD"}):
                if (method, route.path_format) not in known and not route.path_format.startswith("/api/"):
                    found.append((method, route.path_format, None))
    return [each for each in found if not each[1].startswith(OPEN)]


def example(schema: Any, components: dict[str, Any]) -> Any:
    """The smallest body that fits a schema."""
    if not schema:
        return None
    if "$ref" in schema:
        return example(components[schema["$ref"].rsplit("/", 1)[-1]], components)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return example(schema[choice][0], components)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {
            name: example(each, components)
            for name, each in schema.get("properties", {}).items()
            if name in schema.get("required", ())
        }
    kinds = {"string": "试试", "integer": 1, "number": 1, "boolean": False, "array": [], "null": None}
    if schema.get("format") in ("uuid", "date", "date-time"):
        return {"uuid": NOWHERE, "date": "2026-03-02", "date-time": "2026-03-02T09:00:00+08:00"}[schema["format"]]
    return kinds.get(schema.get("type", ""), {})


def holes_of(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)


def filled(path: str, values: dict[str, str]) -> str:
    if path.startswith("/cases/{case}/papers"):
        values = values | {"code": "receipt"}
    for hole in holes_of(path):
        path = path.replace(f"{{{hole}}}", values[hole])
    return path


async def asked(caller: Any, method: str, address: str, body: Any) -> Any:
    if address.startswith("/api/") and method != "GET":
        return await caller.send(method, address, body)
    if method == "POST":
        return await caller.http.post(address, data={"_csrf_token": await caller.csrf(), "reason": "试试"})
    return await caller.send(method, address)


def plain(answer: Any, values: dict[str, str]) -> tuple[int, bytes, dict[str, str], list[str]]:
    """An answer without what is fresh each time, its length included; a code that was typed may be told again, an id
    never is. Both codes are of one length, so that the length of the answers can be held against one another."""
    content = re.sub(rb'name="_csrf_token" value="[^"]*"', b"", answer.content)
    headers = {name: value for name, value in answer.headers.items() if name not in ("set-cookie", "date")}
    for hole in ("code", "entry"):
        content = content.replace(values[hole].encode(), hole.encode() * 2)
        headers = {name: value.replace(values[hole], hole) for name, value in headers.items()}
    if answer.headers.get("content-encoding"):
        headers.pop("content-length", None)  # a fresh token packs to a byte more or less
    cookies = sorted(line.split("=")[0] for line in answer.headers.get_list("set-cookie"))
    return answer.status_code, content, headers, cookies


async def planted(centre: Any, table: str, tenant: UUID, case: str) -> str:
    """The id of a row of that tenant with whatever the columns take."""
    if centre.house.database.is_sqlite:
        asked = f"select name, type as kind, \"notnull\" as needed from pragma_table_info('{table}')"
    else:
        asked = (
            "select column_name as name, data_type as kind, (is_nullable = 'NO')::int as needed "
            f"from information_schema.columns where table_name = '{table}' and table_schema = 'public'"
        )
    columns = await centre.house.database.fetch(asked)
    usual = {"blob": b"{}", "bytea": b"{}", "integer": 1, "bigint": 1, "uuid": str(UUID(int=9))}
    values = {each["name"]: usual.get(each["kind"], "{}") for each in columns if each["needed"]}
    identity = "01960000-0000-7000-8000-0000000000bb"
    values |= {"tenant": str(tenant), "id": identity}
    if "case_id" in values:
        values["case_id"] = case
    async with centre.house.database.transaction():
        marks = ", ".join("?" * len(values))
        await centre.house.database.write(
            f"insert into {table} ({', '.join(values)}) values ({marks})", *values.values()
        )
    return identity


async def possessions(centre: Any, case: dict[str, Any]) -> dict[str, str]:
    """Something of 玉山县 for every hole that can name something."""
    with scope.acting_for(await centre.tenant("duyun")):
        theirs = {each.terms.model.matter.code for each in await centre.house.matters.all_current()}
    with scope.acting_for(await centre.tenant()):
        ours = {each.terms.model.matter.code for each in await centre.house.matters.all_current()}
        person = await centre.house.tenants.person_by_login("chenyang")
        security = await centre.house.tenants.person_by_login("suyang")
        organisation = await centre.house.tenants.organisation()
        upload = UUID("01960000-0000-7000-8000-0000000000aa")
        async with centre.house.database.transaction():
            await centre.house.uploads.put(upload, security.id, "people", "x.xlsx", b"x", centre.clock.now())
        home = await centre.tenant()
        rows = {hole: await planted(centre, table, home, case["id"]) for hole, table in PLANTED.items()}
    return {
        **rows,
        "case": case["id"],
        "code": min(ours - theirs),
        "trial": str(UUID(int=1)),
        "person": str(person.id),
        "upload": str(upload),
        "entry": organisation.windows[0].code if organisation.windows else "A-none",
    }


async def strangers(centre: Any, tenant: str = "duyun") -> Iterator[Any]:
    """Somebody of every role the other tenant has, by role."""
    with scope.acting_for(await centre.tenant(tenant)):
        people = await centre.house.tenants.people()
    chosen = {role: next((p.login for p in people if role in p.roles), None) for role in Role}
    return iter([(role, await centre.officer(login, tenant)) for role, login in chosen.items() if login])


async def test_every_address_with_a_foreign_id_answers_as_with_one_that_never_was(
    any_centre: Any, received: Any
) -> None:
    """By strangers of every role at another county and at a township below; what may not be seen is told by the same
    bytes, the same headers and the same length as what is not there."""
    centre = any_centre
    case = await received(centre)
    described = (await (await centre.stranger()).get("/api/v1/openapi.json")).json()
    components = described["components"]["schemas"]
    theirs = await possessions(centre, case)
    foreign = LITERAL | theirs
    code, entry = ("nowhere_at_all" + "x" * 60)[: len(theirs["code"])], "Z" * len(theirs["entry"])
    never = foreign | dict.fromkeys(theirs, NOWHERE) | {"code": code, "entry": entry}
    listed = [each for each in operations(centre.app, described) if set(holes_of(each[1])) & set(theirs)]
    unknown = {hole for _, path, _ in operations(centre.app, described) for hole in holes_of(path)} - set(foreign)
    assert unknown == set(), "say in this file what these holes name"
    assert len(listed) > 60
    callers = [(each, listed, never) for each in await strangers(centre)]
    if centre.house.database.is_sqlite:
        of_ids = [each for each in listed if set(holes_of(each[1])) & IDS]
        named = never | {"code": theirs["code"], "entry": theirs["entry"]}  # a township may name its county's matters
        callers += [(each, of_ids, named) for each in await strangers(centre, "xiatang")]
    else:
        callers = [each for each in callers if each[0][0] in FEW]  # the same doors, on the other database
    before, tried, faults = await centre.events_in_all(), 0, []
    for (role, caller), addresses, absent in callers:
        for method, path, schema in addresses:
            body = example(schema, components)
            there = await asked(caller, method, filled(path, foreign), body)
            nowhere = await asked(caller, method, filled(path, absent), body)
            tried += 1
            told = plain(there, foreign), plain(nowhere, absent)
            if told[0] != told[1]:
                faults.append(f"{role.value} {method} {path}: {there.status_code} / {nowhere.status_code}")
            elif "case" in holes_of(path) and there.status_code != 404:
                faults.append(f"{role.value} {method} {path}: {there.status_code}, not 404")
            elif there.status_code not in (401, 403, 404) and set(holes_of(path)) & IDS:
                faults.append(f"{role.value} {method} {path}: {there.status_code}, neither 401, 403 nor 404")
            elif "person" in holes_of(path) and there.status_code != (404 if "security" in role.value else 403):
                faults.append(f"{role.value} {method} {path}: {there.status_code}")
            if case["number"] in there.text or case["applicant"] in there.text:
                faults.append(f"{role.value} {method} {path}: tells of the case")
    assert faults == []
    assert tried > (1000 if centre.house.database.is_sqlite else 300)
    assert await centre.events_in_all() == before


async def test_lists_and_counts_are_the_same_whatever_another_tenant_does(any_centre: Any, received: Any) -> None:
    """Every address without a hole, asked by strangers of every role before and after 玉山县 was busy."""
    centre = any_centre
    described = (await (await centre.stranger()).get("/api/v1/openapi.json")).json()
    listed = [
        path
        for method, path, _ in operations(centre.app, described)
        if method == "GET" and not holes_of(path) and path not in EXPORTS
    ]
    assert len(listed) > 15
    callers = [*await strangers(centre), *await strangers(centre, "xiatang")]
    if not centre.house.database.is_sqlite:
        callers = callers[::4]  # the other database answers the same questions a few strangers ask
    answers = {}
    for round_ in ("before", "after"):
        for number, (role, caller) in enumerate(callers):
            for path in listed:
                answer = await caller.get(path)
                content = re.sub(rb'name="_csrf_token" value="[^"]*"', b"", answer.content)
                answers[round_, number, role, path] = (answer.status_code, content)
        if round_ == "before":
            case = await received(centre)
            await (await centre.stranger()).sign_in("chenyang", password="wrong")
            security = await centre.officer("suyang")
            fields = {"login": "zhou.min", "name": "周敏", "staff": "contract", "roles": ["window_clerk"]}
            made = await security.submit("/admin/people/new", "/admin/people/new", fields)
            assert "一次性密码" in made.text
    changed = [
        (role.value, path)
        for (round_, number, role, path), answer in answers.items()
        if round_ == "before" and answers["after", number, role, path] != answer
    ]
    assert changed == []
    for (_, _, role, path), (_, content) in answers.items():
        assert case["number"].encode() not in content, (role, path)
        assert case["id"].encode() not in content, (role, path)


async def test_nobody_sees_more_by_naming_another_tenant(centre: Any, received: Any) -> None:
    """Tenant in address, header or cookie is not heard: only the session says it."""
    await received(centre)
    home = str(await centre.tenant())
    described = (await (await centre.stranger()).get("/api/v1/openapi.json")).json()
    paths = [path for method, path, _ in operations(centre.app, described) if method == "GET" and not holes_of(path)]
    for _, caller in list(await strangers(centre))[:4]:
        for path in sorted(set(paths) - EXPORTS):
            usual = await caller.get(path)
            told = await caller.get(
                path, params={"tenant": home, "tenant_id": home}, headers={"x-tenant": home, "x-tenant-id": home}
            )
            fresh = [re.sub(rb'name="_csrf_token" value="[^"]*"', b"", each.content) for each in (usual, told)]
            assert (told.status_code, fresh[1]) == (usual.status_code, fresh[0]), path
