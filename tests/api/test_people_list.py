"""设置·人员 with two thousand people: found by words, role and account, so many a page, in few questions."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from engine.storage import PooledSQLite
from tenants import scope
from tenants.account import Account
from tenants.identity import PersonId
from tenants.people import HeldPost, Person, Role

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]
MANY = 2000


@contextmanager
def questions(patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many times the database is read inside the block; it is asked as ever."""
    asked = [0]
    reading = PooledSQLite.reading

    def counted(engine: PooledSQLite) -> Any:
        asked[0] += 1
        return reading(engine)

    with patch.context() as patched:
        patched.setattr(PooledSQLite, "reading", counted)
        yield asked


async def hired(centre: Any, count: int) -> None:
    """So many more at the counter, every tenth without an account, every hundredth locked."""
    now = centre.clock.now()
    with scope.acting_for(await centre.tenant()):
        async with centre.house.tenants.transaction():
            for number in range(count):
                person = PersonId(UUID(int=10_000 + number))
                held = (HeldPost("centre", "general_window"),)
                roles = (Role.WINDOW_CLERK,) if number % 2 else (Role.AGENT,)
                await centre.house.tenants.save_person(
                    Person(id=person, login=f"clerk{number}", name=f"样本{number}号", roles=roles, posts=held)
                )
                if number % 10:
                    until = now.replace(hour=23) if number % 100 == 1 else None
                    await centre.house.tenants.save_account(Account(person, "x", locked_until=until))


async def test_a_longer_list_asks_no_more_questions(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    security = await centre.officer("suyang")
    counts = []
    for more in (0, 60):
        await hired(centre, more)
        await security.get("/admin/people")
        with questions(monkeypatch) as asked:
            assert (await security.get("/admin/people?page=2")).status_code == 200
        counts.append(asked[0])
    assert 0 < counts[0] < 20
    assert counts[0] == counts[1]


async def test_two_thousand_are_found_and_walked_through(centre: Any) -> None:
    await hired(centre, MANY)
    security = await centre.officer("suyang")
    before = (await security.get("/admin/people?q=clerk&role=agent")).text
    assert f"共 {MANY // 2} 人" in before
    seen: list[str] = []
    address: str | None = "/admin/people?q=clerk"
    while address:
        page = (await security.get(address)).text
        seen += re.findall(r"<td>(clerk\d+)</td>", page)
        found = re.search(r'<a class="btn" href="([^"]*)">下一页</a>', page)
        address = unescape(found.group(1)) if found else None
    assert seen == [f"clerk{number}" for number in range(MANY)]
    assert "共 200 人" in (await security.get("/admin/people?account=none")).text
    assert "共 20 人" in (await security.get("/admin/people?account=locked&q=样本")).text
    for wrong in ("page=0", "page=-1", "page=99999", "page=x", "page=９", "account=nothing", "role=nothing"):
        assert (await security.get(f"/admin/people?{wrong}")).status_code == 200, wrong


async def test_accounts_are_opened_for_whoever_has_none(any_centre: Any) -> None:
    centre = any_centre
    await hired(centre, 12)  # numbers 0 and 10 have no account
    security = await centre.officer("suyang")
    assert "给 2 人开通账号？" in (await security.get("/admin/people")).text
    opened = await security.submit("/admin/people", "/admin/people/accounts")
    given = re.findall(r'<td>(clerk\d+)</td><td><code class="secret">([^<]+)</code>', opened.text)
    assert [login for login, _ in given] == ["clerk0", "clerk10"]
    newcomer = await centre.stranger()
    half = await newcomer.sign_in("clerk10", password=given[1][1])
    assert "须先设置新密码" in half.text
    again = await security.http.post("/admin/people/accounts", data={"_csrf_token": await security.csrf()})
    assert again.headers["location"] == "/admin/people"
    clerk = await centre.officer("chenyang")
    assert (
        await clerk.http.post("/admin/people/accounts", data={"_csrf_token": await clerk.csrf()})
    ).status_code == 403
