"""Pages as responses: a template with what every staff page needs."""

from typing import Any
from uuid import UUID

from litestar import MediaType, Response
from litestar.response import Redirect, Template

from designer_api.me import Me

NOTE_COOKIE = "banshi-note"


def page(name: str, me: Me, key: str, **values: Any) -> Template:
    """A staff page; `key` marks the entry of the left rail. A note left by the last act is shown once."""
    response = Template(template_name=f"{name}.html.j2", context={"me": me, "page": key, "search": "", **values})
    if me.note:
        response.delete_cookie(NOTE_COOKIE)
    return response


def fragment(html: str) -> Response[str]:
    """A part of a page, for the script that asked for it."""
    return Response(html, media_type=MediaType.HTML)


def go(address: str, note: str = "") -> Redirect:
    """After an act: to another page, with a line that says what was done."""
    response = Redirect(address, status_code=303)
    if note:
        response.set_cookie(NOTE_COOKIE, _plain(note), httponly=True, samesite="lax", max_age=60)
    return response


def note_of(cookie: str) -> str:
    """The note of a cookie, read back."""
    try:
        return bytes.fromhex(cookie).decode()[:200]
    except ValueError:
        return ""


def is_whole(text: str, *, most: int) -> bool:
    """Whether a part of a cursor is a number of ours; anybody may type another into the address."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most


def is_id(text: str) -> bool:
    """Whether a part of a cursor is an id."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _plain(note: str) -> str:
    """Cookies carry ASCII only."""
    return note.encode().hex()
