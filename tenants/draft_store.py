"""Drafts on a database: each as it stands, packed, and every save of it since it was begun, file by file."""

import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tenants import scope
from tenants.archive import write_zip_of
from tenants.errors import Conflict
from tenants.instants import to_micros
from tenants.rows import draft_of, save_of, to_json
from tenants.tables import DraftRow, DraftSaveRow
from tenants.versions import Draft, DraftSave, saves_between, superseded


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """A transaction of the database the tables are bound to; inside a running one, that one."""
    engine: Any = DraftRow._meta.db
    if engine.transaction_exists():
        yield
        return
    async with engine.transaction():
        yield


class SqlDraftStore:
    """The drafts of the tenant of `tenants.scope`."""

    async def drafts(self) -> tuple[Draft, ...]:
        tenant = scope.current()
        rows = await DraftRow.select().where(DraftRow.tenant == tenant).order_by(DraftRow.matter)
        return tuple(draft_of(tenant, row) for row in rows)

    async def draft(self, matter: str) -> Draft | None:
        tenant = scope.current()
        row = await DraftRow.select().where((DraftRow.tenant == tenant) & (DraftRow.matter == matter)).first()
        return draft_of(tenant, row) if row else None

    async def save_draft(self, draft: Draft) -> None:
        async with transaction():
            before = await self.draft(draft.matter)
            await self._put(draft)
            await self._remember(before, draft)

    async def _put(self, draft: Draft) -> None:
        tenant = scope.current()
        content, changed_at = write_zip_of(draft.bundle.files, packed=True), to_micros(draft.changed_at)
        request = to_json(draft.request) if draft.request else None
        if draft.revision == 1:
            row = DraftRow(
                tenant=tenant,
                matter=draft.matter,
                revision=1,
                content=content,
                changed_by=draft.changed_by,
                changed_at=changed_at,
                based_on=draft.based_on,
                request=request,
            )
            saved = await DraftRow.insert(row).on_conflict(action="DO NOTHING").returning(DraftRow.matter)
        else:
            mine = (DraftRow.tenant == tenant) & (DraftRow.matter == draft.matter)
            change: dict[Any, Any] = {
                DraftRow.revision: draft.revision,
                DraftRow.content: content,
                DraftRow.changed_by: draft.changed_by,
                DraftRow.changed_at: changed_at,
                DraftRow.based_on: draft.based_on,
                DraftRow.request: request,
            }
            before = mine & (DraftRow.revision == draft.revision - 1)
            saved = await DraftRow.update(change).where(before).returning(DraftRow.matter)
        if not saved:
            raise Conflict

    async def _remember(self, before: Draft | None, draft: Draft) -> None:
        """Add what the save changed to the history; the first save, or the state before the first one kept, whole."""
        mine = _saves_of(draft.matter)
        newest = (
            await DraftSaveRow.select(DraftSaveRow.revision)
            .where(mine)
            .order_by(DraftSaveRow.revision, ascending=False)
            .first()
        )
        saves = saves_between(before, draft)
        if newest is None and before is not None:
            saves = (*saves_between(None, before), *saves)
        elif newest is not None and newest["revision"] > 1:
            last = mine & (DraftSaveRow.revision == newest["revision"])
            rows = await DraftSaveRow.select().where(last)
            if superseded([save_of(row) for row in rows], saves):
                await DraftSaveRow.delete().where(last)
        await _insert(draft.matter, saves)

    async def request_publication(self, draft: Draft) -> None:
        mine = (DraftRow.tenant == scope.current()) & (DraftRow.matter == draft.matter)
        change: dict[Any, Any] = {DraftRow.request: to_json(draft.request) if draft.request else None}
        asked = DraftRow.update(change).where(mine & (DraftRow.revision == draft.revision))
        if not await asked.returning(DraftRow.matter):
            raise Conflict

    async def draft_saves(self, matter: str) -> tuple[DraftSave, ...]:
        query = DraftSaveRow.select().where(_saves_of(matter))
        rows = await query.order_by(DraftSaveRow.revision).order_by(DraftSaveRow.path)
        return tuple(save_of(row) for row in rows)

    async def drop_draft(self, matter: str) -> None:
        async with transaction():
            await DraftRow.delete().where((DraftRow.tenant == scope.current()) & (DraftRow.matter == matter))
            await DraftSaveRow.delete().where(_saves_of(matter))


def _saves_of(matter: str) -> Any:
    return (DraftSaveRow.tenant == scope.current()) & (DraftSaveRow.matter == matter)


async def _insert(matter: str, saves: Sequence[DraftSave]) -> None:
    tenant = scope.current()
    rows = [
        DraftSaveRow(
            tenant=tenant,
            matter=matter,
            revision=save.revision,
            path=save.path,
            content=None if save.content is None else zlib.compress(save.content),
            saved_by=save.saved_by,
            saved_at=to_micros(save.saved_at),
        )
        for save in saves
    ]
    for start in range(0, len(rows), 500):
        await DraftSaveRow.insert(*rows[start : start + 500])
