"""The whole way of a new matter by hand: form, decision, diagram from nothing, proof, scenario, publishing; then a case
of it worked to its end at the window and in three departments."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

COUNTER, EXIT = ("玉山县政务服务中心", "综合窗口"), ("玉山县政务服务中心", "统一出件窗口")
LEAD = ("玉山县市场监督管理局", "首席代表")
FIELDS = (
    ("单行文本", "项目名称"),
    ("单行文本", "企业名称"),
    ("统一社会信用代码", "单位代码"),
    ("单行文本", "联系人"),
    ("电话", "联系人电话"),
    ("公民身份号码", "联系人证件号"),
    ("下拉选择", "工程类别"),
    ("金额", "投资额"),
    ("单行文本", "建设地点"),
    ("多行文本", "工程说明"),
)
RULES = (("甲类", "重点"), ("乙类", "重点"), ("丙类", "一般"), ("丁类", "一般"), ("戊类", "简易"))
SCENARIO = """# language: zh-CN
功能: 联合审批

  背景:
    假如 "玉山县"已发布事项"{title}"

  场景: 收件后由综合窗口受理
    当 综合窗口于"2026-03-02 09:30"收件
    那么 在办环节为"受理"
"""


MATTER = """code = "{code}"
name = "{title}"
type = "01"
kind = "promised"
lead = "market_regulation"
summary = "几个部门同时审查，一个窗口收发。"
audience = ["organisation"]
basis = ["licensing-26"]
promised = { amount = 6, unit = "workingDay", basis = ["promise"], explanation = "审查三日、决定二日、制证一日。" }
statutory = { amount = 20, unit = "workingDay", basis = ["licensing-42"] }
channels = ["window"]
visits = { most = 1 }
place = "一楼综合窗口"
hours = "工作日 09:00–12:00，13:30–17:00"
consult_phone = "0793-0000012"

[[bases]]
id = "licensing-26"
law = "中华人民共和国行政许可法"
article = "第二十六条"
authority = "law"
mark = "V"
since = "2004-07-01"

[[bases]]
id = "licensing-42"
law = "中华人民共和国行政许可法"
article = "第四十二条"
authority = "law"
mark = "V"
since = "2004-07-01"

[[bases]]
id = "promise"
law = "本中心服务承诺"
article = "联合审批"
authority = "policy"
mark = "P"

[[conditions]]
text = "建设单位依法设立。"
basis = ["licensing-26"]

[[materials]]
code = "application"
name = "申请表"
kind = "form"
form = ["电子"]
basis = ["licensing-26"]

[[results]]
code = "permit"
name = "联合审批决定书"
kind = "approval"
department = "market_regulation"
valid_for = "长期"
delivery = ["窗口领取"]

[[remedies]]
name = "行政复议"
organ = "玉山县人民政府"
period = "60日"
"""


ALL = "banshi.modeler.get('elementRegistry').filter((each) => each.parent && !each.labelTarget)"
FOUND = f"name => {ALL}.find((each) => each.businessObject?.name === name).id"


class Drawing:
    """The canvas in a reform officer's hands."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @property
    def panel(self) -> Any:
        return self.page.locator("#panel")

    def pick(self, name: str) -> None:
        """Select the element of that name, in the middle of the canvas."""
        self.page.evaluate(
            f"name => banshi.judging.goTo({{element: ({FOUND})(name)}})",
            name,
        )
        expect(self.panel.locator("h2")).to_have_text(name)

    def pad(self, action: str) -> None:
        """Press one of the signs beside the selected element."""
        self.page.locator(f'.djs-context-pad.open .entry[data-action="{action}"]').click()

    def append(self, after: str, action: str, name: str, become: str = "") -> None:
        """Put something after an element and call it by its name, of another kind if wanted."""
        self.pick(after)
        self.pad(action)
        field = self.panel.get_by_label("名称", exact=False).or_(self.panel.get_by_label("判断什么")).first
        self.page.keyboard.press("Escape")
        expect(self.panel.locator("h2")).not_to_have_text(after)
        if become:
            self.pad("replace")
            self.page.locator(".djs-popup .entry", has_text=become).click()
        field.fill(name)
        field.press("Tab")
        expect(self.panel.locator("h2")).to_have_text(name)

    def step(self, after: str, name: str, kind: str, place: tuple[str, str], days: int, basis: str) -> None:
        """A person's step with kind, department, post, days and basis."""
        self.append(after, "append.append-task", name)
        self.panel.get_by_label("环节种类").select_option(label=kind)
        self.panel.get_by_label("部门").select_option(label=place[0])
        self.panel.get_by_label("岗位").select_option(label=place[1])
        self.panel.get_by_label("环节时限").fill(str(days))
        self.panel.get_by_label("办理依据").fill(basis)
        self.panel.get_by_label("办理依据").press("Tab")

    def connect(self, source: str, target: str) -> None:
        """A line from one element to another that is in view as well."""
        self.pick(source)
        self.pad("connect")
        ident = self.page.evaluate(FOUND, target)
        box = self.page.locator(f'#canvas g.djs-shape[data-element-id="{ident}"]').first.bounding_box()
        self.page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def days(self, step: str, days: int) -> None:
        self.pick(step)
        self.panel.get_by_label("环节时限").fill(str(days))
        self.panel.get_by_label("环节时限").press("Tab")

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        expect(self.page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=10_000)


