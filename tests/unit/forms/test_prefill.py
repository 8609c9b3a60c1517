"""Asked once: what one form says fills the next."""

from decimal import Decimal

from forms import asked_once, facts, prefill, shared

NAME = {"type": "textfield", "id": "N", "key": "名称", "label": "企业名称", "properties": {"fact": "企业.名称"}}
CAPITAL = {"type": "money", "id": "M", "key": "资本", "label": "注册资本", "properties": {"fact": "企业.注册资本"}}
KIND = {"type": "select", "id": "K", "key": "类型", "label": "类型", "values": [{"label": "公司", "value": "co"}]}
STAFF = {
    "type": "dynamiclist",
    "id": "S",
    "path": "人员",
    "label": "人员",
    "components": [{"type": "textfield", "id": "P", "key": "姓名", "label": "姓名"}],
}


def test_what_a_form_says_goes_by_fact(form_of):
    said = facts(
        form_of(NAME, CAPITAL, KIND, STAFF), {"名称": "甲", "资本": Decimal(5), "类型": None, "人员": [{"姓名": "乙"}]}
    )
    assert said == {"企业.名称": "甲", "企业.注册资本": Decimal(5), "人员": [{"姓名": "乙"}]}


def test_the_next_form_is_filled_under_its_own_names(form_of):
    tax = form_of(
        {"type": "group", "id": "G", "path": "纳税人", "label": "纳税人", "components": [{**NAME, "key": "全称"}]},
        STAFF,
    )
    known = {"企业.名称": "甲", "人员": [{"姓名": "乙"}], "别的": 1}
    assert prefill(tax, known) == {"纳税人": {"全称": "甲"}, "人员": [{"姓名": "乙"}]}
    assert [(each.path, each.fact, each.label) for each in shared(tax, known)] == [
        ("纳税人.全称", "企业.名称", "企业名称"),
        ("人员", "人员", "人员"),
    ]


def test_known_data_may_be_nested(form_of):
    assert prefill(form_of(NAME), {"企业": {"名称": "甲"}}) == {"名称": "甲"}


def test_what_a_field_would_refuse_is_left_for_the_person(form_of):
    form = form_of(KIND, CAPITAL, {**NAME, "validate": {"maxLength": 2}})
    assert prefill(form, {"类型": "别的", "企业.注册资本": "很多", "企业.名称": "太长了"}) == {}
    assert prefill(form, {"类型": "co", "企业.注册资本": "5", "企业.名称": object()}) == {
        "类型": "co",
        "资本": Decimal("5.00"),
    }


def test_what_one_form_spares(form_of):
    forms = {"设立": form_of(NAME, CAPITAL), "税务": form_of({**NAME, "key": "x"}), "社保": form_of(KIND)}
    assert asked_once(forms) == {"企业.名称": ("设立", "税务")}
