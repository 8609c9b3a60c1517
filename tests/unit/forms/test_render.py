"""The HTML: every control named, every error led to, nothing inline, nothing of a tenant run."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from forms import read_form, render, validate
from forms.components import COMPONENTS
from forms.render import environment

CHOICES = [{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}]
EVERYTHING = [
    {"type": "text", "id": "T", "text": "# 说明\n请看[指南](/guide)，**{{ 名 }}**"},
    {
        "type": "textfield",
        "id": "A",
        "key": "名",
        "label": "名称",
        "description": "如营业执照所写",
        "validate": {"required": True},
    },
    {"type": "textarea", "id": "B", "key": "述", "label": "说明"},
    {"type": "number", "id": "C", "key": "数", "label": "人数", "appearance": {"suffixAdorner": "人"}},
    {"type": "money", "id": "D", "key": "额", "label": "金额"},
    {"type": "select", "id": "E", "key": "选", "label": "选择", "values": CHOICES},
    {"type": "radio", "id": "F", "key": "单", "label": "单选", "values": CHOICES, "validate": {"required": True}},
    {"type": "checkbox", "id": "G", "key": "诺", "label": "承诺", "validate": {"required": True}},
    {"type": "checklist", "id": "H", "key": "多", "label": "多选", "values": CHOICES},
    {"type": "taglist", "id": "H2", "key": "签", "label": "标签", "values": CHOICES},
    {"type": "datetime", "id": "I", "key": "日", "dateLabel": "日期"},
    {"type": "phone", "id": "J", "key": "话", "label": "电话", "conditional": {"hide": "=数 = 0"}},
    {"type": "resident_id", "id": "K", "key": "证", "label": "身份证号"},
    {"type": "credit_code", "id": "L", "key": "码", "label": "代码", "readonly": True},
    {"type": "filepicker", "id": "M", "key": "件", "label": "附件"},
    {"type": "separator", "id": "S"},
    {"type": "spacer", "id": "S2", "height": 20},
    {"type": "image", "id": "S3", "source": "/a.png", "alt": "样表"},
    {"type": "table", "id": "S4", "label": "表", "dataSource": "=表", "columns": [{"label": "列", "key": "x"}]},
    {"type": "expression", "id": "O", "key": "算", "expression": "=数 * 2"},
    {
        "type": "group",
        "id": "P",
        "label": "企业",
        "path": "企业",
        "components": [{"type": "textfield", "id": "Q", "key": "名", "label": "名称"}],
    },
    {
        "type": "dynamiclist",
        "id": "R",
        "label": "股东",
        "path": "股东",
        "defaultRepetitions": 2,
        "components": [{"type": "textfield", "id": "U", "key": "名", "label": "姓名", "validate": {"required": True}}],
    },
]


class Page(HTMLParser):
    """What a test asks of a page: its elements in order, and the labels of controls."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.open = []
        self.unclosed = []
        self.feed(html)
        self.unclosed += self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("input", "hr", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]

    def ids(self):
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


@pytest.fixture
def page(form_of):
    """The page of a form of everything there is, posted empty."""
    form = form_of(*EVERYTHING)
    submission = validate(form, {"股东:rows": ["2"]})
    return Page(render(form, submission.typed, submission.errors, url="/draw"))


def test_everything_there_is_is_in_the_form():
    assert {component["type"] for component in EVERYTHING} == set(COMPONENTS)


def test_every_component_has_a_template_beside_it():
    folder = Path(environment().get_template("textfield.html.j2").filename).parent
    assert {path.name.removesuffix(".html.j2") for path in folder.glob("*.j2")} == set(COMPONENTS)


def test_elements_nest_and_ids_are_unique(page):
    assert page.unclosed == []
    assert len(page.ids()) == len(set(page.ids()))


def test_every_control_is_named_by_a_label_bound_to_it(page):
    labelled = {attrs.get("for") for attrs in page.all("label")}
    controls = [attrs for attrs in page.all("input", "select", "textarea") if attrs.get("type") != "hidden"]
    assert [attrs for attrs in controls if attrs.get("id") not in labelled] == []


def test_whatever_describes_a_control_is_there(page):
    ids = set(page.ids())
    named = [name for _, attrs in page.elements for name in attrs.get("aria-describedby", "").split()]
    assert named
    assert set(named) <= ids


def test_the_summary_leads_to_each_field(page):
    links = [attrs["href"] for attrs in page.all("a") if attrs["href"].startswith("#")]
    assert len(links) == 5  # 名称, 单选, 承诺, two rows of 姓名
    assert {link[1:] for link in links} <= set(page.ids())
    alert = next(attrs for attrs in page.all("div") if attrs.get("role") == "alert")
    assert alert["tabindex"] == "-1"


def test_errors_stand_at_the_field_and_are_announced(form_of):
    form = form_of(EVERYTHING[1])
    html = render(form, {}, validate(form, {}).errors)
    assert (
        '<label for="test-名">名称 <em>必填</em></label>\n<input class="in1 bad" type="text" id="test-名" name="名" '
        'data-kind="textfield" aria-required="true" aria-invalid="true" '
        'aria-describedby="test-名-help test-名-error" value="">'
    ) in html
    assert '<span class="help" id="test-名-help">如营业执照所写</span>' in html
    assert '<span class="help bad" id="test-名-error">‘名称’未填写，请填写。</span>' in html


def test_groups_and_choices_stand_in_fieldsets_with_legends(page):
    assert (
        len(page.all("fieldset")) == len(page.all("legend")) == 7
    )  # radio, checklist, taglist, group, list, its 2 rows


