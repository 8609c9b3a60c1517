"""`Names`: the names an expression may use, so that `申请 金额` and `days of wage - 1` are read as their author meant.

FEEL names may hold spaces and signs, so the text alone does not say where a name ends: the longest known name wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bpmn.feel.lexer import words

TEMPORAL_MEMBERS = (
    "year",
    "month",
    "day",
    "weekday",
    "hour",
    "minute",
    "second",
    "time offset",
    "timezone",
    "years",
    "months",
    "days",
    "hours",
    "minutes",
    "seconds",
)
RANGE_MEMBERS = ("start", "end", "start included", "end included")


class Lexicon:
    """Names by their first token: the single ones, and the longer ones with the longest first."""

    __slots__ = ("longer", "single")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.single: dict[str, str] = {}
        self.longer: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        tokens = words(name)
        if len(tokens) == 1:
            self.single[tokens[0]] = name
        elif tokens:
            group = self.longer.setdefault(tokens[0], [])
            group.append((tokens, name))
            group.sort(key=lambda entry: -len(entry[0]))

    def longest(self, texts: list[str], at: int) -> tuple[str, int] | None:
        """The longest name that the tokens from `at` on spell, with its count of tokens."""
        first = texts[at]
        for tokens, name in self.longer.get(first, ()):
            if tuple(texts[at : at + len(tokens)]) == tokens:
                return name, len(tokens)
        single = self.single.get(first)
        return None if single is None else (single, 1)


@dataclass(frozen=True)
class Names:
    """What is in scope: variables, members of contexts anywhere in them, and declared types."""

    variables: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    _cache: dict[str, Lexicon] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, names: "Names | Iterable[str]") -> "Names":
        """Names from anything that lists variables; a mapping's nested mappings give the members."""
        if isinstance(names, Names):
            return names
        if isinstance(names, Mapping):
            return cls(frozenset(names), members_of(names))
        return _names_of(names if isinstance(names, frozenset) else frozenset(names))

    def lexicon(self, kind: str) -> Lexicon:
        """The lexicon of "scope" (built-ins and variables), "members" or "types"."""
        lexicon = self._cache.get(kind)
        if lexicon is None:
            lexicon = self._cache[kind] = Lexicon(self._listed(kind))
        return lexicon

    def _listed(self, kind: str) -> Iterable[str]:
        if kind == "scope":
            from bpmn.feel.builtins import BUILTINS

            return (*BUILTINS, *self.variables)
        return (*self.members, *TEMPORAL_MEMBERS, *RANGE_MEMBERS) if kind == "members" else self.types

    def __hash__(self) -> int:
        return hash((self.variables, self.members, self.types))


@lru_cache(maxsize=1024)
def _names_of(variables: frozenset[str]) -> Names:
    return Names(variables)


def members_of(value: object, depth: int = 8) -> frozenset[str]:
    """The keys of every context inside a value, down to a depth; lists count by their items."""
    found: set[str] = set()
    level: list[object] = [value]
    top = True
    for _ in range(depth):
        below: list[object] = []
        for thing in level:
            if isinstance(thing, Mapping):
                if not top:
                    found.update(key for key in thing if isinstance(key, str))
                below.extend(thing.values())
            elif isinstance(thing, list | tuple):
                below.extend(thing[:64])
        level, top = below, False
    return frozenset(found)
