"""Writing TOML the same way every time: keys in the order given, tables after plain values, nothing left to chance."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

Plain: TypeAlias = "str | int | bool | date | Sequence[Plain] | Mapping[str, Plain]"


def write_toml(root: Mapping[str, Plain]) -> bytes:
    """The canonical bytes of a document: plain values first, then `[tables]`, then `[[arrays of tables]]` where all
    items are mappings at the first level; everything deeper is written inline."""
    blocks = [_lines({key: value for key, value in root.items() if not _is_block(value)})]
    for key, value in root.items():
        if isinstance(value, Mapping):
            blocks.append(_table(key, value))
        elif _is_block(value) and isinstance(value, Sequence):
            blocks += [f"[[{key}]]\n{_lines(item)}" for item in value if isinstance(item, Mapping)]
    return "\n".join(block for block in blocks if block).encode()


def _table(name: str, values: Mapping[str, Plain]) -> str:
    plain = {key: value for key, value in values.items() if not isinstance(value, Mapping)}
    blocks = [f"[{name}]\n{_lines(plain)}"]
    blocks += [_table(f"{name}.{key}", value) for key, value in values.items() if isinstance(value, Mapping)]
    return "\n".join(blocks)


def _is_block(value: Plain) -> bool:
    if isinstance(value, Mapping):
        return True
    return (
        isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(item, Mapping) for item in value)
    )


def _lines(values: Mapping[str, Plain]) -> str:
    return "".join(f"{key} = {_inline(value)}\n" for key, value in values.items())


def _inline(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_inline(item)}" for key, item in value.items()) + " }" if value else "{}"
    return "[" + ", ".join(_inline(item) for item in value) + "]"


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return (
        '"'
        + "".join(
            escapes.get(char) or (f"\\u{ord(char):04X}" if char < " " or char == "\x7f" else char) for char in text
        )
        + '"'
    )
