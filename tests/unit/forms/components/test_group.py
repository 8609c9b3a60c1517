"""group: fields under a heading; a path nests their data."""

from forms import render, validate

NAME = {"type": "textfield", "id": "N", "key": "名称", "label": "名称", "validate": {"required": True}}


def group(*components, **more):
    return {"type": "group", "id": "G", "label": "企业", "components": list(components), **more}


def test_a_path_nests_the_data(form_of):
    form = form_of(group(NAME, path="企业.登记"))
    assert validate(form, {"企业.登记.名称": ["甲"]}).values == {"企业": {"登记": {"名称": "甲"}}}


def test_without_path_the_data_stay_flat(form_of):
    assert validate(form_of(group(NAME)), {"名称": ["甲"]}).values == {"名称": "甲"}


def test_errors_name_the_place(form_of):
    (error,) = validate(form_of(group(NAME, path="企业")), {}).errors
    assert (error.key, error.path) == ("名称", "企业.名称")


def test_a_hidden_group_hides_its_fields(form_of):
    form = form_of(
        {"type": "checkbox", "id": "C", "key": "有", "label": "有企业"},
        group(NAME, path="企业", conditional={"hide": "=有 = false"}),
    )
    assert validate(form, {}).errors == ()
    assert validate(form, {}).values == {"有": False}
    assert len(validate(form, {"有": ["true"]}).errors) == 1


def test_a_readonly_group_keeps_its_fields(form_of):
    form = form_of(group(NAME, path="企业", readonly=True))
    assert validate(form, {"企业.名称": ["改"]}, known={"企业": {"名称": "甲"}}).values == {"企业": {"名称": "甲"}}


def test_is_a_fieldset_with_legend(form_of):
    html = render(form_of(group(NAME, showOutline=True)), {})
    assert '<fieldset class="f w6 row grp outline" id="test--G"><legend>企业</legend>' in html


def test_nesting_beyond_six_levels_is_refused(codes):
    deep = NAME
    for level in range(7):
        deep = {"type": "group", "id": f"G{level}", "label": "组", "components": [deep]}
    assert codes(deep) == ["form-depth"]
