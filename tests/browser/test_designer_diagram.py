"""A reform officer draws: steps by the palette and their settings by the panel, days that turn red and green, problems
that lead to their element; two who save, a lost network, a crash, a file that cannot be drawn."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect


@pytest.fixture
def board() -> str:
    """The code of a matter of this test alone."""
    return f"board_{uuid4().hex[:12]}"


@pytest.fixture
def officer(sign_in: Callable[..., Any], board: str) -> Any:
    """A reform officer who has begun that matter from the template 并联审批."""
    person = sign_in("xuli")
    person.begin_draft(board, template="parallel_approval", title="画板")
    return person


def chosen(page: Any, name: str) -> None:
    """Click an element of the drawing, brought into view first."""
    page.evaluate("id => banshi.judging.goTo({element: id})", name)
    expect(page.locator("#panel #field-name")).to_be_visible()


def field(page: Any, label: str) -> Any:
    return page.locator("#panel").get_by_label(label, exact=False).first


def saved(page: Any) -> None:
    """Save now, with what is still being typed."""
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=10_000)


def proved(page: Any, state: str) -> None:
    expect(page.locator(f"#verdict[data-proved=true][data-state={state}]")).to_be_visible(timeout=10_000)


def test_days_typed_into_the_panel_turn_the_verdict_red_and_green(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    proved(page, "kept")
    officer.shot("designer-diagram")
    chosen(page, "first_review")
    field(page, "环节时限").fill("40")
    expect(page.locator("#verdict[data-state=broken]")).to_be_visible()  # the browser's estimate, at once
    proved(page, "broken")
    expect(page.locator("#verdict")).to_contain_text("超承诺")
    expect(page.locator("#path")).to_contain_text("40")
    assert page.locator(".way-broken").count() > 0
    expect(page.locator("#problems")).to_contain_text("工作日")
    officer.shot("designer-diagram-red")
    page.get_by_role("button", name="为什么？").click()
    reckoning = page.get_by_role("complementary", name="时限怎样算出")
    expect(reckoning).to_contain_text("最长的环节是")
    officer.shot("designer-diagram-why")
    reckoning.get_by_role("button", name=re.compile("改为")).click()
    proved(page, "kept")
    page.get_by_role("button", name="撤销").click()
    proved(page, "broken")
    saved(page)
    assert 'gov:limit="40"' in officer.draft_file(board, "flow.bpmn")


def test_a_step_is_drawn_by_keyboard_and_filled_in(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    page.get_by_role("toolbar", name="工具").get_by_role("button", name="人工环节").press("Enter")
    name = field(page, "环节名称")
    name.fill("现场查验")
    name.press("Tab")
    field(page, "环节种类").select_option(label="现场勘察")
    field(page, "部门").select_option(label="玉山县水利局")
    field(page, "环节时限").fill("５")
    field(page, "环节时限").press("Tab")
    expect(page.locator("#field-legalBasis-help")).to_contain_text("通常依据")
    expect(page.locator("#problems")).to_contain_text("没有填写依据")
    field(page, "办理依据").fill("行政许可法第三十四条第三款")
    saved(page)
    text = officer.draft_file(board, "flow.bpmn")
    step = re.search(r'<bpmn:userTask [^>]*name="现场查验"[^>]*>', text)
    assert step
    assert all(
        each in step.group()
        for each in (
            'gov:stepKind="site_visit"',
            'gov:department="water"',
            'gov:limit="5"',
            'gov:limitUnit="workingDay"',
            'gov:legalBasis="行政许可法第三十四条第三款"',
        )
    )
    for _ in range(20):
        if page.locator("#undo").is_enabled():
            page.locator("#undo").click()
    assert page.evaluate("!banshi.modeler.get('elementRegistry').find(e => e.businessObject?.name === '现场查验')")


def test_a_problem_leads_to_its_element(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    chosen(page, "decide")
    field(page, "环节时限").fill("")
    field(page, "环节时限").press("Tab")
    page.locator("#canvas svg").first.click(position={"x": 400, "y": 20})
    row = page.locator("#problems li").filter(has_text="时限").filter(has_text="决定").first
    row.get_by_role("button", name="定位").click()
    expect(page.locator("#panel h2")).to_contain_text("决定")
    assert page.locator(".badge-problem").count() > 0


def test_only_what_runs_can_be_drawn(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    page.evaluate(
        "() => { const m = banshi.modeler, e = m.get('elementRegistry').get('split');"
        "m.get('popupMenu').open(e, 'bpmn-replace', {x: 500, y: 300}); }"
    )
    menu = page.locator(".djs-popup")
    expect(menu).to_contain_text("包容网关")
    expect(menu).not_to_contain_text("复杂网关")
    page.keyboard.press("Escape")
    page.evaluate(
        "() => { const m = banshi.modeler, e = m.get('elementRegistry').get('first_review');"
        "m.get('popupMenu').open(e, 'bpmn-replace', {x: 500, y: 300}); }"
    )
    expect(menu).to_contain_text("决策环节")
    expect(menu).not_to_contain_text("事务子流程")


def test_simulation_search_minimap_and_colours(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    page.get_by_role("button", name="模拟", exact=True).click()
    expect(page.get_by_role("button", name="结束模拟")).to_be_visible()
    expect(page.locator(".bts-palette")).to_be_visible()
    officer.shot("designer-diagram-simulation")
    page.get_by_role("button", name="结束模拟").click()
    page.locator("#more summary").click()
    page.get_by_role("button", name="查找环节").click()
    page.get_by_role("textbox", name="查找环节").fill("决定")
    page.keyboard.press("Shift")
    expect(page.locator(".djs-search-result").first).to_contain_text("决定")
    page.keyboard.press("Escape")
    page.locator(".djs-minimap .toggle").click()
    expect(page.locator(".djs-minimap .map")).to_be_visible()
    expect(page.locator(".bjs-powered-by").first).to_be_visible()
    page.evaluate(
        "() => { const m = banshi.modeler;"
        "m.get('modeling').setColor([m.get('elementRegistry').get('decide')], {fill: '#e8f5e9', stroke: '#1a7f37'}); }"
    )
    saved(page)
    assert "#e8f5e9" in officer.draft_file(board, "flow.bpmn")


def test_every_word_is_chinese(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    proved(page, "kept")
    open_menus = """() => {
      const m = banshi.modeler;
      const [registry, popup, pad] = ['elementRegistry', 'popupMenu', 'contextPad'].map((each) => m.get(each));
      const said = [];
      for (const e of registry.filter((each) => each.parent && !each.labelTarget && !each.waypoints)) {
        pad.open(e, true);
        said.push(...[...document.querySelectorAll('.djs-context-pad .entry')].map((each) => each.title));
        for (const menu of ['bpmn-replace', 'align-elements', 'color-picker']) {
          const about = menu === 'bpmn-replace' ? e : [e];
          if (popup.isEmpty(about, menu)) continue;
          popup.open(about, menu, { x: 300, y: 300 });
          said.push(document.querySelector('.djs-popup')?.innerText ?? '');
          popup.close();
        }
      }
      const texts = [...document.querySelectorAll('main [title]')].map((each) => each.title);
      const quoted = /“[^”]*”/g; // what people named themselves
      return [...new Set([...said, ...texts, document.querySelector('main').innerText].join(' ').replace(quoted, '')
        .match(/[A-Za-z_.]{3,}/g) ?? [])];
    }"""
    words = set(page.evaluate(open_menus)) - {"FEEL", "Ctrl", "Powered", "bpmn.io"}
    assert words == set()
    assert page.evaluate("[...banshi.missing]") == []


def test_the_panel_keeps_the_focus_while_somebody_types(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    chosen(page, "first_review")
    field(page, "环节名称").fill("")
    field(page, "环节名称").press_sequentially("部门甲审查意见", delay=90)
    expect(field(page, "环节名称")).to_be_focused()
    expect(field(page, "环节名称")).to_have_value("部门甲审查意见")


def test_another_element_shows_its_own_words_while_somebody_types(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    chosen(page, "first_review")
    field(page, "环节名称").fill("部门甲复审")
    page.evaluate("banshi.judging.goTo({element: 'decide'})")
    expect(field(page, "环节名称")).to_have_value("汇总决定")
    saved(page)
    text = officer.draft_file(board, "flow.bpmn")
    assert re.search(r'id="first_review" name="部门甲复审"', text)
    assert re.search(r'id="decide" name="汇总决定"', text)


# ---- saving: two people, a lost network, a crash -------------------------------------------------------------------


def test_two_people_save_the_same_diagram_and_nothing_is_lost(
    officer: Any, board: str, sign_in: Callable[..., Any]
) -> None:
    page = officer.edit(board, "diagram")
    saved(page)
    colleague = sign_in("dengshi")
    theirs = colleague.edit(board, "diagram")
    chosen(theirs, "decide")
    field(theirs, "环节时限").fill("6")
    saved(theirs)
    chosen(page, "lead_review")
    field(page, "环节时限").fill("3")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("别人也改了这个文件")
    expect(dialog).to_contain_text("邓示")
    assert dialog.locator(".differs").count() >= 2
    officer.shot("designer-conflict")
    dialog.get_by_role("button", name="先不决定").click()
    expect(page.locator("#saved")).to_contain_text("别人也改了")
    page.get_by_role("button", name="现在决定").click()
    dialog.get_by_role("button", name="用我的").click()
    saved(page)
    text = officer.draft_file(board, "flow.bpmn")
    assert re.search(r'id="lead_review"[^>]*gov:limit="3"', text)
    # the colleague, who has not seen this, is asked in turn and takes it over
    chosen(theirs, "issue")
    field(theirs, "环节时限").fill("4")
    colleague.page.get_by_role("dialog").get_by_role("button", name="用对方的").click()
    saved(theirs)
    chosen(theirs, "lead_review")
    expect(field(theirs, "环节时限")).to_have_value("3")


def test_a_lost_network_is_told_and_made_good(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    saved(page)
    page.context.set_offline(True)
    chosen(page, "decide")
    field(page, "环节时限").fill("6")
    expect(page.locator("#saved")).to_contain_text("网络中断", timeout=10_000)
    expect(page.locator("#problems")).to_contain_text("连不上服务器")
    officer.shot("designer-offline")
    page.context.set_offline(False)
    saved(page)
    assert re.search(r'id="decide"[^>]*gov:limit="6"', officer.draft_file(board, "flow.bpmn"))


def test_a_crash_of_the_browser_loses_nothing(officer: Any, board: str) -> None:
    page = officer.edit(board, "diagram")
    saved(page)
    page.context.set_offline(True)
    chosen(page, "decide")
    field(page, "环节时限").fill("7")
    expect(page.locator("#saved")).to_contain_text("网络中断", timeout=10_000)
    page.wait_for_timeout(500)  # the browser writes what it keeps to its disk
    crashed = officer.page
    officer.page = page.context.new_page()
    crashed.close(run_before_unload=False)
    officer.page.context.set_offline(False)
    officer.go(f"/designer/{board}/diagram")
    page = officer.page
    expect(page.get_by_role("dialog")).to_contain_text("找回没有保存的改动")
    page.get_by_role("button", name="找回改动").click()
    page.locator("#designer[data-ready=yes]").wait_for()
    saved(page)
    assert re.search(r'id="decide"[^>]*gov:limit="7"', officer.draft_file(board, "flow.bpmn"))


# ---- files that cannot be drawn, drawings of other tools ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><definitions/>', "DOCTYPE"),
        ("<bpmn:definitions>" + "x" * 5 * 1024 * 1024 + "</bpmn:definitions>", "最多 2 MB"),
        ("<html>不是流程图</html>", "不是流程图文件"),
    ],
    ids=["doctype", "five megabytes", "another file"],
)
def test_a_file_that_is_not_taken_is_told_why(officer: Any, board: str, text: str, told: str) -> None:
    page = officer.edit(board, "diagram")
    before = officer.draft_file(board, "flow.bpmn")
    with page.expect_file_chooser() as chooser:
        page.locator("#more summary").click()
        page.get_by_role("button", name="导入流程图文件").click()
    chooser.value.set_files({"name": "外来.bpmn", "mimeType": "application/xml", "buffer": text.encode()})
    page.get_by_role("dialog").get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(told)
    page.get_by_role("button", name="知道了").click()
    assert officer.draft_file(board, "flow.bpmn") == before


def test_a_broken_text_is_kept_and_can_be_corrected(officer: Any, board: str) -> None:
    draft = officer.api("GET", f"/api/v1/matters/{board}/draft")
    good = draft["files"]["flow.bpmn"]
    broken = {"text": good.replace("</bpmn:process>", "", 1), "revision": draft["revision"]}
    officer.api("PUT", f"/api/v1/matters/{board}/draft/files/flow.bpmn", broken)
    officer.go(f"/designer/{board}/diagram")
    page = officer.page
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("这个流程图打不开")
    dialog.get_by_role("button", name="改正原文").click()
    page.get_by_role("textbox", name="原文").fill(good)
    page.get_by_role("button", name="保存并打开").click()
    page.locator("#designer[data-ready=yes]").wait_for()
    saved(page)
    assert officer.draft_file(board, "flow.bpmn") == good


def test_copying_from_one_matter_into_another(officer: Any, board: str) -> None:
    other = f"{board}_copy"
    page = officer.edit(board, "diagram")
    chosen(page, "first_review")
    page.locator("#more summary").click()
    page.get_by_role("button", name="复制所选").click()
    officer.begin_draft(other, template="instant", title="另一块画板")
    page = officer.edit(other, "diagram")
    page.locator("#more summary").click()
    page.get_by_role("button", name="粘贴", exact=True).click()
    box = page.locator("#canvas").bounding_box()
    page.mouse.move(box["x"] + 500, box["y"] + 420)
    page.mouse.move(box["x"] + 510, box["y"] + 430)
    page.mouse.click(box["x"] + 510, box["y"] + 430)
    expect(page.locator("#panel h2")).to_contain_text("部门甲审查")
    saved(page)
    text = officer.draft_file(other, "flow.bpmn")
    assert re.search(r'<bpmn:userTask [^>]*name="部门甲审查"[^>]*gov:stepKind="review"', text), text
