"""Work on drafts (草稿): begin one, save its files one by one, see who changed what, go back to an earlier save.

Saving always works: any text of a file that may stand in a bundle is kept, also a broken one, because only publishing
asks whether it is right. Two people at one draft are told when they changed the same file; other files come together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.beginnings import Origin, begin
from engine.clock import Clock
from engine.refusal import OWN_RULE, Refusal
from tenants.archive import name_fault
from tenants.bundle import Bundle
from tenants.errors import Conflict
from tenants.identity import PersonId
from tenants.pack import belongs
from tenants.people import Actor
from tenants.ports import TenantStore
from tenants.toml_document import is_code
from tenants.versions import Draft, DraftSave, Version, files_at

MOST_BYTES = 5 * 1024 * 1024
"""The largest file of a draft."""
MOST_FILES = 200
TRIES = 8
"""Saves of different files at the same moment follow one another; more than so many at once do not happen."""
NO_DRAFT = Refusal("not-found", "这个事项没有草稿。", OWN_RULE, "请先从现行版本、模板或别的事项开始一份草稿。")


@dataclass(frozen=True, slots=True)
class Changed:
    """A file was changed by somebody else meanwhile: who, when, and its text now (None: taken away)."""

    by: PersonId | None
    at: datetime
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a draft's history: what was saved, by whom, when."""

    revision: int
    saved_by: PersonId | None
    saved_at: datetime
    paths: tuple[str, ...]
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafting:
    """Acts on drafts of the tenant in `tenants.scope`. Who may is asked at the door."""

    tenants: TenantStore
    clock: Clock

    async def start(self, actor: Actor, code: str, origin: Origin, title: str = "") -> Draft | Refusal:
        """Begin a draft from a version, a template or another matter; refused where there is one already."""
        if not is_code(code):
            return _no_code(code)
        if await self.tenants.draft(code) is not None:
            return _exists(code)
        begun = await begin(self.tenants, code, origin, title)
        if isinstance(begun, Refusal):
            return begun
        return await self._begun(actor, *begun)

    async def start_with(self, actor: Actor, bundle: Bundle) -> Draft | Refusal:
        """Begin a draft of a new matter with this content; refused where there is such a matter already."""
        if not is_code(bundle.code):
            return _no_code(bundle.code)
        if await self.tenants.draft(bundle.code) is not None:
            return _exists(bundle.code)
        if await self.tenants.versions(bundle.code):
            advice = "请换一个代码；要改那个事项，请打开它再修改。"
            return Refusal("matter-exists", f"已经有事项“{bundle.code}”。", OWN_RULE, advice)
        return await self._begun(actor, bundle, None)

    async def _begun(self, actor: Actor, bundle: Bundle, based_on: int | None) -> Draft | Refusal:
        draft = Draft(actor.tenant, bundle, 1, actor.person, self.clock.now(), based_on)
        try:
            await self.tenants.save_draft(draft)
        except Conflict:
            return _exists(bundle.code)
        return draft

    async def put(
        self, actor: Actor, code: str, path: str, text: str | None, revision: int
    ) -> Draft | Changed | Refusal:
        """Save one file (None: take it away), made on the draft as it was at `revision`."""
        content = _encoded(text)
        if isinstance(content, Refusal):
            return content
        return await self.put_all(actor, code, {path: content}, revision)

    async def put_all(
        self, actor: Actor, code: str, changes: Mapping[str, bytes | None], revision: int
    ) -> Draft | Changed | Refusal:
        """Save several files at once, all of them or none."""
        fault = next((fault for path in changes if (fault := _path_fault(path))), None)
        if fault is not None:
            return fault
        for _ in range(TRIES):
            draft = await self.tenants.draft(code)
            if draft is None:
                return NO_DRAFT
            changed = await self._changed(draft, changes, revision)
            if changed is not None:
                return changed
            saved = self._next(actor, draft, _with(draft.bundle.files, changes))
            if len(saved.bundle.files) > MOST_FILES:
                advice = "请删去不用的表单或决策。"
                return Refusal("draft-files", f"一个事项最多 {MOST_FILES} 个文件。", OWN_RULE, advice)
            try:
                await self.tenants.save_draft(saved)
            except Conflict:
                continue
            return saved
        return Refusal("stale", "同时保存的人太多，这一次没有存上。", OWN_RULE, "请再保存一次。")

    async def _changed(self, draft: Draft, changes: Mapping[str, bytes | None], revision: int) -> Changed | None:
        """Whether somebody saved another content of one of these files after that revision."""
        if revision == draft.revision:
            return None
        history = await self.tenants.draft_saves(draft.matter)
        for path, content in changes.items():
            now = draft.bundle.files.get(path)
            later = [save for save in history if save.path == path and save.revision > revision]
            if now != content and (later or revision > draft.revision):
                last = later[-1] if later else None
                who, when = (last.saved_by, last.saved_at) if last else (draft.changed_by, draft.changed_at)
                return Changed(who, when, None if now is None else now.decode("utf-8", "replace"))
        return None

    def _next(self, actor: Actor, draft: Draft, files: Mapping[str, bytes]) -> Draft:
        bundle = Bundle(draft.matter, files)
        return Draft(draft.tenant, bundle, draft.revision + 1, actor.person, self.clock.now(), draft.based_on)

    async def history(self, code: str) -> tuple[Entry, ...]:
        """The saves of a draft, newest first."""
        return entries(await self.tenants.draft_saves(code))

    async def restore(self, actor: Actor, code: str, revision: int) -> Draft | Refusal:
        """Save anew what stood after an earlier save; nothing of the history is lost."""
        draft = await self.tenants.draft(code)
        if draft is None:
            return NO_DRAFT
        history = await self.tenants.draft_saves(code)
        if revision not in {save.revision for save in history}:
            return Refusal("not-found", f"没有第 {revision} 次保存的内容。", OWN_RULE, "请在保存记录里选一次。")
        return await self._replace(actor, draft, files_at(history, revision))

    async def reset(self, actor: Actor, code: str, origin: Origin) -> Draft | Refusal:
        """Begin again from a version, a template or another matter, keeping the history of the draft."""
        draft = await self.tenants.draft(code)
        if draft is None:
            return NO_DRAFT
        begun = await begin(self.tenants, code, origin, "")
        if isinstance(begun, Refusal):
            return begun
        return await self._replace(actor, draft, begun[0].files)

    async def _replace(self, actor: Actor, draft: Draft, files: Mapping[str, bytes]) -> Draft | Refusal:
        saved = self._next(actor, draft, files)
        try:
            await self.tenants.save_draft(saved)
        except Conflict:
            return Refusal("stale", "刚才有人又保存了草稿。", OWN_RULE, "请刷新页面，看过新的内容再恢复。")
        return saved

    async def discard(self, code: str) -> None:
        """Take the draft away with its history; versions stay."""
        await self.tenants.drop_draft(code)


