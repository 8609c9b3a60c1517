"""Numbers that identify people and organisations: credit codes and resident identity numbers, checked offline.

Both functions are pure and total: any text goes in, None (nothing wrong) or a Chinese reason comes out. The reason
names the character to look at, so that a person at a counter can find the slip of the pen.
"""

from datetime import date

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and capital letters without I, O, S, V, Z; the position is the value of a character."""

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997: weights of the eight characters of the organisation part."""

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999: 2**(18 - position) modulo 11."""

RESIDENT_CHECKS = "10X98765432"
"""GB 11643-1999: the check character of each remainder 0..10."""

PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91)
)
"""GB/T 2260: the first two digits in use; 83 is the residence permit of Taiwan, 91 the former code for abroad."""

FIRST_BIRTH_YEAR = 1850


def credit_code_check(first17: str) -> str:
    """The 18th character that GB 32100-2015 gives for the first seventeen (all of the alphabet)."""
    total = sum(CREDIT_CODE_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return CREDIT_CODE_ALPHABET[(31 - total % 31) % 31]


def organisation_check(first8: str) -> str:
    """The 9th character that GB 11714-1997 gives for the first eight of an organisation code."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True))
    remainder = (11 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def resident_id_check(first17: str) -> str:
    """The 18th character that GB 11643-1999 (ISO 7064 MOD 11-2) gives for seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def credit_code_fault(text: str) -> str | None:
    """Why the text is no unified social credit code (GB 32100-2015), in Chinese; None when nothing is wrong."""
    if not text:
        return "统一社会信用代码是空的，请填写18位代码。"
    if len(text) != 18:
        return f"统一社会信用代码应为18位，现在是{len(text)}位。"
    for place, char in enumerate(text, 1):
        if char not in CREDIT_CODE_ALPHABET:
            return f"统一社会信用代码第{place}位“{char}”不能用：{_alphabet_advice(char)}"
    if not _all_digits(text[2:8]):
        return f"统一社会信用代码第3至8位是登记机关行政区划码，应为6位数字，现在是“{text[2:8]}”。"
    expected = credit_code_check(text[:17])
    if text[17] != expected:
        return f"统一社会信用代码的校验码不对：按前17位算，第18位应为“{expected}”，现在是“{text[17]}”，请核对是否抄错。"
    return None


def organisation_code_fault(text: str) -> str | None:
    """Why the text is no organisation code (GB 11714-1997, eight characters, a hyphen or none, one check)."""
    bare = text.replace("-", "", 1)
    if len(bare) != 9 or not all(_is_digit(char) or "A" <= char <= "Z" for char in bare[:8]):
        return "组织机构代码应为8位数字或大写字母加1位校验码。"
    expected = organisation_check(bare[:8])
    return None if bare[8] == expected else f"组织机构代码的校验码不对：应为“{expected}”，现在是“{bare[8]}”。"


def resident_id_fault(text: str) -> str | None:
    """Why the text is no resident identity number (GB 11643-1999), in Chinese; None when nothing is wrong."""
    if not text:
        return "公民身份号码是空的，请填写18位号码。"
    if len(text) == 15 and _all_digits(text):
        return "15位的旧身份证号码已停用，请填写18位公民身份号码。"
    if len(text) != 18:
        return f"公民身份号码应为18位，现在是{len(text)}位。"
    for place, char in enumerate(text, 1):
        if not _is_digit(char) and not (place == 18 and char == "X"):
            return f"公民身份号码第{place}位“{char}”不能用：{_digit_advice(place, char)}"
    if int(text[:2]) not in PROVINCES:
        return f"公民身份号码前两位“{text[:2]}”不是省级行政区划码。"
    if resident_birth_date(text) is None:
        return f"公民身份号码第7至14位“{text[6:14]}”不是真实的出生日期。"
    expected = resident_id_check(text[:17])
    if text[17] != expected:
        return f"公民身份号码的校验码不对：按前17位算，第18位应为“{expected}”，现在是“{text[17]}”，请核对是否抄错。"
    return None


def resident_birth_date(text: str) -> date | None:
    """The date of birth inside an identity number; None when the places hold no date that exists."""
    if len(text) < 14 or not _all_digits(text[6:14]):
        return None
    year, month, day = int(text[6:10]), int(text[10:12]), int(text[12:14])
    try:
        return date(year, month, day) if year >= FIRST_BIRTH_YEAR else None
    except ValueError:
        return None


def masked_resident_id(text: str) -> str:
    """The number as it may be shown and logged: region and last four stay, the birth date does not."""
    return text[:6] + "********" + text[14:] if len(text) == 18 else "*" * len(text)


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _all_digits(text: str) -> bool:
    return all(_is_digit(char) for char in text)


def _alphabet_advice(char: str) -> str:
    if "a" <= char <= "z":
        return "字母要用大写。"
    if char in "IOSVZ":
        return "代码里没有 I、O、S、V、Z，可能是1、0、5、U、2。"
    if "０" <= char <= "９" or "Ａ" <= char <= "Ｚ":
        return "请改用半角字符。"
    return "只能是数字和大写字母。"


def _digit_advice(place: int, char: str) -> str:
    if "０" <= char <= "９" or char == "Ｘ":
        return "请改用半角字符。"
    if place == 18 and char == "x":
        return "末位字母 X 要用大写。"
    return "末位只能是数字或大写 X。" if place == 18 else "只能是数字。"
