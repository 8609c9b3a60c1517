"""Decision tables and forms in the browser: a hole shown with its applicant, a rule tried, a form of our components."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

HOLES = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="model" name="收费" namespace="urn:banshi:fee">
  <decision id="fee" name="收费标准">
    <variable id="fee_variable" name="收费标准" typeRef="number" />
    <informationRequirement id="fee_needs"><requiredInput href="#area" /></informationRequirement>
    <decisionTable id="fee_table" hitPolicy="UNIQUE">
      <input id="fee_in" label="面积">
        <inputExpression id="fee_expression" typeRef="number"><text>面积</text></inputExpression>
      </input>
      <output id="fee_out" label="元" name="元" typeRef="number" />
      <rule id="rule_1">
        <inputEntry id="in_1"><text>&lt; 50</text></inputEntry><outputEntry id="out_1"><text>0</text></outputEntry>
      </rule>
      <rule id="rule_2">
        <inputEntry id="in_2"><text>[40..100]</text></inputEntry><outputEntry id="out_2"><text>20</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <inputData id="area" name="面积"><variable id="area_variable" name="面积" typeRef="number" /></inputData>
</definitions>
"""


@pytest.fixture
def board() -> str:
    """The code of a matter of this test alone."""
    return f"tables_{uuid4().hex[:12]}"


@pytest.fixture
def officer(sign_in: Callable[..., Any], board: str) -> Any:
    person = sign_in("xuli")
    person.begin_draft(board, template="instant", title="表格")
    return person


def put(officer: Any, board: str, path: str, text: str) -> None:
    revision = officer.api("GET", f"/api/v1/matters/{board}/draft")["revision"]
    officer.api("PUT", f"/api/v1/matters/{board}/draft/files/{path}", {"text": text, "revision": revision})


def saved(page: Any) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=10_000)


def test_holes_and_overlaps_are_shown_with_an_applicant(officer: Any, board: str) -> None:
    put(officer, board, "fee.dmn", HOLES)
    page = officer.edit(board, "decisions/fee.dmn")
    expect(page.locator("#gap")).to_contain_text("没有规则管的申请人")
    assert page.locator("td.row-overlap").count() >= 2
    overlap = page.locator("#problems li").filter(has_text="同时管这样的申请人")
    overlap.get_by_role("button", name="定位").click()
    value = page.locator("#panel").get_by_label("面积")
    expect(value).not_to_have_value("")
    assert 40 <= float(value.input_value()) < 50  # where both rules hold
    expect(page.locator("td.row-faulty").first).to_be_visible()
    officer.shot("designer-decisions")
    page.locator("#gap").get_by_role("button", name="试一试").click()
    expect(page.locator(".answer")).to_contain_text("没有结论")
    assert float(value.input_value()) > 100
    page.get_by_role("button", name="第 1 条").click()
    expect(page.locator(".answer")).to_contain_text("同时符合第1、2条规则")
    value.fill("60")
    page.get_by_role("button", name="试算").click()
    expect(page.locator(".answer")).to_contain_text("结论：20")
    expect(page.locator(".trace .met")).to_contain_text("第 2 条")
    expect(page.locator("td.row-met").first).to_be_visible()


def test_a_rule_is_added_undone_and_saved(officer: Any, board: str) -> None:
    put(officer, board, "fee.dmn", HOLES)
    page = officer.edit(board, "decisions/fee.dmn")
    page.locator(".add-rule-add").first.click()
    cell = page.locator("tbody tr").nth(2).locator("td.input-cell").first
    cell.click()
    written = cell.locator(".cm-content")
    expect(written).to_be_focused()
    page.keyboard.type("> 100")
    expect(written).to_have_text("> 100")
    page.locator("#views").click()
    saved(page)
    text = officer.draft_file(board, "fee.dmn")
    assert text.count("<rule ") == 3
    assert "&gt; 100" in text
    while page.locator("#undo").is_enabled():
        page.locator("#undo").click()
    saved(page)
    assert "&gt; 100" not in officer.draft_file(board, "fee.dmn")


def test_every_word_of_tables_and_relations_is_chinese(officer: Any, board: str) -> None:
    put(officer, board, "fee.dmn", HOLES)
    page = officer.edit(board, "decisions/fee.dmn")
    page.locator("td.input-cell").first.click(button="right")
    page.keyboard.press("Escape")
    page.locator("th.input-cell .input-label, th.input-cell").first.dblclick()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="决策关系图").click()
    page.locator('g[data-element-id="fee"]').click()
    officer.shot("designer-decisions-drd")
    expect(page.locator(".bjs-powered-by").first).to_be_visible()
    assert page.evaluate("[...banshi.missing]") == []


def test_a_new_file_begins_with_a_table(officer: Any, board: str) -> None:
    page = officer.edit(board, "decisions/amount.dmn")
    expect(page.locator("#tables")).to_contain_text("新决策")
    saved(page)
    assert "<decisionTable" in officer.draft_file(board, "amount.dmn")


