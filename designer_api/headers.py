"""What every answer carries, whoever made it: page, JSON, redirect, refusal or fault."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope
from litestar.types.callable_types import BeforeMessageSendHookHandler

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
WITH_STYLE_ATTRIBUTES = POLICY.replace("style-src 'self'", "style-src 'self'; style-src-attr 'unsafe-inline'")
"""For the editors of diagrams and decisions alone: bpmn-js colours the signs of its menus, and dmn-js places its mark,
which may not be changed, by style attributes."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def protection(*, secure: bool) -> BeforeMessageSendHookHandler:
    """A hook that puts the headers on every answer and keeps out of caches what does not say otherwise; behind HTTPS
    (`secure`) it marks every cookie for HTTPS alone."""

    async def protect(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders(message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")
        if secure:
            cookies = headers.getall("set-cookie", [])
            if cookies:
                del headers["set-cookie"]
            for cookie in cookies:
                headers.add("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")

    return protect
