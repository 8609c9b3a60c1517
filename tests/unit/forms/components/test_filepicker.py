"""filepicker: names and sizes of files; contents lie elsewhere."""

import pytest

from forms import Upload, render, validate

FILE = {"type": "filepicker", "accept": ".pdf, image/png"}


def test_name_and_size_are_kept(post):
    assert post(FILE, Upload("章程.pdf", 1024)).values == {"x": [{"name": "章程.pdf", "size": 1024}]}
    assert post(FILE, Upload("C:\\temp\\A.PDF", 1)).values == {"x": [{"name": "A.PDF", "size": 1}]}


def test_an_empty_control_sends_nothing(post):
    assert post(FILE, Upload("", 0)).values == {"x": None}
    assert (
        post({**FILE, "validate": {"required": True}}, Upload("", 0)).errors[0].message
        == "‘某项’没有附件，请选择文件。"
    )


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (Upload("a.exe", 1), "应为 .pdf、.png 文件，现为‘a.exe’"),
        (Upload("a\u202efdp.exe", 1), "看不见的字符"),
        (Upload("..\\", 1), "改名"),
        (Upload("a.pdf", -1), "2 GB"),
        (Upload("a.pdf", 1 << 40), "2 GB"),
        (Upload("长" * 201 + ".pdf", 1), "改名"),
    ],
)
def test_what_may_not_be_sent_is_said(post, upload, said):
    (error,) = post(FILE, upload).errors
    assert said in error.message


def test_several_only_where_allowed(post):
    two = (Upload("a.pdf", 1), Upload("b.pdf", 1))
    assert len(post(FILE, *two).errors) == 1
    assert post({**FILE, "multiple": True}, *two).errors == ()


def test_a_file_kept_before_stays_when_none_is_sent(post):
    known = {"x": [{"name": "旧.pdf", "size": 9}]}
    assert post({**FILE, "validate": {"required": True}}, known=known).values == {"x": [{"name": "旧.pdf", "size": 9}]}


def test_json_says_name_and_size(send):
    assert send(FILE, [{"name": "a.pdf", "size": 5}]).errors == ()
    for wrong in (
        "a.pdf",
        [{"name": "a.pdf"}],
        [{"name": "a.pdf", "size": 1.5}],
        [{"name": 1, "size": 1}],
        [1],
        [None] * 51,
    ):
        assert len(send(FILE, wrong).errors) == 1


def test_control_and_list(form_of):
    form = form_of({**FILE, "id": "X", "key": "x", "label": "章程", "multiple": True})
    html = render(form, {"x": [{"name": "a.pdf", "size": 1536}]})
    assert 'accept=".pdf,.png" multiple' in html
    assert "已选：a.pdf（2 KB）" in html
    assert validate(form, {"x": ["a text is no file"]}).values == {"x": None}


def test_unknown_kinds_of_file_are_refused(codes):
    assert codes({**FILE, "id": "X", "key": "x", "label": "章程", "accept": "video/*"}) == ["form-value"]
