"""spacer: room in steps of the page's grid, without inline style."""

import pytest

from forms import render


@pytest.mark.parametrize(("height", "step"), [(8, 1), (16, 2), (None, 3), (40, 4), (600, 5)])
def test_height_becomes_a_class(form_of, height, step):
    html = render(form_of({"type": "spacer", "id": "S", **({"height": height} if height else {})}), {})
    assert f"gap{step}" in html
    assert "style=" not in html


def test_height_must_be_a_number_of_pixels(codes):
    assert codes({"type": "spacer", "id": "S", "height": "high"}) == ["form-value"]
