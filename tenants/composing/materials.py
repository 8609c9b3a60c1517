"""One list of materials out of several (材料去重, D15, C27, C28).

Two materials are the same when name and type say so and some form of paper serves both parts; the merged row then
asks for the most that any part asks: the higher number of copies, the stricter need, the original before the copy.
The application forms of the parts become the one application. What only looks alike is listed for a person to decide
and never merged unasked. What a part of an earlier phase issues in every case need not be handed in again (前序已收).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import combinations
from unicodedata import normalize

from tenants.composing.conditions import any_of
from tenants.composing.ingredient import Ingredient, in_order
from tenants.matter import Exempt, Material, MaterialKind, Need

APPLICATION = "application"
ORIGINAL, COPY = "原件", "复印件"
FORM_WORDS = ("申请表", "申请书", "一表申请", "登记表", "备案表")
ALIKE = 0.6
"""Names that share so much of their characters are shown to a person as possibly the same."""
_BURDEN = {Need.OPTIONAL: 0, Need.GAP: 1, Need.REQUIRED: 2}
_MARKS = str.maketrans("", "", "《》“”\"'‘’（）()、，,。·- \t　")
Same = Mapping[str, str]
"""What a person has decided to be the same material: `part/code` to `part/code`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One material as one part asks for it; `conditions` must all hold: the part's own, and the material's."""

    part: str
    material: Material
    conditions: tuple[str, ...]
    phase: int

    @property
    def key(self) -> str:
        return f"{self.part}/{self.material.code}"


@dataclass(frozen=True, slots=True)
class Merged:
    """A row of the joint list: the material, and each part's own row it stands for."""

    material: Material
    needs: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two rows that look alike and are not equal: a person decides. `reason` says in what they differ."""

    one: Asked
    other: Asked
    reason: str


@dataclass(frozen=True, slots=True)
class Materials:
    """The joint list, what to decide, and how many rows the parts ask for by themselves."""

    rows: tuple[Merged, ...]
    alike: tuple[Alike, ...]
    before: int
    asked_before: int

    @property
    def listed(self) -> tuple[Material, ...]:
        return tuple(row.material for row in self.rows)

    @property
    def asked(self) -> int:
        """How many rows the applicant really hands in."""
        return sum(row.material.exempt is None for row in self.rows)

    def code_of(self, part: str, code: str) -> str:
        """The code in the joint list of a part's own material."""
        key = f"{part}/{code}"
        return next((row.material.code for row in self.rows if any(need.key == key for need in row.needs)), code)


def merge_materials(ingredients: Iterable[Ingredient], title: str, same: Same | None = None) -> Materials:
    """The joint list. `title` names the one application; `same` holds what a person decided to be the same."""
    parts = in_order(ingredients)
    needs = [need for part in parts for need in _needs(part)]
    issued = _issued(parts)
    taken: set[str] = set()
    rows = tuple(_row(group, issued, title, taken) for group in _groups(needs, same or {}))
    asked = sum(need.material.exempt is None for need in needs)
    return Materials(rows, tuple(_alike(rows)), len(needs), asked)


def _groups(needs: Sequence[Asked], same: Same) -> list[tuple[Asked, ...]]:
    """The needs that one row stands for. They are put together in an order of their own, so that the order in which
    parts were chosen changes no group; rows and their needs then stand as chosen."""
    place = {need.key: number for number, need in enumerate(needs)}
    groups: list[list[Asked]] = []
    for need in sorted(needs, key=lambda each: (plain(each.material.name), each.key)):
        home = next((group for group in groups if _joins(need, group, same)), None)
        if home is None:
            groups.append([need])
        else:
            home.append(need)
    stood = [tuple(sorted(group, key=lambda each: place[each.key])) for group in groups]
    return sorted(stood, key=lambda group: place[group[0].key])


def _needs(ingredient: Ingredient) -> Iterator[Asked]:
    part = ingredient.part
    for material in ingredient.model.matter.materials:
        yield Asked(part.matter, material, (part.when, material.when), part.phase)


def is_application(material: Material) -> bool:
    """Whether it is the part's own application form: the joint form takes its place (一表申请, C27)."""
    if material.kind is not MaterialKind.FORM:
        return False
    return material.code == APPLICATION or material.name.endswith(FORM_WORDS)


def plain(name: str) -> str:
    """A name without marks and spaces, wide signs narrowed: what is compared."""
    return normalize("NFKC", name).translate(_MARKS).lower()


