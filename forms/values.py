"""Values a form carries: JSON with exact numbers, and the places they stand at.

A `Place` is the way from the top of the data to one value: names of objects and, inside a list, row numbers from 0.
Its written form (`股东.0.姓名`) is the name of the control in the page and the path in an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeAlias

from forms.errors import NotJsonValue

Value: TypeAlias = bool | str | Decimal | list["Value"] | dict[str, "Value"] | None
Place: TypeAlias = tuple[str | int, ...]

MAX_NESTING: Final = 32


class Missing:
    """Nothing stands at that place (unlike null, which somebody left empty)."""


MISSING: Final = Missing()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a person chose: its name as the browser gave it and its size in bytes. The content is elsewhere."""

    name: str
    size: int


def exact(raw: object, *, nesting: int = 0) -> Value:
    """The same value with every number as Decimal; a float counts as the decimal it prints as.

    Raises NotJsonValue for what JSON cannot say (NaN, bytes, dates) and for nesting deeper than 32.
    """
    if nesting > MAX_NESTING:
        raise NotJsonValue(f"嵌套超过 {MAX_NESTING} 层的内容")
    if raw is None or isinstance(raw, bool | str):
        return raw
    if isinstance(raw, int | float | Decimal):
        return _number(raw)
    if isinstance(raw, Mapping):
        if not all(isinstance(name, str) for name in raw):
            raise NotJsonValue("名称不是文字的对象")
        return {name: exact(part, nesting=nesting + 1) for name, part in raw.items()}
    if isinstance(raw, Sequence) and not isinstance(raw, bytes | bytearray | memoryview):
        return [exact(part, nesting=nesting + 1) for part in raw]
    raise NotJsonValue(type(raw).__name__)


def _number(raw: int | float | Decimal) -> Decimal:
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite():
        raise NotJsonValue("无穷大或非数")
    return number


def name_of(place: Place) -> str:
    """`股东.0.姓名`: names never hold dots nor consist of digits, so the text says the place without doubt."""
    return ".".join(str(part) for part in place)


def find(data: object, place: Place) -> object:
    """What stands at the place; MISSING when the way there ends before."""
    here = data
    for part in place:
        if isinstance(part, str):
            if not isinstance(here, Mapping) or part not in here:
                return MISSING
            here = here[part]
        else:
            if not isinstance(here, Sequence) or isinstance(here, str | bytes) or part >= len(here):
                return MISSING
            here = here[part]
    return here


def nest(flat: Mapping[Place, Value], *, onto: Mapping[str, Value] | None = None) -> dict[str, Value]:
    """The nested data of values by place; rows must come in order. `onto` is copied where it is touched."""
    top: dict[str, Value] = dict(onto or {})
    own: set[int] = {id(top)}
    for place, value in flat.items():
        _put(top, place, value, own)
    return top


def _put(top: dict[str, Value], place: Place, value: Value, own: set[int]) -> None:
    here: dict[str, Value] | list[Value] = top
    for part, following in pairwise(place):
        current = _child(here, part)
        if not isinstance(current, list if isinstance(following, int) else dict):
            current = [] if isinstance(following, int) else {}
        elif id(current) not in own:
            current = current.copy()
        own.add(id(current))
        _set(here, part, current)
        here = current
    _set(here, place[-1], value)


def _child(here: dict[str, Value] | list[Value], part: str | int) -> Value:
    if isinstance(here, dict):
        return here.get(str(part))
    return here[part] if isinstance(part, int) and part < len(here) else None


def _set(here: dict[str, Value] | list[Value], part: str | int, value: Value) -> None:
    if isinstance(here, dict):
        here[str(part)] = value
    elif isinstance(part, int):
        here.extend([None] * (part + 1 - len(here)))
        here[part] = value