@pytest.fixture
def code() -> str:
    return f"joint_{uuid4().hex[:10]}"


def draw(officer: Any, code: str) -> Drawing:
    """Acceptance, three departments side by side (one with a visit on site), decision, certificate, delivery."""
    drawing = Drawing(officer.edit(code, "diagram"))
    drawing.page.evaluate(
        "() => { const m = banshi.modeler; m.get('modeling').removeElements(m.get('elementRegistry').filter((each) =>"
        "each.type === 'bpmn:EndEvent')); }"
    )
    start = drawing.page.evaluate(f"{ALL}.find((each) => each.type === 'bpmn:StartEvent').businessObject.name")
    licence = "行政许可法第{}条".format
    drawing.step(start, "收件", "收件", COUNTER, 0, licence("二十九"))
    drawing.panel.get_by_label("表单").select_option("application")
    drawing.step("收件", "受理", "受理", COUNTER, 0, licence("三十二"))
    drawing.append("受理", "append.append-task", "判定等级", "决策环节")
    drawing.panel.get_by_label("用哪张决策表").select_option(label="工程等级")
    drawing.append("判定等级", "append.gateway", "三部门同时审查", "并行网关")
    drawing.step("三部门同时审查", "登记审查", "审查", ("玉山县市场监督管理局", "登记审查岗"), 5, licence("三十四"))
    drawing.step("三部门同时审查", "技术鉴定", "鉴定", ("玉山县公安局", "印章备案岗"), 6, licence("四十五"))
    drawing.step("技术鉴定", "治安审查", "审查", ("玉山县公安局", "印章备案岗"), 4, licence("三十四"))
    drawing.step("三部门同时审查", "税务审查", "审查", ("国家税务总局玉山县税务局", "税务综合岗"), 3, licence("三十四"))
    drawing.append("登记审查", "append.gateway", "审查完毕", "并行网关")
    drawing.connect("治安审查", "审查完毕")
    drawing.connect("税务审查", "审查完毕")
    drawing.step("审查完毕", "决定", "决定", LEAD, 2, licence("三十八"))
    drawing.step("决定", "制证", "制证", EXIT, 1, licence("三十九"))
    drawing.step("制证", "送达", "送达", EXIT, 10, licence("四十四"))
    drawing.append("送达", "append.end-event", "办结")
    drawing.save()
    return drawing


def promise(drawing: Drawing, days: int, statutory: int) -> None:
    page = drawing.page
    page.evaluate("banshi.modeler.get('selection').select([])")
    for label, value in (("承诺时限", days), ("法定时限", statutory)):
        drawing.panel.get_by_label(label).fill(str(value))
    drawing.panel.get_by_label("承诺依据").fill("本中心服务承诺")
    drawing.panel.get_by_label("法定依据").fill("行政许可法第四十二条")
    drawing.panel.get_by_label("法定依据").press("Tab")


def verdict(page: Any, state: str, words: str) -> None:
    shown = page.locator(f"#verdict[data-proved=true][data-state={state}]")
    expect(shown).to_contain_text(words, timeout=10_000)


def build_form(officer: Any, code: str, fields: Sequence[tuple[str, str]]) -> None:
    page = officer.edit(code, "forms/forms/application.json")
    for component, label in fields:
        page.locator(".fjs-palette-field", has_text=component).first.press("Enter")
        name = page.locator("#panel").get_by_label("名称", exact=False).first
        expect(page.locator("#panel .help").first).to_have_text(component)
        name.fill(label)
        name.press("Tab")
        expect(page.locator("#panel h2")).to_have_text(label)
        if component == "下拉选择":
            page.locator("#field-values").fill("\n".join(kind for kind, _ in RULES))
            page.locator("#field-values").press("Tab")
            page.locator("#panel").get_by_label("必须填写").check()
    Drawing(page).save()
    assert len(json.loads(officer.draft_file(code, "forms/application.json"))["components"]) == len(fields)


