"""Whatever changes who may do what leaves an entry in the audit: every such door is found, none is listed by hand.

The doors are the addresses of the application that are posted to and stand in the rooms of administration, accounts
and powers; from each of them a way must lead to the audit.
"""

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest
from litestar.routes import HTTPRoute

pytestmark = pytest.mark.anyio
ROOMS = ("/admin", "/me", "/sign-in", "/sign-out", "/workers", "/catalogue", "/tree", "/api/v1/session")
CHANGES_NOTHING = {
    "/admin/import/{kind}": "a preview: it lands by the address below it",
    "/catalogue/import": "a preview",
    "/admin/pack/{arrival}/check": "a pack is looked at once more",
    "/me/second-factor": "a secret that does not count before its first code is shown",
}
NOTES = {"note", "note_alone"}


def names_in(code: CodeType) -> Iterator[str]:
    """Every name a function and what is written inside of it asks for."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names_in(inner)


def leads_to_audit(function: Callable[..., Any], seen: set[Any]) -> bool:
    """Whether a way leads from a function of ours to an entry of the audit."""
    if not isinstance(function, FunctionType) or function in seen:
        return False
    seen.add(function)
    names = set(names_in(function.__code__))
    if "audit" in names and names & NOTES:
        return True
    called = (function.__globals__.get(name) for name in names)
    return any(leads_to_audit(each, seen) for each in called if getattr(each, "__module__", "").startswith("designer"))


def doors(app: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path_format.startswith(ROOMS):
            for handler in route.route_handlers:
                if {"POST", "PUT", "PATCH", "DELETE"} & set(map(str, handler.http_methods)):
                    yield route.path_format, handler.fn


async def test_every_door_to_powers_leads_to_the_audit(centre: Any) -> None:
    found = dict(doors(centre.app))
    silent = {path for path, function in found.items() if not leads_to_audit(function, set())}
    assert silent == set(CHANGES_NOTHING)
    assert len(found) > 30
