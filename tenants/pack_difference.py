"""What a pack would change in a tenant, in words, before it lands: part by part, with what it would take away and what
would change somebody's powers marked as such."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time

from bpmn.compare import ChangeKind, compare
from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, Bundle
from tenants.matter import Matter
from tenants.matter_labels import LABELS
from tenants.model import MatterModel
from tenants.organisation import Organisation
from tenants.pack import Pack
from tenants.pack_labels import PART_NAMES, REGISTER_NAMES, label_of
from tenants.people import HeldPost, PersonProfile
from tenants.reading import read_bundle
from tenants.registers import KINDS, code_of
from tenants.tenant import TenantProfile
from tenants.term import Term
from tenants.versions import Draft

GRANTING = frozenset({"two_powers", "free_powers"})
"""Settings that say who may act without a mandate, or by a shorter one."""
SHOWN = 8
"""How many entries of a list are told by name."""


class Part(Term):
    """The parts of a pack, in the order they are told."""

    TENANT = "tenant", "租户"
    ORGANISATION = "organisation", "机构"
    PEOPLE = "people", "人员"
    REGISTERS = "registers", "台账"
    MATTERS = "matters", "事项"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would change, as a line for people. `removes`: something is taken away; `grants`: it changes who
    may do what (a person, a mandate), which is the security administrator's to allow."""

    part: Part
    text: str
    removes: bool = False
    grants: bool = False

    def __str__(self) -> str:
        return self.text


def differences(before: Pack | None, after: Pack, drafts: Iterable[Draft] = ()) -> tuple[Difference, ...]:
    """Every difference; none when the pack brings nothing new. People and matters it does not name stay. `drafts` is
    what is being drawn here: a matter of the pack that is other takes the place of its draft."""
    if before is None:
        return tuple(_everything(after))
    return (
        *_tenant(before, after),
        *_organisation(before, after),
        *_people(before, after),
        *_registers(before, after),
        *_bundles(before, after),
        *_drafts(before, after, drafts),
    )


def _everything(pack: Pack) -> Iterator[Difference]:
    house = pack.organisation
    yield Difference(Part.TENANT, f"新租户：{pack.tenant.name}（{pack.tenant.code}），{pack.tenant.level.chinese}。")
    places = f"部门 {len(house.departments)} 个，岗位 {len(house.posts)} 个，窗口 {house.window_count} 个。"
    yield Difference(Part.ORGANISATION, places)
    if pack.people:
        yield Difference(Part.PEOPLE, f"人员 {len(pack.people)} 人。", grants=True)
    for kind in KINDS:
        if count := len(getattr(pack.registers, kind)):
            text = f"{register_name(kind)} {count} 条。"
            yield Difference(Part.REGISTERS, text, grants=kind == "mandates")
    for bundle in pack.bundles:
        yield Difference(Part.MATTERS, f"新事项：{_title(bundle)}，文件 {len(bundle.files)} 个。")


def _tenant(before: Pack, after: Pack) -> Iterator[Difference]:
    for each in fields(TenantProfile):
        if each.name not in ("settings", "code"):
            old, new = getattr(before.tenant, each.name), getattr(after.tenant, each.name)
            if old != new:
                yield Difference(Part.TENANT, _changed(label_of(each.name), old, new), _loses(old, new))
    for each in fields(type(before.tenant.settings)):
        old, new = getattr(before.tenant.settings, each.name), getattr(after.tenant.settings, each.name)
        if old != new:
            text = "参数·" + _changed(label_of(each.name), old, new)
            yield Difference(Part.TENANT, text, _loses(old, new), grants=each.name in GRANTING)
    olds, news = {**before.calendars, **before.documents}, {**after.calendars, **after.documents}
    yield from _files(Part.TENANT, "", olds, news)


def _organisation(before: Pack, after: Pack) -> Iterator[Difference]:
    for each in fields(before.organisation):
        if each.init:
            olds, news = getattr(before.organisation, each.name), getattr(after.organisation, each.name)
            word = PART_NAMES.get(each.name, each.name)
            yield from _rows(Part.ORGANISATION, word, _by(_key, olds), _by(_key, news))


def _people(before: Pack, after: Pack) -> Iterator[Difference]:
    """People by login; those the pack does not name stay, because leaving work is an act of its own."""
    houses = (after.organisation, before.organisation)
    olds = {person.login.lower(): _with_named_posts(person, houses) for person in before.people}
    news = {person.login.lower(): _with_named_posts(person, houses) for person in after.people}
    yield from _rows(Part.PEOPLE, "人员", olds, {**olds, **news}, grants=True)


