"""Conditions in FEEL put together: `""` is always, as in a matter's list."""

from collections.abc import Iterable, Sequence


def both(one: str, other: str) -> str:
    """When both hold."""
    found = [text for text in dict.fromkeys((one.strip(), other.strip())) if text]
    return found[0] if len(found) == 1 else " and ".join(f"({text})" for text in found)


def any_of(alternatives: Sequence[tuple[str, ...]]) -> str:
    """When all conditions of one alternative hold. One that asks for more than another adds nothing."""
    sets = [frozenset(text.strip() for text in each if text.strip()) for each in alternatives]
    least = [each for each in sets if not any(other < each for other in sets)]
    found = dict.fromkeys(least)
    order = [tuple(dict.fromkeys(text.strip() for text in each if text.strip())) for each in alternatives]
    return either(_all(each) for each in dict.fromkeys(order) if frozenset(each) in found)


def _all(texts: tuple[str, ...]) -> str:
    found = ""
    for text in texts:
        found = both(found, text) if found else text
    return found


def either(texts: Iterable[str]) -> str:
    """When one of them holds; always, as soon as one always does or none is given."""
    found = list(dict.fromkeys(text.strip() for text in texts))
    if not all(found):
        return ""
    return found[0] if len(found) == 1 else " or ".join(f"({text})" for text in found)


def unless(text: str) -> str:
    """When it does not hold; "" where it always does."""
    return f"not({text})" if text.strip() else ""
