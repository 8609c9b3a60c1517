"""image: only from our own site."""

import pytest

from forms import render

IMAGE = {"type": "image", "id": "I", "alt": "样表"}


def test_a_picture_of_the_site_is_drawn(form_of):
    assert '<img src="/files/sample.png" alt="样表">' in render(form_of({**IMAGE, "source": "/files/sample.png"}), {})


@pytest.mark.parametrize(
    "source", ["https://x.cn/a.png", "//x.cn/a.png", "data:image/png;base64,AA", "a.png", "", "=url"]
)
def test_a_picture_from_elsewhere_is_refused(codes, source):
    assert "form-image-outside" in codes({**IMAGE, "source": source})


def test_a_picture_without_words_is_a_warning(read):
    reading = read({"type": "image", "id": "I", "source": "/a.png"})
    assert reading.form is not None
    assert [finding.code for finding in reading.findings] == ["form-image-words"]
