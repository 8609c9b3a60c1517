"""phone: a mobile number, or also a fixed line."""

import pytest

from forms.telephone import telephone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13000000001", "13000000001"),
        ("130-0000-0001", "13000000001"),
        ("+86 130 0000 0001", "13000000001"),
        ("１３００００００００１", "13000000001"),
        ("0793-0000012", "0793-0000012"),
        ("07930000012", "0793-0000012"),
        ("010-00000012", "010-00000012"),
        ("(0793)0000012", "0793-0000012"),
        ("0793-0000012-8", "0793-0000012-8"),
        ("0793-0000012转8", "0793-0000012-8"),
        ("400 000 0000", "400-000-0000"),
    ],
)
def test_numbers_are_kept_one_way(post, typed, kept):
    assert post({"type": "phone"}, typed).values == {"x": kept}
    assert telephone(kept) == kept


@pytest.mark.parametrize(
    "typed", ["1300000000", "12000000001", "0793-12", "电话", "0793-0000012-abc", "999", "+86", "0793-0000012转" * 9]
)
def test_what_is_no_number_is_said(post, typed):
    (error,) = post({"type": "phone"}, typed).errors
    assert "应为 11 位手机号" in error.message


def test_only_mobiles_where_messages_must_arrive(post):
    mobile = {"type": "phone", "mobileOnly": True}
    assert post(mobile, "13000000001").errors == ()
    assert len(post(mobile, "0793-0000012").errors) == 1
