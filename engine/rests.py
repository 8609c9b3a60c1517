"""How long to rest before something that failed is tried again, and when to stop."""

from datetime import timedelta

MOST_ATTEMPTS = 8
"""Attempts at a due row or a message before a person must look: about ten minutes in all."""
LONGEST_MINUTES = 60


def rest_after(attempts: int, first_seconds: float = 5.0) -> timedelta:
    """Twice as long after each attempt, an hour at most."""
    seconds = first_seconds * 2.0 ** min(attempts - 1, 20)
    return timedelta(seconds=min(seconds, LONGEST_MINUTES * 60.0))
