"""textfield: one clean line, within its lengths and its pattern."""

import pytest

from forms import render

TEXT = {"type": "textfield"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("玉山县", "玉山县"),
        ("  两端空白　", "两端空白"),
        ("", None),
        ("　 ", None),
        ("𠮷野家", "𠮷野家"),
        ("Ｎｏ１", "Ｎｏ１"),
    ],
)
def test_text_is_kept_without_the_blanks_around_it(post, typed, kept):
    submission = post(TEXT, typed)
    assert submission.errors == ()
    assert submission.values == {"x": kept}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("张\u202e三", "第 2 个字是看不见的字符（U+202E）"),
        ("张三\u200b丰", "第 3 个字是看不见的字符（U+200B）"),
        ("a\x00b", "第 2 个字是控制字符（U+0000）"),
        ("上\n下", "第 2 个字是换行符（U+000A）"),
        ("a\ud800b", "第 2 个字是残缺的字符（U+D800）"),
    ],
)
def test_characters_nobody_sees_are_refused_by_place(post, typed, said):
    (error,) = post(TEXT, typed).errors
    assert error.message.startswith(f"‘某项’{said}")


def test_lengths_count_characters_not_code_units(post):
    limited = {**TEXT, "validate": {"minLength": 2, "maxLength": 3}}
    assert post(limited, "𠮷野家").errors == ()  # 3 characters, 4 UTF-16 units
    assert post(limited, "一").errors[0].message == "‘某项’至少 2 个字，现为 1 个字，请补充。"
    assert post(limited, "一二三四").errors[0].message == "‘某项’最多 3 个字，现为 4 个字，请删减。"


def test_pattern_is_searched_anywhere_as_the_designer_does(post):
    digits = {**TEXT, "validate": {"pattern": "[0-9]{3}"}}
    assert post(digits, "甲123乙").errors == ()
    assert post(digits, "甲12乙").errors[0].message == "‘某项’应为规定的格式，现为‘甲12乙’，请更正。"


def test_pattern_of_javascript_unicode_escapes_is_understood(post):
    chinese = {**TEXT, "validate": {"pattern": "^[\\u4e00-\\u9fa5]+$", "patternErrorMessage": "只能填汉字。"}}
    assert post(chinese, "玉山").errors == ()
    assert post(chinese, "yushan").errors[0].message == "‘某项’：只能填汉字。"


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "(", "a{99999}", "x" * 501])
def test_pattern_that_linear_matching_cannot_do_is_refused_when_read(codes, pattern):
    assert codes({**TEXT, "id": "X", "key": "x", "label": "某项", "validate": {"pattern": pattern}}) == ["form-pattern"]


def test_pattern_that_would_run_away_elsewhere_ends_at_once(post):
    assert len(post({**TEXT, "validate": {"pattern": "^(a+)+$"}}, "a" * 5000 + "!").errors) == 1


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("email", ["a@b.cn", "a.b+c@x.gov.cn"], ["a@b", "@b.cn", "a b@c.cn", "a@b@c.cn", "a@.cn", "张@x.cn"]),
        ("phone", ["13000000001", "0793-0000012"], ["1300000000", "手机"]),
    ],
)
def test_kind_of_text_is_checked(post, kind, right, wrong):
    checked = {**TEXT, "validate": {"validationType": kind}}
    assert [text for text in right if post(checked, text).errors] == []
    assert [text for text in wrong if not post(checked, text).errors] == []


def test_required_says_what_to_do(post):
    (error,) = post({**TEXT, "validate": {"required": True}}, " ").errors
    assert (error.key, error.label, error.path) == ("x", "某项", "x")
    assert error.message == "‘某项’未填写，请填写。"


def test_json_must_be_text(send):
    assert send(TEXT, 5).errors[0].message == "‘某项’应为文字，请更正。"
    assert send(TEXT, None).values == {"x": None}


def test_too_long_a_post_is_refused_unread(post):
    assert "最多 20000 个字" in post(TEXT, "长" * 50_000).errors[0].message


def test_contradicting_lengths_are_found_when_read(codes):
    wrong = {**TEXT, "id": "X", "key": "x", "label": "某项", "validate": {"minLength": 5, "maxLength": 2}}
    assert codes(wrong) == ["form-limits"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("361123199003070017", "361123********0017"),
        ("91361123MA35ABCD4R", "91361123MA35ABCD4R"),  # a unified social credit code is public
        ("361123199003070018", "361123199003070018"),  # no such number: its check character is wrong
        ("冰溪街道", "冰溪街道"),
    ],
)
def test_reading_masks_a_resident_identity_number(form_of, line, shown):
    html = render(form_of({**TEXT, "id": "X", "key": "x", "label": "证件号码"}), {"x": line}, mode="read")
    assert shown in html
    assert (line in html) == (line == shown)