def test_nothing_is_inline_and_nothing_leaves_the_server(page):
    assert page.all("script", "style", "iframe", "object", "link") == []
    for _, attrs in page.elements:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert all(
            (attrs.get(name) or "/").startswith(("/", "#")) for name in ("href", "src", "action", "data-hx-post")
        )


def test_only_fields_that_conditions_read_draw_the_form_anew(page):
    hooked = {attrs["name"] for attrs in page.all("input", "select", "textarea") if "data-hx-post" in attrs}
    assert hooked == {"名", "数", "企业.名", "股东.0.名", "股东.1.名"}  # 数 is read by a condition, 名 by the text
    assert not any(name.startswith("hx-") for _, attrs in page.elements for name in attrs)


def test_without_script_a_button_draws_the_form_anew(form_of):
    assert '<noscript><button class="btn sm" type="submit" name=":update"' in render(form_of(*EVERYTHING), {})
    assert "noscript" not in render(form_of(EVERYTHING[1]), {})


def test_hidden_fields_are_not_drawn_but_remembered(form_of):
    html = render(form_of(*EVERYTHING), {"数": 0})
    assert 'name="话"' not in html
    assert '<input type="hidden" name=":hidden" value="话">' in html


def test_a_default_shows_when_a_field_comes_into_sight(form_of):
    box = {"type": "checkbox", "id": "C", "key": "有", "label": "有"}
    field = {
        "type": "textfield",
        "id": "A",
        "key": "a",
        "label": "甲",
        "defaultValue": "预填",
        "conditional": {"hide": "=not(有)"},
    }
    form = form_of(box, field)
    assert "预填" not in render(form, {})
    unseen = validate(form, {"有": ["true"], ":hidden": ["a"]})
    assert 'value="预填"' in render(form, unseen.typed)
    emptied = validate(form, {"有": ["true"], "a": [""]})
    assert "预填" not in render(form, emptied.typed)


def test_where_a_value_comes_from_and_what_is_not_needed(form_of):
    html = render(
        form_of(*EVERYTHING[1:3], EVERYTHING[14]),
        {"名": "甲"},
        taken_from={"名": "取自 2026-03-02 办件，可修改"},
        not_needed={"件": "电子证照"},
    )
    assert '<span class="help" id="test-名-note">取自 2026-03-02 办件，可修改</span>' in html
    assert '<span class="tag g" id="test-件">无需提交（电子证照）</span>' in html
    assert 'type="file"' not in html


def test_readonly_fields_show_but_do_not_send(form_of):
    html = render(form_of(EVERYTHING[13]), {}, known={"码": "91350100M000100Y43"})
    assert '<input class="in1" id="test-码" value="91350100M000100Y43" readonly>' in html
    assert 'name="码"' not in html


def test_whatever_is_typed_is_escaped(form_of):
    nasty = '"><script>alert(1)</script>'
    form = form_of(*EVERYTHING)
    submission = validate(
        form, {name: [nasty] for name in ("名", "述", "数", "额", "选", "单", "多", "日", "话", "证", "股东.0.名")}
    )
    for html in (render(form, submission.typed, submission.errors), render(form, submission.typed, mode="read")):
        assert "<script" not in html
        assert Page(html).unclosed == []


def test_labels_of_a_hostile_schema_are_escaped(form_of):
    nasty = "<img src=x onerror=alert(1)>"
    field = {
        "type": "select",
        "id": "A",
        "key": "a",
        "label": nasty,
        "description": nasty,
        "values": [{"value": "'>", "label": nasty}],
    }
    html = render(form_of(field), {"a": "'>"}, url="/x'\"><b>")
    assert "<img" not in html
    assert "<b>" not in html


def test_reading_is_a_definition_list(form_of):
    html = render(
        form_of(*EVERYTHING), {"名": "甲", "数": 2, "企业": {"名": "乙"}, "股东": [{"名": "丙"}]}, mode="read"
    )
    assert "<dt>名称</dt><dd>甲</dd>" in html
    assert "<dt>人数</dt><dd>2 人</dd>" in html
    assert '<dt>说明</dt><dd class="mut">未填</dd>' in html
    read = Page(html)
    assert read.unclosed == []
    assert read.all("input", "select", "textarea", "button") == []


def test_widths_of_the_designers_grid(form_of):
    two = [{**EVERYTHING[n], "layout": {"row": "r", "columns": 8}} for n in (1, 2)]
    html = render(form_of(*two), {})
    assert '<div class="f w3 row"><label for="test-名">' in html
    assert '<div class="f w3"><label for="test-述">' in html


def test_templates_come_from_the_package_only():
    assert environment().autoescape is True
    assert {
        Path(environment().get_template(name).filename).parents[1].name for name in environment().list_templates("j2")
    } == {"forms"}


def test_a_big_form_is_drawn_quickly():
    """Two hundred fields and a list of a hundred rows of five: well under a second."""
    import time

    fields = [
        {
            "type": "textfield",
            "id": f"F{n}",
            "key": f"f{n}",
            "label": "字段",
            "conditional": {"hide": f'=f{n - 1} = "x"'},
        }
        for n in range(1, 200)
    ]
    row = [{"type": "number", "id": f"R{n}", "key": f"r{n}", "label": "列"} for n in range(5)]
    rows = {"type": "dynamiclist", "id": "L", "path": "l", "label": "表", "components": row}
    source = json.dumps({"id": "big", "schemaVersion": 19, "components": [*fields, rows]}).encode()
    form = read_form(source).required()
    started = time.perf_counter()
    html = render(form, {"l": [{"r0": n} for n in range(100)]}, url="/x")
    assert time.perf_counter() - started < 10
    assert html.count("<input") > 600
