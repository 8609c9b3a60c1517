"""网络接口: a call over HTTP to an address of the centre's list, JSON out and JSON back.

The address is the declared one, never one that data could change; redirects are not followed, so that nobody is led
off the list.
"""

import asyncio
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from engine.cases.codec import from_bytes, to_bytes
from engine.connectors.connector import ConnectorFault, Errand
from engine.serving import allowed

LARGEST_ANSWER = 1024 * 1024
"""Bytes of an answer that are read."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


class HttpCalls:
    """Calls addresses of the centre's list."""

    async def run(self, errand: Errand) -> dict[str, Any]:
        operation = errand.operation
        if not allowed(operation.url, errand.tenant.settings.http_allowed):
            raise ConnectorFault(f"{operation.url} 不在本中心允许的地址里", again=False)
        return await asyncio.to_thread(call, errand)


def call(errand: Errand) -> dict[str, Any]:
    """Make the call and read its answer; an object's members are what it brings."""
    operation = errand.operation
    values = {**errand.job.data, "办件编号": errand.case.number}
    headers = {"Accept": "application/json", "Idempotency-Key": errand.job.id}
    if operation.method == "GET":
        mark = "&" if "?" in operation.url else "?"
        address = operation.url + mark + urlencode({name: str(value) for name, value in values.items()})
        request = Request(address, headers=headers, method="GET")
    else:
        headers["Content-Type"] = "application/json"
        request = Request(operation.url, data=to_bytes(values), headers=headers, method=operation.method)
    opener = build_opener(_NoRedirects, ProxyHandler({}))
    try:
        with opener.open(request, timeout=min(operation.seconds, 60)) as answer:
            body = answer.read(LARGEST_ANSWER + 1)
    except HTTPError as error:
        with error:
            raise ConnectorFault(
                f"对方答复 {error.code}", again=error.code >= 500 or error.code in (408, 429)
            ) from None
    except (OSError, HTTPException) as error:
        raise ConnectorFault(f"连接不上：{error}") from None
    if len(body) > LARGEST_ANSWER:
        raise ConnectorFault("对方答复太长", again=False)
    return _answer(body)


def _answer(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        found = from_bytes(body)
    except ValueError:
        raise ConnectorFault("对方答复的不是 JSON", again=False) from None
    return found if isinstance(found, dict) else {"答复": found}
