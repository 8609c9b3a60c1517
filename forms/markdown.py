"""The small part of Markdown that texts of forms may use: paragraphs, headings, lists, bold, links to our own site.

The result is a tree of plain pieces, never HTML: templates escape every piece. `{{ … }}` holds a FEEL expression whose
value is put in as plain text; template languages, raw HTML and pictures do not exist here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from forms import numbers
from forms.condition import Condition, Scope
from forms.source import Source
from forms.values import Value

MAX_BLOCKS: Final = 500
Piece: TypeAlias = str | Condition


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind; `address` makes it a link."""

    pieces: tuple[Piece, ...]
    strong: bool = False
    address: str = ""

    def words(self, scope: Scope) -> str:
        """The text with the values put in."""
        return "".join(piece if isinstance(piece, str) else shown(scope.value(piece)) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is p, h2, h3, h4, ul or ol; `lines` are the lines of a paragraph or the entries of a list."""

    kind: str
    lines: tuple[tuple[Run, ...], ...]

    def conditions(self) -> Iterator[Condition]:
        for runs in self.lines:
            for run in runs:
                yield from (piece for piece in run.pieces if isinstance(piece, Condition))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run with its values put in."""

    words: str
    strong: bool
    address: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A block ready to be written: `lines` hold stretches."""

    kind: str
    lines: tuple[tuple[Stretch, ...], ...]


def spoken(blocks: tuple[Block, ...], scope: Scope) -> tuple[Prose, ...]:
    """The blocks with the values of the data put in."""
    return tuple(
        Prose(
            block.kind,
            tuple(tuple(Stretch(run.words(scope), run.strong, run.address) for run in line) for line in block.lines),
        )
        for block in blocks
    )


def shown(value: Value) -> str:
    """A value as part of a sentence; what has no words (nothing, an object) leaves none."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return numbers.grouped(value)
    if isinstance(value, list):
        return "、".join(text for part in value if (text := shown(part)))
    return value if isinstance(value, str) else ""


def is_own_site(address: str) -> bool:
    """Whether an address stays on this server: one leading `/`, or a place on the same page."""
    if any(char.isspace() or not char.isprintable() or char == "\\" for char in address):
        return False
    return (address.startswith("/") and not address.startswith("//")) or (address.startswith("#") and len(address) > 1)


def read_markdown(source: Source, text: str) -> tuple[Block, ...]:
    """The blocks of a text; what is not allowed becomes a finding of the source."""
    text, conditions = _cut_out_expressions(source, text)
    reader = _Reader(source, conditions)
    blocks: list[Block] = []
    for kind, lines in _blocks(text):
        blocks.append(Block(kind, tuple(reader.runs(line) for line in lines)))
    if len(blocks) > MAX_BLOCKS:
        source.complain("form-size", f"的文字超过 {MAX_BLOCKS} 段，请缩短。")
    return tuple(blocks[:MAX_BLOCKS])


def _cut_out_expressions(source: Source, text: str) -> tuple[str, list[Condition]]:
    """Each `{{ … }}` becomes a NUL, which no text holds; the expressions come back in their order."""
    out: list[str] = []
    conditions: list[Condition] = []
    at = 0
    while (begin := text.find("{{", at)) >= 0:
        out.append(text[at:begin])
        end = text.find("}}", begin)
        if end < 0:
            source.complain("form-text", "的文字里有“{{”没有“}}”，请补上。")
            return "".join(out), conditions
        inner = text[begin + 2 : end].strip()
        at = end + 2
        if inner[:1] in ("#", "/", "%", "@", ""):
            source.complain("form-text", f"的文字里“{{{{{inner[:20]}}}}}”不能用，“{{{{ }}}}”里只能写 FEEL 表达式。")
        elif (condition := source.compile(inner, "的文字里“{{ }}”中")) is not None:
            conditions.append(condition)
            out.append("\0")
    out.append(text[at:])
    return "".join(out), conditions


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Lines gathered into paragraphs and lists; headings stand alone."""
    kind, lines = "p", list[str]()
    for raw in text.split("\n"):
        of, line = _line(raw.strip())
        if lines and (of != kind or not line or of[0] == "h"):
            yield kind, lines
            lines = []
        if line:
            kind = of
            lines.append(line)
    if lines:
        yield kind, lines


def _line(line: str) -> tuple[str, str]:
    """What kind of block a line belongs to, and its text without the mark."""
    mark, blank, rest = line.partition(" ")
    if blank and 1 <= len(mark) <= 6 and not mark.strip("#"):
        return f"h{min(4, len(mark) + 1)}", rest.strip()
    if blank and mark in ("-", "*", "+"):
        return "ul", rest.strip()
    if blank and len(mark) <= 4 and mark[-1:] in (".", ")") and mark[:-1].isascii() and mark[:-1].isdigit():
        return "ol", rest.strip()
    return "p", line


class _Reader:
    """Reads lines into runs; the n-th NUL met is the n-th expression."""

    def __init__(self, source: Source, conditions: list[Condition]) -> None:
        self.source = source
        self.conditions = iter(conditions)

    def runs(self, line: str) -> tuple[Run, ...]:
        found: list[Run] = []
        for count, part in enumerate(_unclosed_kept(line)):
            found.extend(self._links(part, strong=count % 2 == 1))
        return tuple(found)

    def _links(self, text: str, *, strong: bool) -> Iterator[Run]:
        while text:
            before, words, address, rest = _next_link(text)
            if before:
                yield Run(self._pieces(before), strong)
            if words:
                pieces = self._pieces(words)
                if is_own_site(address):
                    yield Run(pieces, strong, address)
                else:
                    self.source.complain(
                        "form-link-outside",
                        f"的文字里链接“{address[:60]}”不在本站，请改成以 / 开头的本站地址，或写成文字。",
                    )
            text = rest

    def _pieces(self, text: str) -> tuple[Piece, ...]:
        first, *others = text.split("\0")
        pieces: list[Piece] = [first]
        for other in others:
            pieces += [next(self.conditions), other]
        return tuple(piece for piece in pieces if piece != "")


def _unclosed_kept(line: str) -> list[str]:
    """The line cut at `**`: every second part is bold. A last `**` without partner stays as it is written."""
    parts = line.split("**")
    if len(parts) % 2 == 0:
        parts[-2:] = ["**".join(parts[-2:])]
    return parts


def _next_link(text: str) -> tuple[str, str, str, str]:
    """(text before, words, address, rest) of the first `[words](address)`; all text and nothing else without one."""
    middle = text.find("](")
    begin = text.rfind("[", 0, middle) if middle > 0 else -1
    end = text.find(")", middle) if begin >= 0 else -1
    if begin < 0 or end < 0 or not text[begin + 1 : middle]:
        return text, "", "", ""
    return text[:begin], text[begin + 1 : middle], text[middle + 2 : end], text[end + 1 :]
