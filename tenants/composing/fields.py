"""One form out of several (一表申请, C27): a field per key, what several parts ask first, then part by part.

A field that several parts ask is merged where one of them is at least as strict as all the others: what the joint form
takes, every part takes. Where neither is, both sides are listed and a person says whose field it is to be. A field is
hidden where no part that asks it is asked for.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bpmn.feel import FeelError, compile_expression
from forms.compare import rule_words
from forms.components import COMPONENTS
from forms.field import Field, Form
from forms.strictness import at_least_as_strict
from tenants.bundle import FORMS_FOLDER
from tenants.composing.conditions import both, unless
from tenants.composing.ingredient import Ingredient, in_order

Raw = dict[str, Any]
Choices = Mapping[str, str]
"""By form and key of a field in conflict (`application:住所`): the part whose field is taken."""
WANTED = "办理"
NOT_WANTED = "不办理"


@dataclass(frozen=True, slots=True)
class Question:
    """One field as one part asks it: `raw` is its own JSON, `hide` when that part does not show it (with the groups
    around it), `group` the label of the group it stands in."""

    part: str
    key: str
    raw: Raw
    field: Field
    hide: str
    group: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key that parts ask differently, neither more strictly: what each side, by part, says. `taken` is the part whose
    field stands in the form; `decided` whether a person chose it."""

    form: str
    key: str
    title: str
    sides: tuple[tuple[str, str], ...]
    taken: str
    decided: bool


@dataclass(frozen=True, slots=True)
class MergedForm:
    """The form's file, its conflicts, how many fields the parts ask by themselves and how many it asks."""

    source: bytes
    conflicts: tuple[Conflict, ...]
    before: int
    after: int


@dataclass
class _Pool:
    """The questions of all parts by key, in the order they are first asked."""

    asked: dict[str, list[Question]] = field(default_factory=dict)
    loose: list[Question] = field(default_factory=list)


def choice_key(name: str) -> str:
    """The key of the field by which an applicant asks for a part of that name."""
    return f"要办_{''.join(char for char in name if char.isalnum())}"


def choice_of(name: str) -> str:
    """The condition of a part that the applicant may ask for or not."""
    return f'{choice_key(name)} = "{WANTED}"'


