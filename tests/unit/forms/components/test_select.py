"""select: one of the options, from the schema, from data or from an expression."""

OPTIONS = [{"label": "热食", "value": "hot"}, {"label": "冷食", "value": "cold"}]
SELECT = {"type": "select", "values": OPTIONS}


def test_an_option_is_kept_by_its_value(post):
    assert post(SELECT, "hot").values == {"x": "hot"}
    assert post(SELECT, "").values == {"x": None}


def test_a_value_nobody_offered_is_refused(post):
    assert post(SELECT, "热食").errors[0].message == "‘某项’没有选项‘热食’，请从列表中选择。"


def test_required_asks_to_choose(post):
    assert post({**SELECT, "validate": {"required": True}}).errors[0].message == "‘某项’未选择，请选择一项。"


def test_options_may_lie_in_the_data(post):
    from_data = {"type": "select", "valuesKey": "街道.名称"}
    known = {"街道": {"名称": ["冰溪街道", {"value": "f", "label": "文成街道"}, 7, None, ["x"]]}}
    assert post(from_data, "冰溪街道", known=known).errors == ()
    assert post(from_data, "f", known=known).errors == ()
    assert post(from_data, "7", known=known).errors == ()
    assert len(post(from_data, "文成街道", known=known).errors) == 1
    assert len(post(from_data, "冰溪街道", known={}).errors) == 1


def test_options_may_come_from_an_expression(post):
    computed = {"type": "select", "valuesExpression": '=if 大 then ["a"] else ["b"]'}
    assert post(computed, "a", known={"大": True}).errors == ()
    assert len(post(computed, "a", known={"大": False}).errors) == 1


def test_options_must_be_there_once_and_differ(codes):
    field = {"type": "select", "id": "X", "key": "x", "label": "某项"}
    assert codes(field) == ["form-choices"]
    assert codes({**field, "values": OPTIONS, "valuesKey": "k"}) == ["form-choices"]
    assert codes({**field, "values": [OPTIONS[0], OPTIONS[0]]}) == ["form-choices"]
    assert codes({**field, "values": [{"label": "空", "value": ""}]}) == ["form-choices"]


def test_shows_the_label_when_read(form_of):
    from forms import render

    form = form_of({**SELECT, "id": "X", "key": "x", "label": "项目", "searchable": True})
    assert "<dd>热食</dd>" in render(form, {"x": "hot"}, mode="read")
    assert '<option value="hot" selected>热食</option>' in render(form, {"x": "hot"})