def _with_named_posts(person: PersonProfile, houses: tuple[Organisation, ...]) -> PersonProfile:
    """The person with departments and posts as people call them."""

    def named(held: HeldPost) -> HeldPost:
        department = next(filter(None, (house.department(held.department) for house in houses)), None)
        post = next(filter(None, (house.post(held.department, held.post) for house in houses)), None)
        return replace(
            held,
            department=department.short if department else held.department,
            post=post.name if post else held.post,
        )

    return replace(person, posts=tuple(map(named, person.posts)))


def _registers(before: Pack, after: Pack) -> Iterator[Difference]:
    for kind in KINDS:
        olds, news = getattr(before.registers, kind), getattr(after.registers, kind)

        def key(row: object, kind: str = kind) -> str:
            return code_of(kind, row)

        if olds != news:
            yield from _rows(
                Part.REGISTERS,
                register_name(kind),
                _by(key, olds),
                _by(key, news),
                grants=kind == "mandates",
                moved=f"{register_name(kind)}的先后次序有变。",
            )


def register_name(kind: str) -> str:
    """What a register is called."""
    return REGISTER_NAMES.get(kind, kind)


def _rows(
    part: Part,
    word: str,
    olds: Mapping[str, object],
    news: Mapping[str, object],
    *,
    grants: bool = False,
    moved: str = "",
) -> Iterator[Difference]:
    """Rows of a kind by their key: added, changed, taken away; `moved` when only their order differs."""
    told = False
    for key, new in news.items():
        old = olds.get(key)
        if old is None:
            told = True
            yield Difference(part, f"增加{word}：{_named(new, key)}。{_row_words(new)}", grants=grants)
        elif old != new:
            told = True
            lines = "；".join(_facts(old, new))
            yield Difference(part, f"修改{word}：{_named(new, key)}：{lines}。", grants=grants)
    for key, old in olds.items():
        if key not in news:
            told = True
            yield Difference(part, f"删去{word}：{_named(old, key)}。", removes=True, grants=grants)
    if not told and moved and list(olds) != list(news):
        yield Difference(part, moved, grants=grants)


def _row_words(row: object) -> str:
    """What is worth knowing of a row that comes in whole: whom it gives which powers."""
    names = [name for name in ("roles", "posts", "delegate", "powers", "since", "until") if getattr(row, name, None)]
    return "；".join(f"{label_of(name)} {told(getattr(row, name))}" for name in names) + "。" if names else ""


def _files(part: Part, here: str, olds: Mapping[str, bytes], news: Mapping[str, bytes]) -> Iterator[Difference]:
    for path in sorted({*olds, *news}):
        if path not in olds:
            yield Difference(part, f"{here}增加文件 {path}。")
        elif path not in news:
            yield Difference(part, f"{here}删去文件 {path}。", removes=True)
        elif olds[path] != news[path]:
            yield Difference(part, f"{here}修改文件 {path}。")


def _bundles(before: Pack, after: Pack) -> Iterator[Difference]:
    for bundle in after.bundles:
        old = before.bundle(bundle.code)
        if old is None:
            yield Difference(Part.MATTERS, f"新事项：{_title(bundle)}，文件 {len(bundle.files)} 个。")
        elif old.hash != bundle.hash:
            yield from _matter(old, bundle)
    if staying := [_title(bundle) for bundle in before.bundles if after.bundle(bundle.code) is None]:
        yield Difference(Part.MATTERS, f"包里没有的 {len(staying)} 个事项保持不变：{_listed(staying)}。")


def _drafts(before: Pack, after: Pack, drafts: Iterable[Draft]) -> Iterator[Difference]:
    """Drafts that would be written over; a draft of what was never published is the matter itself, told above."""
    for draft in drafts:
        kept, brought = before.bundle(draft.matter), after.bundle(draft.matter)
        if kept is None or brought is None or draft.bundle.hash in (kept.hash, brought.hash) or brought == kept:
            continue
        text = f"事项 {_title(brought)}：正在编辑的草稿（第 {draft.revision} 次保存）将换成包里的内容，原稿留在历史里。"
        yield Difference(Part.MATTERS, text, removes=True)


def _matter(old: Bundle, new: Bundle) -> Iterator[Difference]:
    """One changed matter: facts and drawing in words, the other files by name."""
    here = f"事项 {_title(new)}："
    one, two = read_bundle(old).model, read_bundle(new).model
    told_files: set[str] = set()
    if one is not None and two is not None:
        for each in fields(Matter):
            if each.init and getattr(one.matter, each.name) != getattr(two.matter, each.name):
                values = getattr(one.matter, each.name), getattr(two.matter, each.name)
                text = _changed(LABELS.get(each.name, each.name), *values)
                yield Difference(Part.MATTERS, here + text, _loses(*values))
        for change in compare(one.diagram, two.diagram):
            yield Difference(Part.MATTERS, here + change.message, change.kind is ChangeKind.REMOVED)
        told_files = _explained(one, two)
    olds, news = dict(old.files), dict(new.files)
    for path in told_files:
        olds.pop(path, None)
        news.pop(path, None)
    yield from _files(Part.MATTERS, here, olds, news)


