"""What an officer chose on the page 组合一件事, as its address says it: parts with phase and condition, and decisions.

The address holds all of it, so that a look at a composition can be kept, sent to a colleague and gone back to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

from tenants.composing.fields import choice_of
from tenants.matter import Matter, Part
from tenants.toml_document import is_code

MOST_PARTS = 20
MOST_PHASES = 9


@dataclass(frozen=True, slots=True)
class Chosen:
    """`phases` and `asked` by code: the phase of a part, and whether the applicant asks for it; `same` and `sides` are
    the decisions on materials and fields; `find` what was looked for."""

    parts: tuple[str, ...] = ()
    phases: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    asked: frozenset[str] = frozenset()
    same: tuple[tuple[str, str], ...] = ()
    sides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    find: str = ""

    def phase(self, code: str) -> int:
        return self.phases.get(code, 1)

    def as_parts(self, matters: Iterable[Matter]) -> tuple[Part, ...]:
        """The parts in the order of the centre's matters."""
        return tuple(
            Part(
                each.code,
                each.name,
                when=choice_of(each.name) if each.code in self.asked else "",
                phase=self.phase(each.code),
                lead=each.lead,
            )
            for each in matters
            if each.code in self.parts
        )

    @property
    def query(self) -> str:
        """The same choice as an address says it."""
        rows = [("part", code) for code in self.parts]
        rows += [(f"phase.{code}", str(self.phase(code))) for code in self.parts if self.phase(code) != 1]
        rows += [("asked", code) for code in self.parts if code in self.asked]
        rows += [("same", f"{one}={other}") for one, other in self.same]
        rows += [(f"side.{key}", part) for key, part in sorted(self.sides.items())]
        return urlencode(rows)


def chosen_of(rows: Iterable[tuple[str, str]]) -> Chosen:
    """The choice that names and values say; what is no code, phase or decision is passed over."""
    parts: dict[str, None] = {}
    phases: dict[str, int] = {}
    asked: set[str] = set()
    same: list[tuple[str, str]] = []
    sides: dict[str, str] = {}
    find = ""
    for name, value in rows:
        key = name.partition(".")[2]
        if name == "part" and is_code(value) and len(parts) < MOST_PARTS:
            parts[value] = None
        elif name == "asked":
            asked.add(value)
        elif name == "find":
            find = value.strip()[:40]
        elif name == "same" and value.count("=") == 1:
            one, _, other = value.partition("=")
            same.append((one, other))
        elif name.startswith("phase.") and value.isascii() and value.isdigit() and 1 <= int(value[:3]) <= MOST_PHASES:
            phases[key] = int(value)
        elif name.startswith("side.") and value:
            sides[key] = value
    return Chosen(tuple(parts), phases, frozenset(asked), tuple(same), sides, find)


def chosen_in(query: str) -> Chosen:
    """The choice that an address says."""
    return chosen_of(parse_qsl(query[:20_000], max_num_fields=500))
