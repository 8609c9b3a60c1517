"""separator: a line, no data."""

from forms import render, validate


def test_draws_a_line_and_carries_nothing(form_of):
    form = form_of({"type": "separator", "id": "S"}, {"type": "textfield", "id": "T", "key": "x", "label": "某项"})
    assert '<hr class="f w6 row">' in render(form, {})
    assert validate(form, {}).values == {"x": None}


def test_takes_no_key(codes):
    assert codes({"type": "separator", "id": "S", "key": "x"}) == ["form-key-unknown"]