def _explained(one: MatterModel, two: MatterModel) -> set[str]:
    """The files whose change has been told in words."""
    files = {MATTER_FILE} if one.matter != two.matter else set()
    return files | ({DIAGRAM_FILE} if compare(one.diagram, two.diagram) else set())


def _facts(old: object, new: object) -> Iterator[str]:
    """The facts of a row that differ, each with both values."""
    for each in fields(new):  # type: ignore[arg-type]  # rows are dataclasses
        before, after = getattr(old, each.name), getattr(new, each.name)
        if each.compare and before != after:
            yield _changed(label_of(each.name), before, after).rstrip("。")


def _changed(label: str, old: object, new: object) -> str:
    """`名称：甲 → 乙。`; of a list of rows, which came, went and changed."""
    if _is_list(old) and _is_list(new):
        words = "；".join(_list_change(_by(_entry_key, old), _by(_entry_key, new)))  # type: ignore[arg-type]
        if words:
            return f"{label}：{words}。"
    return f"{label}：{told(old)} → {told(new)}。"


def _is_list(value: object) -> bool:
    return isinstance(value, tuple) and (not value or is_dataclass(value[0]))


def _list_change(olds: Mapping[str, object], news: Mapping[str, object]) -> Iterator[str]:
    words = (
        ("增加", [told(each) for key, each in news.items() if key not in olds]),
        ("修改", [told(each) for key, each in news.items() if key in olds and olds[key] != each]),
        ("删去", [told(each) for key, each in olds.items() if key not in news]),
    )
    for word, names in words:
        if names:
            yield word + _listed(names)


def _loses(old: object, new: object) -> bool:
    """Whether something that was there is there no more."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return not set(_by(_entry_key, old)) <= set(_by(_entry_key, new))
    return bool(old) and new in (None, "", ())


def _entry_key(entry: object) -> str:
    for name in ("id", "code", "matter", "document", "about", "step", "login", "department"):
        if value := getattr(entry, name, None):
            return f"{value}/{entry.post}" if name == "department" and hasattr(entry, "post") else str(value)
    return told(entry)


def _by(key: Callable[[object], str], rows: Iterable[object]) -> dict[str, object]:
    """Rows by their key; those of one key are numbered, so that none is lost."""
    found: dict[str, object] = {}
    for row in rows:
        name = key(row)
        number = 2
        while name in found:
            name, number = f"{key(row)}·{number}", number + 1
        found[name] = row
    return found


def _title(bundle: Bundle) -> str:
    model = read_bundle(bundle).model
    return f"{model.matter.name}（{bundle.code}）" if model else bundle.code


def _key(row: object) -> str:
    if type(row).__name__ == "Post":
        return f"{getattr(row, 'department', '')}/{getattr(row, 'code', '')}"
    return str(getattr(row, "code", ""))


def _named(row: object, key: str) -> str:
    name = str(getattr(row, "name", "") or "")
    return f"{name}（{key}）" if name else key


def told(value: object) -> str:
    """A value for people: a term's word, a day, a limit, a post held, the names in a list."""
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Term):
        return value.chinese
    if isinstance(value, tuple | frozenset):
        return _told_list(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date | str | int):
        return str(value)
    return _told_row(value)


def _told_list(values: tuple[object, ...] | frozenset[object]) -> str:
    if isinstance(values, tuple) and len(values) == 2 and not is_dataclass(values[0]):
        if isinstance(values[0], time):
            return f"{told(values[0])}-{told(values[1])}"
        if isinstance(values[0], Term) and isinstance(values[1], int):
            return f"{told(values[0])}{values[1]}"
    words = [told(each) for each in values]
    return _listed(sorted(words) if isinstance(values, frozenset) else words)


def _listed(words: list[str]) -> str:
    if not words:
        return "空"
    return "、".join(words[:SHOWN]) + (f" 等{len(words)}项" if len(words) > SHOWN else "")


def _told_row(row: object) -> str:
    """A row in a value: a post held by its department and days, else its name, else its facts that are set."""
    if hasattr(row, "post") and hasattr(row, "department"):
        days = f"{row.since or '不详'}至{row.until or '今'}" if hasattr(row, "since") and hasattr(row, "until") else ""
        more = "，顶岗" if getattr(row, "deputy", False) else ""
        return f"{row.department}·{row.post}" + (f"（{days}{more}）" if days else "")
    for name in ("chinese", "name", "law", "text", "about", "question", "step", "code", "document", "id"):
        if isinstance(word := getattr(row, name, None), str) and word:
            return word
    if not is_dataclass(row):
        return str(row)
    values = (getattr(row, each.name) for each in fields(row))
    return " ".join(told(value) for value in values if value not in (None, "", (), False))
