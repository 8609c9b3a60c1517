"""发送短信: a message to the applicant's telephone, or to the number that the step gives; and who sends them."""

import asyncio
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from engine.cases.codec import to_bytes
from engine.connectors.connector import ConnectorFault, Errand

NO_SENDER = "没有设置短信通道（BANSHI_MESSAGES），短信发不出去"


class Sender(Protocol):
    """A channel for short messages. `key` is the same for the same message, however often it is handed over."""

    async def send(self, to: str, text: str, key: str) -> None:
        """Hand a message to the channel; `ConnectorFault` when it did not take it."""
        ...


class NoSender:
    """No channel is set: messages wait."""

    async def send(self, to: str, text: str, key: str) -> None:
        raise ConnectorFault(NO_SENDER)


class WebSender:
    """A channel that takes messages as JSON at an address of the administrator's: {"to", "text", "key"}."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def send(self, to: str, text: str, key: str) -> None:
        await asyncio.to_thread(self._post, to_bytes({"to": to, "text": text, "key": key}), key)

    def _post(self, body: bytes, key: str) -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        request = Request(self._address, data=body, headers=headers, method="POST")
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=20) as answer:
                answer.read(1024)
        except HTTPError as error:
            with error:
                raise ConnectorFault(f"短信通道答复 {error.code}") from None
        except (OSError, HTTPException) as error:
            raise ConnectorFault(f"短信通道连接不上：{error}") from None


class Messages:
    """Sends the `text` that the step gives, to its number `to` or the applicant's."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def run(self, errand: Errand) -> dict[str, Any]:
        to = str(errand.job.data.get("to") or errand.case.applicant.phone)
        text = str(errand.job.data.get("text") or "")
        if not to or not text:
            raise ConnectorFault("没有手机号码，或没有短信内容", again=False)
        await self._sender.send(to, text, errand.job.id)
        return {}
