"""What a pack would change in a tenant, in words, before it lands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from bpmn.compare import compare
from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, Bundle
from tenants.matter import Matter
from tenants.model import MatterModel
from tenants.pack import Pack
from tenants.reading import read_bundle
from tenants.tenant import TenantProfile


def differences(before: Pack | None, after: Pack) -> tuple[str, ...]:
    """Every difference as a line; none when the pack brings nothing new. People it does not name stay."""
    if before is None:
        return tuple(_everything(after))
    return tuple(
        line
        for part in (
            _tenant(before, after),
            _organisation(before, after),
            _people(before, after),
            _texts(before, after),
        )
        for line in part
    ) + tuple(_bundles(before, after))


def _everything(pack: Pack) -> Iterator[str]:
    house = pack.organisation
    yield f"新租户：{pack.tenant.name}（{pack.tenant.code}），{pack.tenant.level.chinese}。"
    places = f"部门 {len(house.departments)} 个，岗位 {len(house.posts)} 个，窗口 {house.window_count} 个"
    yield f"{places}，人员 {len(pack.people)} 人。"
    for bundle in pack.bundles:
        yield f"新事项：{_title(bundle)}，文件 {len(bundle.files)} 个。"


def _tenant(before: Pack, after: Pack) -> Iterator[str]:
    for each in fields(TenantProfile):
        if each.name not in ("settings", "remarks", "code"):
            old, new = getattr(before.tenant, each.name), getattr(after.tenant, each.name)
            if old != new:
                yield f"租户的 {each.name}：{_told(old)} → {_told(new)}。"
    for each in fields(type(before.tenant.settings)):
        old, new = getattr(before.tenant.settings, each.name), getattr(after.tenant.settings, each.name)
        if old != new:
            yield f"设置 {each.name}：{_told(old)} → {_told(new)}。"
    if before.tenant.remarks != after.tenant.remarks:
        yield f"备注：{len(before.tenant.remarks)} 条 → {len(after.tenant.remarks)} 条。"


def _organisation(before: Pack, after: Pack) -> Iterator[str]:
    for key, word in (
        ("departments", "部门"),
        ("posts", "岗位"),
        ("sites", "场所"),
        ("zones", "专区"),
        ("windows", "窗口"),
    ):
        olds, news = getattr(before.organisation, key), getattr(after.organisation, key)
        yield from _rows(word, {_key(each): each for each in olds}, {_key(each): each for each in news}, goes="删去")


def _people(before: Pack, after: Pack) -> Iterator[str]:
    olds = {person.login: person for person in before.people}
    news = {person.login: person for person in after.people}
    yield from _rows("人员", olds, {**olds, **news}, goes="")


def _rows(word: str, olds: Mapping[str, object], news: Mapping[str, object], *, goes: str) -> Iterator[str]:
    for key, new in news.items():
        old = olds.get(key)
        if old is None:
            yield f"增加{word}：{_named(new)}（{key}）。"
        elif old != new:
            names = (each.name for each in fields(new))  # type: ignore[arg-type]  # rows are dataclasses
            changed = [name for name in names if getattr(old, name) != getattr(new, name)]
            yield f"修改{word}：{_named(new)}（{key}）的 {'、'.join(changed)}。"
    for key, old in olds.items():
        if goes and key not in news:
            yield f"{goes}{word}：{_named(old)}（{key}）。"


def _texts(before: Pack, after: Pack) -> Iterator[str]:
    olds, news = {**before.calendars, **before.documents}, {**after.calendars, **after.documents}
    yield from _files("", olds, news)


def _files(here: str, olds: dict[str, bytes], news: dict[str, bytes]) -> Iterator[str]:
    for path in sorted({*olds, *news}):
        if path not in olds:
            yield f"{here}增加文件 {path}。"
        elif path not in news:
            yield f"{here}删去文件 {path}。"
        elif olds[path] != news[path]:
            yield f"{here}修改文件 {path}。"


def _bundles(before: Pack, after: Pack) -> Iterator[str]:
    for bundle in after.bundles:
        old = before.bundle(bundle.code)
        if old is None:
            yield f"新事项：{_title(bundle)}，文件 {len(bundle.files)} 个。"
        elif old.hash != bundle.hash:
            yield from _matter(old, bundle)
    for bundle in before.bundles:
        if after.bundle(bundle.code) is None:
            yield f"包里没有事项：{_title(bundle)}；它保持不变。"


def _matter(old: Bundle, new: Bundle) -> Iterator[str]:
    """One changed matter: facts and drawing in words, the other files by name."""
    here = f"事项 {_title(new)}："
    one, two = read_bundle(old).model, read_bundle(new).model
    told: set[str] = set()
    if one is not None and two is not None:
        lines = [*_facts(one.matter, two.matter), *(change.message for change in compare(one.diagram, two.diagram))]
        yield from (f"{here}{line}" for line in lines)
        told = _explained(one, two)
    olds, news = dict(old.files), dict(new.files)
    for path in told:
        olds.pop(path, None)
        news.pop(path, None)
    yield from _files(here, olds, news)


def _explained(one: MatterModel, two: MatterModel) -> set[str]:
    """The files whose change has been told in words."""
    told = {MATTER_FILE} if one.matter != two.matter else set()
    return told | ({DIAGRAM_FILE} if compare(one.diagram, two.diagram) else set())


def _facts(old: Matter, new: Matter) -> Iterator[str]:
    for each in fields(Matter):
        if each.init and getattr(old, each.name) != getattr(new, each.name):
            yield f"{each.name}：{_told(getattr(old, each.name))} → {_told(getattr(new, each.name))}。"


def _title(bundle: Bundle) -> str:
    model = read_bundle(bundle).model
    return f"{model.matter.name}（{bundle.code}）" if model else bundle.code


def _key(row: object) -> str:
    department = getattr(row, "department", "")
    return f"{department}/{getattr(row, 'code', '')}" if department else str(getattr(row, "code", ""))


def _named(row: object) -> str:
    return str(getattr(row, "name", ""))


def _told(value: object) -> str:
    """A value for people: a term's word, a limit's, the names in a list."""
    if isinstance(value, tuple):
        return _list(value)
    word = getattr(value, "chinese", None) or getattr(value, "name", None) or getattr(value, "text", None)
    return str(word if word is not None else "无" if value in (None, "") else value)


def _list(values: Iterable[object]) -> str:
    words = [_told(each) for each in values]
    return "、".join(words[:8]) + (f" 等{len(words)}项" if len(words) > 8 else "") if words else "无"
