"""Acts that step the diagram, as they are kept with an incident so that they can be done again. Pure.

A person's command is kept with the person who gave it; a retry is still that person's act.
"""

from decimal import Decimal
from typing import Any

import msgspec

from engine.cases import commands as c
from tenants.people import Actor


class Commanded(msgspec.Struct, frozen=True, tag="command"):
    """A person's command; `actor` None is the system."""

    name: str
    fields: dict[str, Any]
    actor: dict[str, Any] | None = None

    def command(self) -> c.Command:
        """The command as it was given."""
        kind = _COMMANDS[self.name]
        return msgspec.convert(self.fields, kind)  # type: ignore[no-any-return]

    def who(self) -> Actor | None:
        """The person as the person was at that moment, with posts and roles."""
        return None if self.actor is None else msgspec.convert(self.actor, Actor)


class TimerFired(msgspec.Struct, frozen=True, tag="timer"):
    """A timer of the diagram came due; `changes` are values that a person has put right before."""

    token: int
    changes: dict[str, Any] = {}


class OperationReported(msgspec.Struct, frozen=True, tag="operation"):
    """A worker reported an operation done with `data`, or failed with an error `code` of the trade."""

    token: int
    worker: str
    data: dict[str, Any] = {}
    code: str = ""


class MessageCame(msgspec.Struct, frozen=True, tag="message"):
    """A message or signal for the case."""

    kind: str
    name: str
    key: str = ""
    payload: dict[str, Any] = {}
    sender: str = ""


Act = Commanded | TimerFired | OperationReported | MessageCame
_COMMANDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (c.Complete, c.Supply, c.Resubmit)}
"""The commands that step the diagram."""


def commanded(command: c.Command | c.ReckonAnew, actor: Actor | None) -> Commanded:
    """A command as an act."""
    fields = msgspec.to_builtins(command, builtin_types=(Decimal,))
    return Commanded(type(command).__name__, fields, msgspec.to_builtins(actor) if actor else None)


def act_to_json(act: Act) -> dict[str, Any]:
    return msgspec.to_builtins(act, builtin_types=(Decimal,))  # type: ignore[no-any-return]


def act_from_json(kept: dict[str, Any]) -> Act:
    found: Act = msgspec.convert(kept, type=Act)
    return found


def edited(act: Act, changes: dict[str, Any]) -> Act:
    """The act with other values: of the form, the answer or the message."""
    match act:
        case Commanded():
            data = {**act.fields.get("data", {}), **changes}
            return msgspec.structs.replace(act, fields={**act.fields, "data": data})
        case OperationReported():
            return msgspec.structs.replace(act, data={**act.data, **changes})
        case MessageCame():
            return msgspec.structs.replace(act, payload={**act.payload, **changes})
        case TimerFired():
            return msgspec.structs.replace(act, changes={**act.changes, **changes})
