"""What the server does itself: calls within the centre's list, messages to telephones, once more on failure."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from bpmn.diagram import Node, StepFacts
from engine.cases.codec import from_bytes, to_bytes
from engine.cases.rows import Change, Message
from engine.connectors import HttpCalls, Messages, WebSender
from tenants.operation import Operation, Operations, Runner
from tenants.tenant import Settings

pytestmark = pytest.mark.anyio


@dataclass
class Peer:
    """The other side: what it was asked, and what it answers next (status and body)."""

    address: str = ""
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    answers: list[tuple[int, bytes, str]] = field(default_factory=list)


@pytest.fixture
def peer() -> Iterator[Peer]:
    made = Peer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.asked.append((self.path, dict(self.headers), from_bytes(body)))
            status, answer, location = made.answers.pop(0) if made.answers else (200, b"{}", "")
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


async def calling(works: Any, peer: Peer, retries: int = 3) -> Any:
    """A case whose operation is a call to the peer."""
    tenant = await works.directory.by_code("yushan")
    await works.directory.change(replace(tenant, settings=Settings(http_allowed=(f"{peer.address}/ask",))))
    works.connectors["http"] = HttpCalls()
    operation = Operation("ask", "核验", Runner.HTTP, retries, brings=("grade",), url=f"{peer.address}/ask")
    ask = Node("ask", "serviceTask", step=StepFacts(operation="ask", maps_in=(("amount", "much"),)))
    works.publish("S a ask b E", operations=Operations((operation,)), ask=ask)
    case = await works.begin(amount=5)
    await works.do(case, "a")
    return case


async def test_a_call_sends_its_data_and_brings_the_answer(works: Any, peer: Peer) -> None:
    peer.answers = [(200, to_bytes({"grade": "A", "other": 1}), "")]
    case = await calling(works, peer)
    await works.backroom.round()
    ((path, headers, body),) = peer.asked
    assert (path, body) == ("/ask", {"much": 5, "办件编号": case.number})
    assert headers["Idempotency-Key"] == f"{case.id}:3"
    assert (await works.open(case), (await works.now(case)).data["grade"]) == (["b"], "A")


async def test_a_call_that_fails_is_made_again_under_the_same_key(works: Any, peer: Peer) -> None:
    peer.answers = [(503, b"", ""), (200, to_bytes({"grade": "A"}), "")]
    case = await calling(works, peer)
    await works.backroom.round()
    assert await works.open(case) == []
    works.after(seconds=6)
    await works.backroom.round()
    assert await works.open(case) == ["b"]
    assert len({headers["Idempotency-Key"] for _, headers, _ in peer.asked}) == 1


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ((404, b"", ""), "对方答复 404"),
        ((200, b"<html>", ""), "对方答复的不是 JSON"),
        ((302, b"", "http://127.0.0.1:1/elsewhere"), "对方答复 302"),
    ],
)
async def test_what_no_second_call_mends_waits_for_a_person(
    works: Any, peer: Peer, answer: tuple[int, bytes, str], what: str
) -> None:
    peer.answers = [answer]
    case = await calling(works, peer)
    await works.backroom.round()
    (incident,) = (await works.now(case)).incidents.values()
    assert incident.what.endswith(what)
    assert len(peer.asked) == 1


async def test_an_address_that_is_no_longer_allowed_is_not_called(works: Any, peer: Peer) -> None:
    case = await calling(works, peer)
    tenant = await works.directory.by_code("yushan")
    await works.directory.change(replace(tenant, settings=Settings()))
    await works.backroom.round()
    assert peer.asked == []
    (incident,) = (await works.now(case)).incidents.values()
    assert incident.what.endswith("不在本中心允许的地址里")


async def test_messages_to_people_are_handed_to_the_channel_once_it_is_there(works: Any, peer: Peer) -> None:
    works.publish("S a b E")
    case = await works.begin()
    stored = await works.store.load(case.id)
    message = Message(works.service.stepper.new_id(), "received", {"to": "13800000000", "text": "已收件"})
    async with works.store.transaction():
        await works.store.save(Change(stored.case, stored.case, stored.state, (), (message,)))
    await works.backroom.round()  # no channel is set: it waits
    peer.answers = [(500, b"", ""), (200, b"", "")]
    with_channel = replace(works.backroom, sender=WebSender(f"{peer.address}/send"))
    await with_channel.round()
    works.after(minutes=1)
    await with_channel.round()
    await with_channel.round()
    assert [body for _, _, body in peer.asked] == [
        {"to": "13800000000", "text": "已收件", "key": str(message.id)},
        {"to": "13800000000", "text": "已收件", "key": str(message.id)},
    ]


async def test_a_step_sends_a_message_to_the_number_it_gives(works: Any, peer: Peer) -> None:
    works.connectors["message"] = Messages(WebSender(f"{peer.address}/send"))
    facts = StepFacts(operation="tell", maps_in=(('"13900000000"', "to"), ('"请来领证"', "text")))
    told = Operations((Operation("tell", "通知领证", Runner.MESSAGE),))
    works.publish("S a tell b E", operations=told, tell=Node("tell", "sendTask", step=facts))
    case = await works.begin()
    await works.do(case, "a")
    await works.backroom.round()
    assert [body["text"] for _, _, body in peer.asked] == ["请来领证"]
    assert await works.open(case) == ["b"]
