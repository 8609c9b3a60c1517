"""credit_code: the check character of GB 32100."""

import pytest

CODE = {"type": "credit_code"}


def test_a_right_code_is_kept_in_capitals(post):
    assert post(CODE, "91350100m000100y43").values == {
        "x": "91350100M000100Y43"
    }  # GB 32100-2015, the standard's example
    assert post(CODE, "91350100M000100Y43").errors == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("91350100M000100Y44", "校验码不对"), ("91350100M000100Y4", "应为18位"), ("9135010OM000100Y43", "第8位")],
)
def test_what_is_wrong_is_said(post, typed, said):
    (error,) = post(CODE, typed).errors
    assert said in error.message
