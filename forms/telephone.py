"""Telephone numbers of the mainland: mobile (11 digits), fixed lines with area code, service numbers (400, 800)."""

from typing import Final

from forms.characters import plain_width

_BLANKS: Final = str.maketrans("", "", " -()")
_DASHES: Final = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-------")


def telephone(text: str, *, mobile_only: bool = False) -> str | None:
    """The number as it is kept; None when it is none.

    `13000000001`, `0793-0000012`, `0793-0000012-8` (an extension), `400-000-0000`.
    """
    bare = plain_width(text).translate(_DASHES)
    bare, _, extension = bare.partition("转")
    parts = [part for part in bare.strip().split("-") if part]
    digits = "".join(parts).translate(_BLANKS)
    if digits.startswith("+86"):
        digits = digits.removeprefix("+86")
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789" and not extension:
        return digits
    if mobile_only:
        return None
    return _fixed(digits, parts, extension.strip())


def _fixed(digits: str, parts: list[str], extension: str) -> str | None:
    if len(digits) == 10 and digits[:3] in ("400", "800") and not extension:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if not extension and len(parts) == 3 and parts[0].strip().startswith("0"):
        extension, digits = parts[2].strip(), "".join(parts[:2]).translate(_BLANKS)
    if extension and not (extension.isascii() and extension.isdigit() and len(extension) <= 6):
        return None
    if digits[:1] != "0":
        return None
    area = 3 if digits[1:2] in ("1", "2") else 4
    number = digits[area:]
    if len(number) not in (7, 8):
        return None
    return "-".join(part for part in (digits[:area], number, extension) if part)