def test_a_broken_table_can_be_begun_anew(officer: Any, board: str) -> None:
    put(officer, board, "broken.dmn", "<definitions")
    officer.go(f"/designer/{board}/decisions/broken.dmn")
    dialog = officer.page.get_by_role("dialog")
    expect(dialog).to_contain_text("这个决策文件打不开")
    dialog.get_by_role("button", name="另起一份").click()
    expect(officer.page.locator("#tables")).to_contain_text("新决策")


# ---- forms ----------------------------------------------------------------------------------------------------------


def test_a_form_of_ten_fields_is_built_by_keyboard(officer: Any, board: str) -> None:
    page = officer.edit(board, "forms/forms/apply.json")
    fields = [
        ("单行文本", "申请人姓名"),
        ("公民身份号码", "身份证号"),
        ("电话", "联系电话"),
        ("金额", "申请金额"),
        ("统一社会信用代码", "单位代码"),
        ("数字", "面积"),
        ("日期时间", "申请日期"),
        ("下拉选择", "办理方式"),
        ("多行文本", "申请理由"),
        ("勾选", "承诺属实"),
    ]
    for component, label in fields:
        page.locator(".fjs-palette-field", has_text=component).first.press("Enter")
        name = page.locator("#panel").get_by_label("名称", exact=False).first
        name.fill(label)
        name.press("Tab")
    expect(page.locator("#panel h2")).to_contain_text("承诺属实")
    page.locator("#panel").get_by_label("必须填写").check()
    saved(page)
    form = json.loads(officer.draft_file(board, "forms/apply.json"))
    assert [(each["type"], each["key"]) for each in form["components"]] == [
        ("textfield", "申请人姓名"),
        ("resident_id", "身份证号"),
        ("phone", "联系电话"),
        ("money", "申请金额"),
        ("credit_code", "单位代码"),
        ("number", "面积"),
        ("datetime", "申请日期"),
        ("select", "办理方式"),
        ("textarea", "申请理由"),
        ("checkbox", "承诺属实"),
    ]
    assert form["components"][-1]["validate"] == {"required": True}
    officer.shot("designer-form")
    page.get_by_role("tab", name="预览").click()
    preview = page.get_by_role("tabpanel", name="预览")
    expect(preview.get_by_label("申请人姓名")).to_be_visible()
    expect(preview).to_contain_text("元")
    officer.shot("designer-form-preview")


def test_a_field_is_bound_to_the_shared_data_dictionary(officer: Any, board: str) -> None:
    page = officer.edit(board, "forms/forms/apply.json")
    page.locator(".fjs-palette-field", has_text="单行文本").press("Enter")
    options = page.locator("#field-key-list option")
    assert "企业名称" in [each.get_attribute("value") for each in options.all()]
    key = page.locator("#field-key")
    key.fill("企业名称")
    key.press("Tab")
    saved(page)
    (field,) = json.loads(officer.draft_file(board, "forms/apply.json"))["components"]
    assert (field["key"], field["label"]) == ("企业名称", "企业名称")
    key.fill("3 年")
    key.press("Tab")
    expect(page.locator("#field-key-fault")).to_contain_text("不能以数字开头")


def test_a_shipped_form_opens_and_nobody_saves_what_nobody_changed(officer: Any, board: str) -> None:
    shipped = officer.api("GET", "/api/v1/designer/lists?matter=enterprise_opening")["forms"]
    assert shipped
    schema = json.dumps(
        {"type": "default", "id": "x", "schemaVersion": 19, "components": [{"type": "html", "id": "h", "content": "x"}]}
    )
    put(officer, board, "forms/other.json", schema)
    officer.go(f"/designer/{board}/forms/forms/other.json")
    dialog = officer.page.get_by_role("dialog")
    expect(dialog).to_contain_text("本系统不用的组件“html”")
    dialog.get_by_role("button", name="先不动").click()
    assert officer.draft_file(board, "forms/other.json") == schema


def test_every_word_of_the_form_editor_is_chinese(officer: Any, board: str) -> None:
    page = officer.edit(board, "forms/forms/apply.json")
    types = page.locator(".fjs-palette-field")
    for number in range(types.count()):
        types.nth(number).press("Enter")
        for folded in page.locator("#panel details:not([open]) > summary").all():
            folded.click()
    words = page.evaluate(
        """() => [...new Set([document.querySelector('main').innerText,
          ...[...document.querySelectorAll('main [title], main [placeholder], main [aria-label]')].map((each) =>
            [each.title, each.placeholder, each.getAttribute('aria-label')].join(' '))].join(' ')
          .match(/[A-Za-z._]{3,}/g) ?? [])]"""
    )
    allowed = {"FEEL", "bpmn.io", "Ctrl", ".pdf", ".jpg", "yyyy"}
    assert [word for word in words if word not in allowed and "_" not in word] == []
    expect(page.locator(".fjs-powered-by-link")).to_be_visible()
