"""Widths of fields: form-js lays out in sixteen columns, the pages in six of which a field takes 2, 3, 4 or 6."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

COLUMNS: Final = 16


def widths(layouts: Sequence[tuple[str, int | None]]) -> list[tuple[int, bool]]:
    """(width of six, begins a row) for each field, given (row, columns) in the order of the form. Fields without a
    width share what their row leaves; fields without a row stand alone."""
    found: list[tuple[int, bool]] = []
    for row, group in groupby(layouts, key=lambda layout: layout[0]):
        columns = [wanted for _, wanted in group]
        if not row:
            found.extend((_of_six(wanted or COLUMNS), True) for wanted in columns)
            continue
        open_ended = columns.count(None)
        left = max(0, COLUMNS - sum(wanted or 0 for wanted in columns))
        share = left // open_ended if open_ended else 0
        used = COLUMNS
        for wanted in columns:
            taken = wanted or share or COLUMNS
            starts = used + taken > COLUMNS
            used = taken if starts else used + taken
            found.append((_of_six(taken), starts))
    return found


def _of_six(columns: int) -> int:
    """Sixteen columns to six: a third, a half, two thirds or the whole row, whichever is nearest."""
    if columns <= 6:
        return 2
    if columns <= 9:
        return 3
    return 4 if columns <= 13 else 6
