"""Credit codes (GB 32100-2015) and resident identity numbers (GB 11643-1999)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.identifiers import (
    CREDIT_CODE_ALPHABET,
    credit_code_check,
    credit_code_fault,
    masked_resident_id,
    organisation_code_fault,
    resident_birth_date,
    resident_id_check,
    resident_id_fault,
)

GOOD_CREDIT_CODES = ["11361123MB1A2B3CX0", "91361123MA35ABCD4R", "91350100M000100Y43"]
GOOD_RESIDENT_IDS = ["361123199003070017", "11010519491231002X", "440524188001010014"]


@pytest.mark.parametrize("code", GOOD_CREDIT_CODES)
def test_a_right_credit_code_has_no_fault(code: str) -> None:
    assert credit_code_fault(code) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "是空的"),
        ("91361123MA35ABCD4", "现在是17位"),
        ("91361123MA35ABCD4S", "没有 I、O、S、V、Z"),
        ("91361123ma35ABCD4R", "要用大写"),
        ("9136112３MA35ABCD4R", "半角"),
        ("91361123MA35ABCD-R", "只能是数字和大写字母"),
        ("913611A3MA35ABCD4R", "行政区划码"),
        ("91361123MA35ABCD4T", "第18位应为“R”，现在是“T”"),
        ("91361132MA35ABCD4R", "校验码不对"),
    ],
)
def test_a_wrong_credit_code_says_what_to_look_at(code: str, reason: str) -> None:
    assert reason in str(credit_code_fault(code))


@pytest.mark.parametrize("number", GOOD_RESIDENT_IDS)
def test_a_right_identity_number_has_no_fault(number: str) -> None:
    assert resident_id_fault(number) is None


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "是空的"),
        ("361123900307001", "15位的旧身份证号码已停用"),
        ("36112319900307001", "现在是17位"),
        ("36112319900307001x", "末位字母 X 要用大写"),
        ("36112319900307X017", "第15位“X”不能用：只能是数字"),
        ("36112319900307001Y", "末位只能是数字或大写 X"),
        ("３61123199003070017", "半角"),
        ("991123199003070017", "不是省级行政区划码"),
        ("361123190002290015", "不是真实的出生日期"),  # 1900 is no leap year
        ("361123199013070017", "不是真实的出生日期"),
        ("361123199003070018", "第18位应为“7”，现在是“8”"),
        ("361123199003070107", "校验码不对"),
    ],
)
def test_a_wrong_identity_number_says_what_to_look_at(number: str, reason: str) -> None:
    assert reason in str(resident_id_fault(number))


def test_the_29th_of_february_of_2000_exists() -> None:
    first17 = "36112320000229001"
    assert resident_id_fault(first17 + resident_id_check(first17)) is None
    assert resident_birth_date("361123200002290010") == date(2000, 2, 29)


@pytest.mark.parametrize("text", ["", "3611", "36112319900230", "3611231990x307001X", "36112300010101001X"])
def test_places_that_hold_no_date_give_no_birth_date(text: str) -> None:
    assert resident_birth_date(text) is None


def test_a_masked_number_hides_the_birth_date() -> None:
    assert masked_resident_id("361123199003070017") == "361123********0017"
    assert masked_resident_id("12345") == "*****"


@pytest.mark.parametrize(
    ("code", "good"), [("D2143569-X", True), ("D2143569X", True), ("D2143569-1", False), ("", False)]
)
def test_organisation_codes(code: str, good: bool) -> None:
    assert (organisation_code_fault(code) is None) is good


@given(st.text(CREDIT_CODE_ALPHABET, min_size=9, max_size=9), st.integers(0, 16), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_one_wrong_character_of_a_credit_code_never_passes(subject: str, place: int, other: str) -> None:
    first17 = "91361123" + subject
    code = first17 + credit_code_check(first17)
    assert credit_code_fault(code) is None
    if code[place] != other:
        assert credit_code_fault(code[:place] + other + code[place + 1 :]) is not None


@given(
    st.dates(date(1850, 1, 1), date(2100, 1, 1)), st.integers(0, 999), st.integers(0, 16), st.sampled_from("0123456789")
)
def test_one_wrong_digit_of_an_identity_number_never_passes(born: date, order: int, place: int, other: str) -> None:
    first17 = f"361123{born:%Y%m%d}{order:03d}"
    number = first17 + resident_id_check(first17)
    assert resident_id_fault(number) is None
    if number[place] != other:
        assert resident_id_fault(number[:place] + other + number[place + 1 :]) is not None


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text: str) -> None:
    for fault in (credit_code_fault(text), resident_id_fault(text), organisation_code_fault(text)):
        assert fault is None or fault.endswith("。")
