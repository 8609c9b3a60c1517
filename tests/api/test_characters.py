"""Characters that nobody sees or that turn a line round get nowhere: every field of every form that people meet.

The forms are taken from the pages themselves: whatever a role can reach by links is opened, and every field of every
form on it is sent once with such a character. Afterwards no row of any table holds one.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(400)]
TURN = "‮"
BAD = f"坏{TURN}名"
LOGINS = ("lvli", "suyang", "xuli", "chenyang", "lishi")
MOST_PAGES = 40
"""So many pages of one role, the nearest first: lists of the same form need not be walked to their end."""
TYPED = ("text", "search", "password", "tel", "email", "hidden")


class _Typed(HTMLParser):
    """The forms of a page that are posted: action, and name, value and whether it is typed of every field."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str, bool]]]] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post"
            if self._inside:
                self.forms.append((given["action"], []))
        elif not self._inside or "disabled" in given:
            return
        elif tag == "textarea" and name:
            self.forms[-1][1].append((name, "", True))
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind in TYPED:
                self.forms[-1][1].append((name, given.get("value", ""), True))
            elif kind not in ("file", "submit", "checkbox", "radio") or "checked" in given:
                self.forms[-1][1].append((name, given.get("value", "") or "on", False))
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            self.forms[-1][1].append((self._select, given["value"], False))
            self._select = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""


def links(page: str) -> Iterator[str]:
    """Where a page leads on this server, without the ways out and the files."""
    for address in re.findall(r'(?:href|data-href)="(/[^"#]*)"', page):
        plain = unescape(address)
        file = re.search(r"\.(zip|csv|xlsx|svg|xml|json)\b", plain)
        if not file and not plain.startswith(("/static", "/sign-", "/guide", "/api", "/licences", "/favicon")):
            yield plain


async def met(caller: Any) -> dict[str, list[tuple[str, str, bool]]]:
    """The forms somebody meets by following links, one of each shape, by action."""
    waiting, seen, found, shapes = ["/", "/me", "/admin"], set[str](), {}, set[tuple[str, ...]]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        shape = re.sub(r"[0-9a-f-]{36}", "{id}", address.split("?")[0])
        if shape in seen:
            continue
        seen.add(shape)
        answer = await caller.get(address, follow_redirects=True)
        if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        parser = _Typed()
        parser.feed(answer.text)
        for action, fields in parser.forms:
            kind = (re.sub(r"[0-9a-f-]{36}|/[^/]+$", "", action), *(name for name, _, _ in fields))
            if kind not in shapes and action != "/sign-out":
                shapes.add(kind)
                found[action] = fields
        waiting += links(answer.text)
    return found


async def rows_with(centre: Any, mark: str) -> list[str]:
    """The tables in which any row holds that character."""
    database = centre.house.database
    tables = [row["name"] for row in await database.fetch("select name from sqlite_master where type = 'table'")]
    found = []
    for table in tables:
        for row in await database.fetch(f'select * from "{table}"'):
            texts = (value if isinstance(value, str) else "" for value in dict(row).values())
            if any(mark in text for text in texts):
                found.append(table)
                break
    return found


@pytest.mark.parametrize("login", LOGINS)
async def test_no_form_takes_a_character_that_turns_the_line(centre: Any, received: Any, login: str) -> None:
    await received(centre)
    caller = await centre.officer(login)
    forms, tried, kept, known = await met(caller), 0, [], set[str]()
    for action, fields in forms.items():
        usual = [(name, value) for name, value, _ in fields if name != "_csrf_token"]
        for name, _, typed in fields:
            if not typed or name == "_csrf_token":
                continue
            sent: dict[str, Any] = {"_csrf_token": await caller.csrf()}
            for other, value in usual:
                sent.setdefault(other, []).append(BAD if other == name else value or "1")
            answer = await caller.http.post(action, data=sent)
            tried += 1
            if answer.status_code >= 500:
                kept.append(f"{action} {name}: {answer.status_code}")
            elif fresh := set(await rows_with(centre, TURN)) - known:
                kept.append(f"{action} {name}: {sorted(fresh)}")
                known |= fresh
    assert kept == []
    assert tried > 2, sorted(forms)


async def test_what_is_sent_by_programs_is_held_to_the_same(any_centre: Any, received: Any) -> None:
    case = await received(any_centre)
    clerk = await any_centre.officer("chenyang")
    refused = await clerk.post(f"/api/v1/cases/{case['id']}/withdraw", {"reason": BAD})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:banshi:problem:characters")
    assert (await clerk.read(case))["status"] == "收件"


async def test_a_failed_sign_in_is_told_with_every_character_to_be_seen(any_centre: Any) -> None:
    """Anybody may type into the login: the audit keeps it, and its reader is not fooled by it."""
    stranger = await any_centre.stranger()
    assert (await stranger.sign_in(f"suyang{TURN}moc")).status_code == 401
    auditor = await any_centre.officer("lushi")
    page = (await auditor.get("/admin/audit")).text
    assert "suyang‹U+202E›moc" in page
    assert TURN not in page
