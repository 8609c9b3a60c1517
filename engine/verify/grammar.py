"""The step grammar: a step is known by its example sentence, whose quoted texts and numbers are its parameters.

“综合窗口于"2026-03-02 09:00"收件” and the same with another time are one step. A sentence may say several things, one
after the other, as people write: “办件于"2025-11-03"受理,承诺时限10工作日,法定时限20工作日”; and it may say that
something is refused: “"2025-10-13"本行政机关负责人批准延长10工作日被拒绝,原因"届满"”. Matching compares sentences
with their parameters taken out: no pattern is run on a tenant's text.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules

Rows = list[list[str]]
Act = Callable[..., "Awaitable[None] | None"]
REFUSED = "被拒绝"


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step: its family, the example that defines it, what it does in words, the function. `first`: it sets the
    scene and is done before everything else of the scenario, wherever it is written; `tried`: it is only said of what
    shall be refused; `implies`: what it takes for granted of a matter that is not named, set up like `first`."""

    example: str
    family: str
    words: str
    act: Act
    takes_rows: bool = False
    first: bool = False
    tried: bool = False
    implies: Act | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence, or a part of one, understood: the step and the values of its parameters, in order."""

    definition: StepDefinition
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """All that a sentence says. `refused`: each of its parts is tried by itself and must be refused, for a reason that
    holds `reason`."""

    matches: tuple[Match, ...]
    refused: bool = False
    reason: str = ""


@dataclass
class Grammar:
    """All steps by the shape of their sentences."""

    by_shape: dict[str, StepDefinition] = field(default_factory=dict)
    _by_first: dict[str, list[str]] = field(default_factory=dict)

    def add(self, definition: StepDefinition) -> None:
        shape, _ = shape_of(definition.example)
        if shape in self.by_shape:
            raise ValueError(f"two steps of one shape: {definition.example}")
        self.by_shape[shape] = definition
        shapes = self._by_first.setdefault(shape[0], [])
        shapes.append(shape)
        shapes.sort(key=len, reverse=True)

    def match(self, sentence: str) -> Match | None:
        """The one step a sentence means; None when there is none such."""
        shape, values = shape_of(sentence)
        definition = self.by_shape.get(shape)
        return Match(definition, values) if definition and not definition.tried else None

    def understand(self, sentence: str) -> Sentence | None:
        """All that a sentence says; None when a part of it is not known."""
        whole = self.match(sentence)
        if whole is not None:
            return Sentence((whole,))
        shape, values = shape_of(sentence)
        said, reason = _refusal(shape, values)
        if said is not None:
            tried = self._tried(said, values)
            return Sentence(tried, refused=True, reason=reason) if tried else None
        parts = self._parts(shape, 0)
        return Sentence(_with_values(parts, values)) if parts else None

    def nearest(self, sentence: str) -> str:
        """The example of the known step most like the part of a sentence that is not known; "" when none is near."""
        shape, values = shape_of(sentence)
        said, _ = _refusal(shape, values)
        for part in [*self._strange(said if said is not None else shape), shape]:
            close = get_close_matches(part, self.by_shape, n=1, cutoff=0.5)
            if close:
                return self.by_shape[close[0]].example
        return ""

    def definitions(self) -> list[StepDefinition]:
        return sorted(self.by_shape.values(), key=lambda each: (each.family, each.example))

    def _parts(self, shape: str, at: int, *, tried: bool = False) -> tuple[StepDefinition, ...] | None:
        """The steps that the rest of a shape is made of, the longest first; None when it is not made of known ones."""
        todo: list[tuple[int, tuple[StepDefinition, ...]]] = [(at, ())]
        seen: set[int] = set()
        while todo:
            here, found = todo.pop()
            if here >= len(shape):
                if found:
                    return found
                continue
            if here in seen:
                continue
            seen.add(here)
            ways = [(here + len(word), found) for word in _JOINTS if shape.startswith(word, here)]
            for known in reversed(self._by_first.get(shape[here], ())):
                definition = self.by_shape[known]
                if shape.startswith(known, here) and (tried or not definition.tried):
                    ways.append((here + len(known), (*found, definition)))
            todo.extend(ways)
        return None

    def _tried(self, said: str, values: tuple[str, ...]) -> tuple[Match, ...]:
        """What shall be refused, one by one: a list joined by 、 and 或, or one act."""
        whole = self._parts(said, 0, tried=True)
        if whole:
            return _with_values(whole, values)[-1:] if len(whole) == 1 else _with_values(whole, values)
        found: list[Match] = []
        used = 0
        for item in _items(said):
            parts = self._parts(item, 0, tried=True)
            if not parts:
                return ()
            taken = values[used : used + _places(item)]
            found.extend(_with_values(parts, taken))
            used += _places(item)
        return tuple(found)

    def _strange(self, shape: str) -> Iterator[str]:
        """The clauses of a sentence that are not known by themselves, the longest first."""
        clauses = [each for each in shape.replace(";", ",").split(",") if each and not self._parts(each, 0)]
        yield from sorted(clauses, key=len, reverse=True)


_JOINTS = (
    ",",
    ";",
    ":",
    "。",
    "并且",
    "且",
    "而且",
    "并",
    "而",
    "后",
    "则",
    "该",
    "其",
    "和",
    "、",
    "仍",
    "办件",
    "的",
)
"""What may stand between two things said, and means nothing by itself."""
_ENDINGS = ("均", "都", "也", "应", "会", "的配置", "的", "请求", "操作")


def _refusal(shape: str, values: tuple[str, ...]) -> tuple[str | None, str]:
    """What a sentence says is refused, and for which reason; None when it says no such thing."""
    at = shape.rfind(REFUSED)
    if at <= 0:
        return None, ""
    said, rest = shape[:at], shape[at + len(REFUSED) :]
    reason = values[-1] if "“”" in rest and values else ""
    if rest.strip(",。") and rest.lstrip(",").removeprefix("原因").lstrip("为是包含:") not in ("“”", "“”。"):
        return None, ""
    while ending := next((each for each in _ENDINGS if said.endswith(each)), ""):
        said = said[: -len(ending)]
    return said, reason


def _items(said: str) -> Iterator[str]:
    """The members of a list such as “甲、乙或丙”."""
    for word in ("以及", "或者", "或", "和"):
        said = said.replace(word, "、")
    for item in said.split("、"):
        while ending := next((each for each in _ENDINGS if item.endswith(each)), ""):
            item = item[: -len(ending)]
        if item:
            yield item


def _places(shape: str) -> int:
    return shape.count("“”") + shape.count("#")


def _with_values(parts: tuple[StepDefinition, ...], values: tuple[str, ...]) -> tuple[Match, ...]:
    """Each part with its own values."""
    found: list[Match] = []
    used = 0
    for definition in parts:
        count = _places(shape_of(definition.example)[0])
        found.append(Match(definition, values[used : used + count]))
        used += count
    return tuple(found)


def shape_of(sentence: str) -> tuple[str, tuple[str, ...]]:
    """A sentence with its parameters taken out, and the parameters: texts in quotes, then bare whole numbers.

    Full-width punctuation and blanks outside quotes make no difference."""
    shape: list[str] = []
    values: list[str] = []
    at, length = 0, len(sentence)
    while at < length:
        sign = sentence[at]
        if sign in _QUOTES:
            end = sentence.find(_QUOTES[sign], at + 1)
            if end < 0:
                end = length
            values.append(sentence[at + 1 : end])
            shape.append("“”")
            at = end + 1
        elif sign.isascii() and sign.isdigit():
            end = at
            while end < length and sentence[end].isascii() and sentence[end].isdigit():
                end += 1
            values.append(sentence[at:end])
            shape.append("#")
            at = end
        else:
            if not sign.isspace():
                shape.append(_SAME.get(sign, sign))
            at += 1
    text = "".join(shape)
    for said, meant in _SPELLINGS:
        text = text.replace(said, meant)
    return text, tuple(values)


_SPELLINGS = (
    ("个工作日", "工作日"),
    ("个自然日", "自然日"),
    ("日历日", "自然日"),
    ("个工作小时", "工作小时"),
    ("到期日是", "到期日为"),
    ("到期日应为", "到期日为"),
    ("最后日是", "最后日为"),
    ("最后一日为", "最后日为"),
    ("状态是", "状态为"),
    ("受理日是", "受理日为"),
    ("申请材料不齐", "材料不齐"),
)
"""Other spellings of the same words."""
_QUOTES: Mapping[str, str] = {'"': '"', "“": "”", "「": "」"}
_SAME = {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}

GRAMMAR = Grammar()


def step(
    *examples: str,
    words: str,
    rows: bool = False,
    first: bool = False,
    tried: bool = False,
    implies: Act | None = None,
) -> Callable[[Act], Act]:
    """Declare a step by its example sentences (they all say the same in other words). `first`: it sets the scene;
    `tried`: it is only said of what shall be refused; `implies`: what it takes for granted of an unnamed matter."""

    def declare(act: Act) -> Act:
        family = act.__module__.rsplit(".", 1)[-1]
        for example in examples:
            GRAMMAR.add(StepDefinition(example, family, words, act, rows, first, tried, implies))
        return act

    return declare


def grammar() -> Grammar:
    """The grammar with every family of `engine.verify.steps` loaded."""
    package = import_module("engine.verify.steps")
    for module in sorted(iter_modules(package.__path__), key=lambda each: each.name):
        import_module(f"engine.verify.steps.{module.name}")
    return GRAMMAR


def family_name(family: str) -> str:
    """A family's Chinese name: the first word of what its module says of itself."""
    told = import_module(f"engine.verify.steps.{family}").__doc__ or family
    return told.split(":", 1)[0].strip()


class Unmet(AssertionError):
    """An expectation that did not hold: what was expected, what was met."""

    def __init__(self, what: str, expected: object, met: object) -> None:
        super().__init__(f"{what}：应为“{expected}”，实为“{met}”")
        self.what, self.expected, self.met = what, str(expected), str(met)


def expect(what: str, expected: object, met: object) -> None:
    """Hold an expectation against what there is."""
    if expected != met:
        raise Unmet(what, expected, met)


def expect_told(what: str, expected: str, met: str) -> None:
    """Hold a reason against what was said: all of it in the same order, in no more than three pieces."""
    if not _holds(met, expected, 3):
        raise Unmet(what, expected, met)


def _holds(text: str, wanted: str, pieces: int) -> bool:
    """Whether `text` holds `wanted` in at most so many pieces, each of two signs or more, one after the other."""
    if wanted in text:
        return True
    if pieces == 1:
        return False
    for length in range(len(wanted) - 2, 1, -1):
        at = text.find(wanted[:length])
        while at >= 0:
            if _holds(text[at + length :], wanted[length:], pieces - 1):
                return True
            at = text.find(wanted[:length], at + 1)
    return False