def build_table(officer: Any, code: str, rules: Sequence[tuple[str, str]]) -> None:
    page = officer.edit(code, "decisions/scale.dmn")
    page.get_by_role("tab", name="决策关系图").click()
    for ident, name in (("scale_input", "工程类别"), ("scale", "工程等级")):
        page.locator(f'g[data-element-id="{ident}"]').dblclick()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(name)
        page.keyboard.press("Enter")
    page.get_by_role("tab", name="工程等级").click()
    page.locator("th.input-cell").first.dblclick()
    page.get_by_role("textbox", name="条件列名称").fill("工程类别")
    page.get_by_role("textbox", name="条件取自").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("工程类别")
    allowed = page.locator(".allowed-values-edit input")
    allowed.fill(",".join(f'"{kind}"' for kind, _ in rules))
    allowed.press("Enter")
    page.keyboard.press("Escape")
    page.locator("#views").click()
    for number, (kind, size) in enumerate(rules):
        page.locator(".add-rule-add").first.click()
        row = page.locator("tbody tr").nth(number)
        for cell, text in ((row.locator("td.input-cell"), kind), (row.locator("td.output-cell"), size)):
            cell.first.click()
            page.keyboard.insert_text(f'"{text}"')
        page.locator("#views").click()
    Drawing(page).save()
    text = officer.draft_file(code, "scale.dmn")
    assert text.count("<rule ") == len(rules)
    assert "工程类别" in text
    expect(page.locator("#problems")).to_contain_text("没有发现问题", timeout=10_000)
    page.get_by_role("button", name="第 3 条").click()
    expect(page.locator(".answer")).to_contain_text("一般")


def complete(sign_in: Callable[..., Any], login: str, step: str, applicant: str, button: str) -> None:
    """Somebody claims the step and completes it."""
    person = sign_in(login)
    person.do(step, applicant, button)


def appraise(police: Any, case: str, applicant: str) -> None:
    """The special step: its time is told in writing, which stops the clock, then its signed result."""
    police.go(f"/cases?q={case}")
    police.page.get_by_role("link", name=case).click()
    act = police.page.locator("#act-tell-special")
    act.get_by_text("书面告知所需时间").first.click()
    act.get_by_label(re.compile("书面告知")).check()
    act.get_by_role("button", name="登记告知").click()
    police.told("已登记")
    expect(police.page.get_by_role("main")).to_contain_text("暂停")
    people = "石例、鉴定人员"
    police.do("技术鉴定", applicant, "办结", _staff=people, _signatures=people)


def test_a_joint_approval_from_nothing_to_a_finished_case(sign_in: Callable[..., Any], code: str) -> None:
    officer = sign_in("xuli", viewport={"width": 1920, "height": 1080})
    title = f"联合审批{code[-4:]}"
    officer.begin_draft(code, title=title)
    build_form(officer, code, FIELDS)
    officer.shot("walk-form")
    build_table(officer, code, RULES)
    officer.shot("walk-table")

    drawing = draw(officer, code)
    promise(drawing, 6, 20)
    verdict(drawing.page, "broken", "超承诺 2 个工作日")  # 5 + 2 + 1, the appraisal not counted
    officer.shot("walk-red")
    drawing.days("登记审查", 3)
    verdict(drawing.page, "broken", "超承诺 1 个工作日")  # 4 + 2 + 1 by way of the police
    drawing.days("治安审查", 3)
    verdict(drawing.page, "kept", "正好守诺")
    officer.shot("walk-green")
    drawing.save()

    revision = officer.api("GET", f"/api/v1/matters/{code}/draft")["revision"]
    listed = MATTER.replace("{code}", code).replace("{title}", title)
    officer.api("PUT", f"/api/v1/matters/{code}/draft/files/matter.toml", {"text": listed, "revision": revision})
    officer.go(f"/designer/{code}/scenarios")
    officer.page.get_by_label("场景的文字").fill(SCENARIO.replace("{title}", title))
    officer.page.get_by_role("button", name="保存场景").click()
    officer.told("场景已保存")
    officer.go(f"/designer/{code}/publish")
    officer.shot("walk-publish")
    officer.page.get_by_role("button", name="发布", exact=True).click()
    officer.told("已发布第 1 版")

    clerk = sign_in("chenyang")
    applicant = f"玉山县联审{code[-4:]}有限公司"
    clerk.go(f"/receive/{code}")
    clerk.fill_in(
        {
            "项目名称": "联审一号",
            "企业名称": applicant,
            "联系人": "周样",
            "工程类别": "丙类",
            "建设地点": "城东新区",
            "工程说明": "厂房一栋",
        }
    )
    clerk.press("收件")
    clerk.told("已收件")
    number = re.search(r"玉办〔\d{4}〕\d{4}号", clerk.page.get_by_role("status").inner_text())
    assert number
    case = number.group()
    clerk.do("受理", applicant, "受理")
    complete(sign_in, "lishi", "登记审查", applicant, "通过")
    appraise(sign_in("yaoshi"), case, applicant)  # the chief representative leads special steps
    for login, step, button in (
        ("shili", "治安审查", "通过"),
        ("heli", "税务审查", "通过"),
        ("dingli", "决定", "准予"),
        ("luoyang", "制证", "制证"),
        ("luoyang", "送达", "送达"),
    ):
        complete(sign_in, login, step, applicant, button)
    clerk.go(f"/cases?q={case}&closed=true")
    expect(clerk.page.locator("main")).to_contain_text("办结")
    clerk.shot("walk-done")
