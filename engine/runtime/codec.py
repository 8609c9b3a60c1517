"""The state of a case as bytes.

Layout: one letter (`R` plain, `Z` packed), one byte of version, four bytes CRC-32 of what follows, then JSON
`[finished, last number, variables, rows, inner scopes]`. A row is a living token, `[number, host or 0, element, state,
memory or 0, own variables or 0]` without its trailing zeros, hosts before guests. An inner scope is
`[number of its token, own variables or 0, rows]`, outer scopes first. What is finished leaves no trace.
"""

import zlib
from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent

from engine.runtime.definition import Definition
from engine.runtime.elements.activities import CallActivity
from engine.runtime.elements.definitions import Conditional
from engine.runtime.elements.gateways import InclusiveGateway, Join
from engine.runtime.errors import StateUnreadable
from engine.runtime.scope import Main, Scope, SubCase
from engine.runtime.token import WAITING, Token
from engine.runtime.values import from_plain, kept_variables, plain_variables, to_plain

VERSION = 1
PACK_FROM = 4096
"""Bytes from which a state is packed: below, packing costs more than it saves."""
HEAD = 6

Plain = list[Any]
"""A state as JSON values, between bytes and case: what migration and upgrades work on."""

UPGRADES: Mapping[int, Callable[[Plain], Plain]] = {}
"""From each older version to the next one."""


def save(main: Main) -> bytes:
    """The bytes of a settled case."""
    return pack(to_state(main))


def load(raw: bytes, definition: Definition) -> Main:
    """The case of these bytes; `StateUnreadable` when they are damaged, of a later version or of another diagram."""
    return from_state(unpack(raw), definition)


def pack(state: Plain) -> bytes:
    body = orjson.dumps(state)
    letter = b"R"
    if len(body) >= PACK_FROM:
        letter, body = b"Z", zlib.compress(body, 1)
    return b"%b%c%b%b" % (letter, VERSION, zlib.crc32(body).to_bytes(4, "big"), body)


def unpack(raw: bytes) -> Plain:
    """The state of these bytes, brought to the present version."""
    letter, version, body = raw[:1], raw[1:2], raw[HEAD:]
    if letter not in (b"R", b"Z") or not version or not body:
        raise StateUnreadable("流程状态不完整，或不是流程状态")
    if version[0] > VERSION:
        raise StateUnreadable(f"流程状态是第{version[0]}版格式，本程序只认识到第{VERSION}版，请升级程序")
    if zlib.crc32(body) != int.from_bytes(raw[2:HEAD], "big"):
        raise StateUnreadable("流程状态已损坏：校验和不符")
    try:
        state = orjson.loads(zlib.decompress(body) if letter == b"Z" else body)
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise StateUnreadable("流程状态已损坏：内容无法解开") from error
    for old in range(version[0], VERSION):
        if old not in UPGRADES:
            raise StateUnreadable(f"流程状态是第{old}版格式，不再支持")
        state = UPGRADES[old](state)
    return state  # type: ignore[no-any-return]


# ---- case -> state
def to_state(main: Main) -> Plain:
    inner = [
        [number, plain_variables(sub.variables) if _owns(sub) else 0, _rows(sub)]
        for number, sub in main.subprocesses.items()
    ]
    return [int(main.completed), main.last_number, plain_variables(main.variables), _rows(main), inner]


def _owns(sub: SubCase) -> bool:
    return isinstance(sub.host.task_spec, CallActivity)


def _rows(scope: Scope) -> list[Plain]:
    return [_row(token) for token in scope.tasks.values()]


def _row(token: Token) -> Plain:
    row: Plain = [token.id, token._parent or 0, token.task_spec.name, token._state]
    memory: object = _memory(token.internal_data, to_plain) if token.internal_data else 0
    own: object = 0
    if token.task_spec.instance and isinstance(token.data, ChainMap) and len(token.data.maps) == 3:
        own = plain_variables(token.data.maps[0]) or 0
    if own:
        row += [memory, own]
    elif memory:
        row.append(memory)
    return row


def _memory(memory: dict[str, Any], convert: Callable[[object], object]) -> dict[str, Any]:
    """What an element remembers, to and from JSON: only items and results of a multi-instance are anybody's values."""
    if "of" not in memory:
        return memory
    return {name: convert(value) if name in ("items", "results") else value for name, value in memory.items()}


# ---- state -> case
def from_state(state: Plain, definition: Definition) -> Main:
    try:
        finished, last, variables, rows, inner = state
        main = Main(definition.spec, kept_variables(variables), last)
        main.completed = bool(finished)
        _restore(main, rows)
        for number, own, rows in inner:
            host = main.tokens[number]
            element = host.task_spec
            if element.body is None:
                raise KeyError(element.name)
            sub = SubCase(host, element.body, kept_variables(own) if own != 0 else host.data)
            main.subprocesses[number] = sub
            _restore(sub, rows)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise StateUnreadable(f"流程状态与这个版本的流程图不符：{error}") from error
    return main


def _restore(scope: Scope, rows: list[Plain]) -> None:
    specs, tasks = scope.spec.task_specs, scope.tasks
    main = scope.top_workflow
    for row in rows:
        size = len(row)
        spec = specs[row[2]]
        token = Token(scope, spec, tasks[row[1]] if row[1] else None, row[3], row[0])
        if size > 4 and row[4]:
            token.internal_data = _memory(row[4], from_plain)
        if spec.instance:
            _layer(token, row[5] if size > 5 else 0)
        if row[3] == WAITING:
            _wait_again(main, scope, token)


def _layer(token: Token, own: Mapping[str, object] | int) -> None:
    host = token.parent
    if host is not None:
        mine = kept_variables(own) if isinstance(own, dict) else {}
        token.data = host.task_spec.layer(host, token.internal_data["at"], mine)


def _wait_again(main: Main, scope: Scope, token: Token) -> None:
    spec = token.task_spec
    if isinstance(spec, CatchingEvent):
        main.event_manager.add_task(token)
        if isinstance(spec.event_definition, Conditional):
            main.pollers[token.id] = token
    elif isinstance(spec, Join):
        scope.joins[spec.name] = token
        if isinstance(spec, InclusiveGateway):
            main.pollers[token.id] = token
