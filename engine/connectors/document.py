"""制作文书: gives a document its number, counted by centre, title and year; what is printed on it is the case's."""

from collections.abc import Awaitable, Callable
from typing import Any

from engine.clock import CENTRE_ZONE
from engine.connectors.connector import Errand


class Documents:
    """Numbers documents. `next_number` counts, by counter, in a transaction of its own: a number that was given and
    then lost to a fault stays unused, it is never given twice."""

    def __init__(self, next_number: Callable[[str], Awaitable[int]]) -> None:
        self._next_number = next_number

    async def run(self, errand: Errand) -> dict[str, Any]:
        """The values in the order the operation names them: number, title, date."""
        day = errand.now.astimezone(CENTRE_ZONE).date()
        title = errand.operation.title
        number = await self._next_number(f"doc:{day.year}:{errand.operation.code}"[:40])
        values = (f"{errand.tenant.case_mark}文〔{day.year}〕{number:04d}号", title, day.isoformat())
        return dict(zip(errand.operation.brings, values, strict=False))