def merge_forms(
    ingredients: Iterable[Ingredient],
    names: Mapping[str, str],
    form: str,
    *,
    choices: Choices | None = None,
    shown: Mapping[str, str] | None = None,
    ask: bool = False,
    leave: Iterable[str] = (),
    first: Sequence[Raw] = (),
) -> MergedForm:
    """The form `form` of the joint matter out of the parts' forms `names` (by part, their file's name). `shown` says
    when what a part asks is shown, its own condition where nothing is given; `ask` puts in the fields by which parts
    are chosen; the keys `leave` are left out, the components `first` come before all others."""
    parts = [each for each in in_order(ingredients) if names.get(each.code, "") in each.model.forms]
    when = {each.code: (shown or {}).get(each.code, each.part.when) for each in parts}
    pool, left = _Pool(), frozenset(leave)
    for each in parts:
        for question in _questions(each, names[each.code]):
            if question.key in left:
                continue
            if question.key:
                pool.asked.setdefault(question.key, []).append(question)
            else:
                pool.loose.append(question)
    conflicts: list[Conflict] = []
    made: dict[str, tuple[Question, Raw]] = {}
    for key, asked in pool.asked.items():
        taken = _taken(asked, form, choices or {}, conflicts)
        alone = len(asked) == 1  # then the group it stands in is hidden with its part
        hide = _hidden([(each.hide, "" if alone else when[each.part]) for each in asked])
        made[key] = (asked[0], _with_hide(taken.raw, hide))
    added = _asking(parts, frozenset(made)) if ask else []
    components = [*first, *_arranged(parts, pool, made, when, added)]
    if not components:
        components = [
            {"key": "备注", "label": "备注", "type": "textarea"}
        ]  # no part asks anything: a form may not be empty
    schema = {"type": "default", "id": form, "schemaVersion": 19, "components": list(_numbered(components, form))}
    source = (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
    before = sum(len(asked) for asked in pool.asked.values())
    return MergedForm(source, tuple(conflicts), before, len(made) + len(added))


# --- what the parts ask -----------------------------------------------------------------------------------------------


def _questions(ingredient: Ingredient, name: str) -> Iterator[Question]:
    """The fields of a form, groups that only group taken apart; texts and pictures have no key."""
    form = ingredient.model.forms[name]
    schema = json.loads(ingredient.bundle.files[f"{FORMS_FOLDER}{name}.json"])
    known = {each.id: each for each in form.walk()}
    yield from _inside(ingredient.code, schema["components"], known, "", "")


def _inside(
    part: str, components: Sequence[Raw], known: Mapping[str, Field], hide: str, group: str
) -> Iterator[Question]:
    for raw in components:
        found = known[raw["id"]]
        own = _or(hide, found.hide.text if found.hide is not None else "")
        component = COMPONENTS[found.type]
        if component.container and not component.repeats and not found.local:
            yield from _inside(part, raw.get("components", []), known, own, group or found.label)
        else:
            keyed = component.keyed or bool(found.local)
            yield Question(part, ".".join(map(str, found.local)) if keyed else "", raw, found, own, group)


def _or(one: str, other: str) -> str:
    found = [text for text in dict.fromkeys((one, other)) if text]
    return found[0] if len(found) == 1 else " or ".join(f"({text})" for text in found)


# --- one field of several ---------------------------------------------------------------------------------------------


def _taken(asked: Sequence[Question], form: str, choices: Choices, conflicts: list[Conflict]) -> Question:
    """The question that stands for all of them: one at least as strict as every other, or the one chosen."""
    strict = next((one for one in asked if all(at_least_as_strict(one.field, each.field) for each in asked)), None)
    if strict is not None:
        return strict
    key = asked[0].key
    chosen = next((each for each in asked if each.part == choices.get(f"{form}:{key}")), None)
    taken = chosen or asked[0]
    sides = tuple((each.part, words_of(each.field)) for each in asked)
    conflicts.append(Conflict(form, key, taken.field.title, sides, taken.part, chosen is not None))
    return taken


def words_of(field: Field) -> str:
    """What a field takes, in words."""
    told = [COMPONENTS[field.type].name, "必填" if field.rules.required else "选填"]
    limits = (*rule_words(field.rules), *COMPONENTS[field.type].limits(field))
    told += [f"{name}{words}" for name, words in limits if words]
    fixed = getattr(field.settings, "fixed", ())
    if fixed:
        told.append(f"选项：{'、'.join(choice.label for choice in fixed)}")
    return "，".join(told)


def _hidden(asked: Iterable[tuple[str, str]]) -> str:
    """When a field is hidden: when every part that asks it hides it or is not asked for. `asked` are pairs of when a
    part hides it and when the part is asked for."""
    found = ""
    for hide, when in asked:
        own = _or(hide, unless(when))
        if not own:
            return ""
        found = both(found, own)
    return found


def _with_hide(raw: Raw, hide: str) -> Raw:
    made = {key: value for key, value in raw.items() if key != "conditional"}
    return made | ({"conditional": {"hide": f"={hide}"}} if hide else {})


def _asking(parts: Sequence[Ingredient], known: frozenset[str]) -> list[Raw]:
    """The fields by which an applicant asks for the parts that are not always done."""
    found: list[Raw] = []
    for each in parts:
        key = choice_key(each.name)
        if each.part.when and key not in known and key in _reads(each.part.when):
            values = [{"label": word, "value": word} for word in (WANTED, NOT_WANTED)]
            found.append(
                {
                    "key": key,
                    "label": each.name,
                    "type": "radio",
                    "layout": {"row": f"parts_{len(found) // 3}", "columns": 5},
                    "validate": {"required": True},
                    "values": values,
                }
            )
    return found


def _reads(text: str) -> frozenset[str]:
    try:
        return compile_expression(text).reads
    except FeelError:
        return frozenset()  # named where the joint matter is judged


# --- the order of the form --------------------------------------------------------------------------------------------


def _arranged(
    parts: Sequence[Ingredient],
    pool: _Pool,
    made: Mapping[str, tuple[Question, Raw]],
    when: Mapping[str, str],
    added: Sequence[Raw],
) -> list[Raw]:
    """公共信息 first, then each part in groups of its own, last what several parts ask outside any group."""
    common = [pair for key, pair in made.items() if len(pool.asked[key]) > 1]
    inside = [_placed(question, raw) for question, raw in common if question.group]
    last = [_placed(question, raw) for question, raw in common if not question.group]
    found = [_group("要办的事项", list(added))] if added else []
    found += [_group("公共信息", inside)] if inside else []
    for each in parts:
        groups: dict[str, list[Raw]] = {}
        for question in pool.loose:
            if question.part == each.code:
                raw = _with_hide(question.raw, question.hide)
                groups.setdefault(question.group, []).append(_placed(question, raw))
        own = (pair for key, pair in made.items() if len(pool.asked[key]) == 1 and pair[0].part == each.code)
        for question, raw in own:
            groups.setdefault(question.group, []).append(_placed(question, raw))
        for label, rows in groups.items():
            title = f"{each.name}：{label}" if label and label != each.name else each.name
            shown = not all(raw["type"] == "text" for raw in rows)
            found += [_with_hide(_group(title, rows), unless(when[each.code]))] if shown else []
    return [*found, *last]


def _placed(question: Question, raw: Raw) -> Raw:
    """The component with a row of its own part, so that two parts' rows do not run together."""
    layout = raw.get("layout")
    if not isinstance(layout, dict) or not layout.get("row"):
        return raw
    return raw | {"layout": {**layout, "row": f"{question.part}_{layout['row']}"}}


def _group(label: str, components: list[Raw]) -> Raw:
    return {"label": label, "type": "group", "components": components, "showOutline": True}


def _numbered(components: Iterable[Raw], form: str) -> Iterator[Raw]:
    """The components with ids in order, containers before what they hold."""
    count = 0

    def visit(raw: Raw) -> Raw:
        nonlocal count
        count += 1
        made = {**raw, "id": f"{form}_{count:03}"}
        if "components" in raw:
            made["components"] = [visit(child) for child in raw["components"]]
        return made

    for raw in components:
        yield visit(raw)


def keys_of(form: Form) -> tuple[str, ...]:
    """The keys a form asks, each once: what is counted before and after."""
    found = (".".join(map(str, each.local)) for each in form.walk() if each.key and each.local)
    return tuple(dict.fromkeys(found))
