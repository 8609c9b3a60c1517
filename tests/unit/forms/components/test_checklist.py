"""checklist: any of the options."""

LIST = {"type": "checklist", "values": [{"label": "公章", "value": "seal"}, {"label": "发票", "value": "tax"}]}


def test_several_are_kept_once_each(post):
    assert post(LIST, "tax", "seal", "tax").values == {"x": ["tax", "seal"]}
    assert post(LIST).values == {"x": None}


def test_at_least_one_when_required(post):
    assert post({**LIST, "validate": {"required": True}}).errors[0].message == "‘某项’未选择，请至少选择一项。"


def test_one_wrong_among_right_ones_is_named(post):
    assert post(LIST, "seal", "银行").errors[0].message == "‘某项’没有选项‘银行’，请从列表中选择。"


def test_json_must_be_a_list_of_texts(send):
    assert send(LIST, ["seal"]).errors == ()
    assert len(send(LIST, "seal").errors) == 1
    assert len(send(LIST, [1]).errors) == 1


def test_boxes_show_what_was_chosen(form_of):
    from forms import render

    html = render(form_of({**LIST, "id": "X", "key": "x", "label": "同时办理"}), {"x": ["tax"]})
    assert 'value="tax" checked' in html
    assert 'value="seal">' in html