def is_same(one: Material, other: Material) -> bool:
    """Same name, same type, the same answer to whether it must be handed in, and some form that serves both."""
    if is_application(one) and is_application(other):
        return (one.exempt is None) == (other.exempt is None)
    if plain(one.name) != plain(other.name) or one.kind is not other.kind:
        return False
    return shared_forms((one, other)) is not None and (one.exempt is None) == (other.exempt is None)


def shared_forms(materials: Sequence[Material]) -> tuple[str, ...] | None:
    """The forms that serve every one of them, an original also where a copy is asked for; None when there is none,
    () where none of them says which."""
    said = [material.form for material in materials if material.form]
    if not said:
        return ()
    known = tuple(dict.fromkeys(form for forms in said for form in forms))
    known = tuple(dict.fromkeys((*(ORIGINAL for _ in known if COPY in known), *known)))
    serves = tuple(form for form in known if all(form in own or (form == ORIGINAL and COPY in own) for own in said))
    return serves or None


def _joins(need: Asked, group: list[Asked], same: Same) -> bool:
    """Whether a row belongs to a group; within one part no two rows are ever made one."""
    if any(need.part == each.part for each in group):
        return False
    if any(same.get(need.key) == each.key or same.get(each.key) == need.key for each in group):
        return True
    known = [each.material for each in group]
    if not all(is_same(need.material, each) for each in known):
        return False
    return is_application(need.material) or shared_forms([*known, need.material]) is not None


def _row(needs: tuple[Asked, ...], issued: Mapping[str, int], title: str, taken: set[str]) -> Merged:
    materials = [need.material for need in needs]
    first = materials[0]
    need = max((each.need for each in materials), key=lambda each: _BURDEN[each])
    gaps = [each.supply_working_days for each in materials if each.need is Need.GAP]
    waived = {each.exempt for each in materials}
    exempt = next((each for each in Exempt if each in waived), None) if None not in waived else None
    if exempt is None and all(issued.get(plain(each.material.name), each.phase) < each.phase for each in needs):
        exempt = Exempt.EARLIER
    forms = shared_forms(materials)
    made = replace(
        first,
        code=_code(needs, taken),
        name=f"{title}一表申请" if all(map(is_application, materials)) and len(needs) > 1 else first.name,
        form=first.form if forms is None else forms or first.form,
        originals=max(each.originals for each in materials),
        copies=max(each.copies for each in materials),
        need=need,
        supply_working_days=min(gaps) if need is Need.GAP else 0,
        exempt=exempt,
        basis=tuple(dict.fromkeys(basis for each in materials for basis in each.basis)),
        when=any_of([each.conditions for each in needs]),
        proof=any(each.proof for each in materials),
        electronic=all(each.electronic for each in materials),
        note="；".join(dict.fromkeys(each.note.rstrip("。") for each in materials if each.note)),
        parts=tuple(dict.fromkeys(each.part for each in needs)),
    )
    return Merged(replace(made, note=f"{made.note}。" if made.note else ""), needs)


def _code(needs: tuple[Asked, ...], taken: set[str]) -> str:
    """The first part's code, before it the part's own where another material has it."""
    first = needs[0]
    code = first.material.code if first.material.code not in taken else f"{first.part}_{first.material.code}"
    taken.add(code)
    return code


def _issued(parts: Iterable[Ingredient]) -> dict[str, int]:
    """What parts that always run give out, by plain name, with the phase after which it is there."""
    found: dict[str, int] = {}
    for each in parts:
        if not each.part.when:
            for result in each.model.matter.results:
                found.setdefault(plain(result.name), each.part.phase)
    return found


def _alike(rows: Sequence[Merged]) -> Iterator[Alike]:
    for one, other in combinations(rows, 2):
        if set(one.material.parts) & set(other.material.parts):
            continue
        reason = _difference(one.material, other.material)
        if reason:
            yield Alike(one.needs[0], other.needs[0], reason)


def _difference(one: Material, other: Material) -> str:
    """In what two rows that look alike differ; "" when they do not look alike."""
    names = plain(one.name), plain(other.name)
    if names[0] == names[1]:
        if one.kind is not other.kind:
            return f"名称相同，类型不同：{one.kind.chinese}、{other.kind.chinese}"
        if (one.exempt is None) != (other.exempt is None):
            return "名称相同，一方要交、一方免交"
        return f"名称相同，要求的形式不同：{'、'.join(one.form)}；{'、'.join(other.form)}"
    within = names[0] in names[1] or names[1] in names[0]
    if within or SequenceMatcher(None, *names).ratio() >= ALIKE:
        return "名称相近"
    return ""
