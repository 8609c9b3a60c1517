"""Conditions in FEEL put together: `""` is always, as in a matter's list."""

from collections.abc import Iterable


def both(one: str, other: str) -> str:
    """When both hold."""
    found = [text for text in dict.fromkeys((one.strip(), other.strip())) if text]
    return found[0] if len(found) == 1 else " and ".join(f"({text})" for text in found)


def either(texts: Iterable[str]) -> str:
    """When one of them holds; always, as soon as one always does or none is given."""
    found = list(dict.fromkeys(text.strip() for text in texts))
    if not all(found):
        return ""
    return found[0] if len(found) == 1 else " or ".join(f"({text})" for text in found)


def unless(text: str) -> str:
    """When it does not hold; "" where it always does."""
    return f"not({text})" if text.strip() else ""
