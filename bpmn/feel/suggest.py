"""The known name a misspelt one was most likely meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

_MOST = 2_000
"""Known names looked through."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The nearest known name; None when none is near."""
    candidates = sorted(known)[:_MOST]
    for candidate in candidates:
        if candidate.replace(" ", "").casefold() == name.replace(" ", "").casefold():
            return candidate
    found = get_close_matches(name[:100], candidates, n=1, cutoff=0.5)
    return found[0] if found else None
