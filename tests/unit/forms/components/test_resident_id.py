"""resident_id: check character and date of birth; never shown whole where it is only read."""

import pytest

from forms import render

ID = {"type": "resident_id"}
# 36112319900101001?: digits by weights 3*7 + 6*9 + 1*10 + 1*5 + 2*8 + 3*4 + 1*2 + 9*1 + 9*6 + 1*9 + 1*5 + 1*2 = 199;
# 199 mod 11 = 1, so the check character is 0 (GB 11643-1999)
GOOD = "361123199001010010"


def test_the_sample_is_right_and_kept(post):
    assert post(ID, GOOD).errors == ()
    assert post(ID, " 361123 19900101 0010 ").values == {"x": GOOD}
    assert post(ID, "３６１１２３１９９００１０１００１０").values == {"x": GOOD}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("361123199001010017", "校验码不对"),
        ("361123199013010018", "不是真实的出生日期"),
        ("361123900101001", "15位"),
        ("36112319900101001", "应为18位"),
        ("00112319900101001X", "省级行政区划码"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(post, typed, said):
    (error,) = post(ID, typed).errors
    assert error.message.startswith("‘某项’：")
    assert said in error.message


def test_a_small_x_is_set_right(post):
    assert post(ID, "11010519491231002x").values == {"x": "11010519491231002X"}  # the standard's own example


def test_reading_masks_the_date_of_birth(form_of):
    form = form_of({**ID, "id": "X", "key": "x", "label": "身份证号"})
    html = render(form, {"x": GOOD}, mode="read")
    assert "361123********0010" in html
    assert GOOD not in html


def test_readonly_masks_too(form_of):
    form = form_of({**ID, "id": "X", "key": "x", "label": "身份证号", "readonly": True})
    html = render(form, {"x": GOOD})
    assert 'value="361123********0010" readonly' in html
    assert GOOD not in html
