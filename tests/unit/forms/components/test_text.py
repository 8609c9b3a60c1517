"""text: a small part of Markdown, values by FEEL, everything escaped."""

import pytest

from forms import render


@pytest.fixture
def html(form_of):
    def make(text, values=None, **known):
        form = form_of({"type": "text", "id": "T", "text": text})
        return render(form, values or {}, known=known)

    return make


def test_paragraphs_headings_lists_and_bold(html):
    page = html("# 标题\n第一段**要点**\n换行\n\n- 甲\n- 乙\n\n1. 一\n2. 二")
    assert "<h2>标题</h2>" in page
    assert "<p>第一段<strong>要点</strong><br>换行</p>" in page
    assert "<ul><li>甲</li><li>乙</li></ul>" in page
    assert "<ol><li>一</li><li>二</li></ol>" in page


def test_values_are_put_in_as_plain_text(html):
    assert "<p>您好，&lt;b&gt;甲&lt;/b&gt;**乙**</p>" in html("您好，{{ 姓名 }}", 姓名="<b>甲</b>**乙**")
    assert "<p>共 1\u2009234.50 元</p>" in html("共 {{ 单价 * 数量 }} 元", 单价=617.25, 数量=2)
    assert "<p>甲、乙|是||</p>" in html("{{ 名单 }}|{{ 1 = 1 }}|{{ 没有 }}|{{ {a: 1} }}", 名单=["甲", "乙"])


@pytest.mark.parametrize(
    "text", ["{{ config }}", "{{ ''.__class__ }}", "{% for x in y %}", "{{ self._TemplateReference__context }}"]
)
def test_template_languages_do_not_exist(read, text):
    reading = read({"type": "text", "id": "T", "text": text})
    if reading.form is not None:
        page = render(reading.form, {})
        assert "Config" not in page
        assert "class &#39;" not in page
        assert "Context" not in page


def test_raw_html_is_text(html):
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in html("<script>alert(1)</script>")


def test_links_stay_on_the_site(html):
    assert '<p>见<a href="/guide/1">指南</a>。</p>' in html("见[指南](/guide/1)。")
    assert '<strong><a href="#x">此处</a></strong>' in html("**[此处](#x)**")


@pytest.mark.parametrize(
    "address",
    ["https://x.cn", "//x.cn", "javascript:alert(1)", "/\\x.cn", "mailto:a@b.cn", "", "/a b", "/{{ x }}", "data:,x"],
)
def test_links_elsewhere_are_refused(codes, address):
    assert codes({"type": "text", "id": "T", "text": f"[去]({address})"}) == ["form-link-outside"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("{{ 1 + }}", "form-feel"), ("{{ x", "form-text"), ("{{#if x}}a{{/if}}", "form-text"), ("{{}}", "form-text")],
)
def test_a_wrong_expression_is_refused(codes, text, code):
    assert codes({"type": "text", "id": "T", "text": text})[0] == code


@pytest.mark.parametrize(
    "text", ["**", "a ** b", "**a** b **c", "[x]", "](", "[a](", "****", "# ", "-", "1.", "[[a]](/b)"]
)
def test_half_written_marks_stay_as_they_are(html, text):
    assert "<strong></strong>" not in html(text + " 完").replace("<strong></strong>", "", 1)
