"""checkbox: yes or no; required means ticked."""

BOX = {"type": "checkbox"}


def test_silence_is_no(post):
    assert post(BOX).values == {"x": False}
    assert post(BOX, "true").values == {"x": True}
    assert post(BOX, "false").values == {"x": False}


def test_a_pledge_must_be_ticked(post, send):
    pledge = {**BOX, "validate": {"required": True}}
    assert post(pledge).errors[0].message == "‘某项’须勾选，请确认后勾选。"
    assert send(pledge, True).errors == ()


def test_json_must_be_a_boolean(send):
    assert send(BOX, "true").errors[0].message == "‘某项’应为是或否（true、false），请更正。"


def test_default_is_ticked_at_first_but_not_put_into_a_post(form_of):
    from forms import render, validate

    form = form_of({**BOX, "id": "X", "key": "x", "label": "同意", "defaultValue": True})
    assert " checked>同意" in render(form, {})
    assert validate(form, {}).values == {"x": False}
