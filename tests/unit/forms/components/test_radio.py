"""radio: one of the options, all in sight under a legend."""

from forms import render

RADIO = {
    "type": "radio",
    "id": "X",
    "key": "x",
    "label": "是否网络经营",
    "values": [{"label": "是", "value": "y"}, {"label": "否", "value": "n"}],
}


def test_one_is_kept(post):
    assert post(RADIO, "n").values == {"x": "n"}
    assert len(post(RADIO, "maybe").errors) == 1


def test_stands_in_a_fieldset_with_each_label_bound(form_of):
    html = render(form_of({**RADIO, "validate": {"required": True}}), {"x": "n"})
    assert '<legend class="lab">是否网络经营 <em>必填</em></legend>' in html
    assert '<label for="test-x-2"><input type="radio" id="test-x-2" name="x" value="n" checked>否</label>' in html


def test_the_default_is_chosen_at_first(form_of):
    html = render(form_of({**RADIO, "defaultValue": "n"}), {})
    assert 'value="n" checked' in html


def test_a_default_nobody_offers_is_found(codes):
    assert codes({**RADIO, "defaultValue": "z"}) == ["form-default"]
