"""`Change` and how changes are worded and paired: what every part of the comparison uses."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from bpmn.compare.silent import is_silent, meaning, words
from bpmn.diagram import Artifact, Definition, Extension, Flow, Lane, LimitText, MessageFlow, Node, Participant, Process


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    LAYOUT = "layout"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `message` is a whole Chinese sentence; `field` is stable (`limit`, `condition`, `materials`…), ""
    for an element that came or went. `days` is what a limit gained (negative: lost) in `unit`, where that is a number.
    """

    kind: ChangeKind
    element: str
    message: str
    field: str = ""
    before: str = ""
    after: str = ""
    department: str = ""
    days: int | None = None
    unit: str = ""


UNIT_NAMES: Mapping[str, str] = MappingProxyType(
    {"workingDay": "个工作日", "naturalDay": "个自然日", "workingHour": "个工作小时", "month": "个月", "year": "年"}
)
Placed = TypeVar("Placed", Node, Flow, Lane, Artifact, Participant, MessageFlow, Definition, Process)


def limit_words(limit: LimitText) -> str:
    """A limit for people: 5个工作日, 即办."""
    if not limit:
        return ""
    if limit.amount == "0":
        return "即办"
    return f"{limit.amount}{UNIT_NAMES.get(limit.unit, limit.unit)}"


def pairs(
    olds: Sequence[Placed], news: Sequence[Placed], likeness: Callable[[Placed], object]
) -> list[tuple[Placed | None, Placed | None]]:
    """Old and new of each element, in the order of the new version, then what went."""
    by_id = {each.id: each for each in olds}
    lost: dict[object, list[Placed]] = {}
    kept = {each.id for each in news}
    for each in olds:
        if each.id not in kept and likeness(each):
            lost.setdefault(likeness(each), []).append(each)
    pairs: list[tuple[Placed | None, Placed | None]] = []
    matched: set[str] = set()
    for new in news:
        old = by_id.get(new.id)
        alike = lost.get(likeness(new), [])
        if old is None and alike:
            old = alike.pop(0)
        if old is not None:
            matched.add(old.id)
        pairs.append((old, new))
    pairs.extend((old, None) for old in olds if old.id not in matched)
    return pairs


def came_or_went(old: Placed | None, new: Placed | None, said: Callable[[Placed], str]) -> Iterator[Change]:
    if old is None and new is not None:
        yield Change(ChangeKind.ADDED, new.id, f"增加了{said(new)}。")
    elif old is not None and new is None:
        yield Change(ChangeKind.REMOVED, old.id, f"删除了{said(old)}。")
    elif old is not None and new is not None and old.id != new.id:
        yield changed(new.id, said(new), "编号", "id", old.id, new.id)


def changed(element: str, subject: str, name: str, field: str, before: str, after: str) -> Change:
    return Change(ChangeKind.CHANGED, element, f"{subject}的{name}：{turn(before, after)}", field, before, after)


def turn(before: str, after: str) -> str:
    if not before:
        return f"新填“{after}”。"
    return f"由“{before}”改为“{after}”。" if after else f"删除了“{before}”。"


def texts(element: str, subject: str, rows: Iterable[tuple[str, str, str, str]]) -> Iterator[Change]:
    """Changes of (name, field, before, after) rows that differ."""
    for name, field, before, after in rows:
        if before != after and words(before) != words(after):
            yield changed(element, subject, name, field, before, after)


def limit_change(element: str, subject: str, name: str, field: str, old: LimitText, new: LimitText) -> Iterator[Change]:
    if (old.amount, old.unit) == (new.amount, new.unit):
        return
    numbers = [int(each.amount) if each.amount.isascii() and each.amount.isdigit() else None for each in (old, new)]
    days, more = None, ""
    if old.unit == new.unit and numbers[0] is not None and numbers[1] is not None:
        days = numbers[1] - numbers[0]
        more = f"（{'增加' if days > 0 else '减少'}{abs(days)}{UNIT_NAMES.get(new.unit, new.unit)}）" if days else ""
    before, after = limit_words(old), limit_words(new)
    message = f"{subject}的{name}：{turn(before, after).removesuffix('。')}{more}。"
    yield Change(ChangeKind.CHANGED, element, message, field, before, after, days=days, unit=new.unit)


def yes(value: bool) -> str:
    return "是" if value else "否"


def list_changes(
    element: str, subject: str, name: str, field: str, old: Sequence[str], new: Sequence[str]
) -> Iterator[Change]:
    for each in new:
        if each not in old:
            yield Change(ChangeKind.ADDED, element, f"{subject}增加了{name}“{each}”。", field, after=each)
    for each in old:
        if each not in new:
            yield Change(ChangeKind.REMOVED, element, f"{subject}减少了{name}“{each}”。", field, before=each)


def extension_changes(
    element: str, subject: str, old: Sequence[Extension], new: Sequence[Extension]
) -> Iterator[Change]:
    def named(extensions: Sequence[Extension]) -> dict[tuple[str, str, int], Extension]:
        counts: dict[tuple[str, str], int] = {}
        found = {}
        for each in extensions:
            if is_silent(each):
                continue
            key = (each.namespace, each.name)
            counts[key] = counts.get(key, 0) + 1
            found[*key, counts[key]] = each
        return found

    before, after = named(old), named(new)
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was == now or (was is not None and now is not None and meaning(was) == meaning(now)):
            continue
        texts = [each.xml or each.value if each is not None else "" for each in (was, now)]
        yield changed(element, subject, f"扩展设置 {key[1]}", f"extension:{key[1]}", *texts)