def entries(saves: Iterable[DraftSave]) -> tuple[Entry, ...]:
    """The history as lines, newest first."""
    by_revision: dict[int, list[DraftSave]] = {}
    for save in saves:
        by_revision.setdefault(save.revision, []).append(save)
    return tuple(
        Entry(
            revision,
            found[0].saved_by,
            found[0].saved_at,
            tuple(each.path for each in found if each.content is not None),
            tuple(each.path for each in found if each.content is None),
        )
        for revision, found in sorted(by_revision.items(), reverse=True)
    )


def newest(history: Iterable[Version]) -> Version | None:
    """The version with the highest number."""
    return max(history, key=lambda version: version.number, default=None)


def _with(files: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    after = dict(files)
    for path, content in changes.items():
        if content is None:
            after.pop(path, None)
        else:
            after[path] = content
    return after


def _encoded(text: str | None) -> bytes | Refusal | None:
    try:
        content = None if text is None else text.encode()
    except UnicodeEncodeError as error:
        message = f"内容第 {error.start + 1} 个字符不是完整的 Unicode 字符。"
        return Refusal("draft-encoding", message, OWN_RULE, "请重新输入或粘贴这个字符。")
    if content is not None and len(content) > MOST_BYTES:
        met = f"{len(content) / 1024 / 1024:.1f}"
        message = f"文件有 {met} MB，最多 {MOST_BYTES // 1024 // 1024} MB。"
        return Refusal("draft-too-large", message, OWN_RULE, "请拆成几个文件，图太大时用调用活动连起来。")
    return content


def _path_fault(path: str) -> Refusal | None:
    fault = name_fault(path)
    if fault is None and belongs(path):
        return None
    told = f"文件名“{path[:80]}”{fault}" if fault else f"“{path[:80]}”不是事项包里该有的文件。"
    advice = "可以有：matter.toml、flow.bpmn、分图 *.bpmn、*.dmn、*.feature、*.md、forms/名称.json、samples/名称.json。"
    return Refusal("draft-path", told, OWN_RULE, advice)


def _no_code(code: str) -> Refusal:
    advice = "请用小写字母开头，只用小写字母、数字和下划线，如 food_permit。"
    return Refusal("matter-code", f"“{code}”不能作事项代码。", OWN_RULE, advice)


def _exists(code: str) -> Refusal:
    return Refusal("draft-exists", f"事项“{code}”已经有草稿。", OWN_RULE, "请直接打开草稿修改。")
