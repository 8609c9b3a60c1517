"""Publishing as people see it: the gate part by part, effect on open cases, versions, two contents compared."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from bpmn.compare import Change, ChangeKind
from bpmn.compare.change import UNIT_NAMES
from bpmn.document import read_diagram
from bpmn.finding import Finding, Severity
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.picture import picture
from engine.comparing import FileChange
from engine.impact import Impact
from tenants.bundle import DIAGRAM_FILE, FORMS_FOLDER, MATTER_FILE, Bundle
from tenants.versions import Version, state_on

PARTS = ("流程图", "守诺", "决策表", "表单", "实施清单", "场景")
PROMISE = ("promised-limit-", "statutory-limit-", "promise", "deadlock", "unsound")
KINDS = {
    ChangeKind.ADDED: ("g", "增加"),
    ChangeKind.REMOVED: ("r", "删除"),
    ChangeKind.CHANGED: ("y", "修改"),
    ChangeKind.LAYOUT: ("", "排版"),
}


def gate_rows(findings: Iterable[Finding], *, ran: bool) -> list[dict[str, Any]]:
    """Each part of the gate: passed, or how many errors stand in the way. `ran`: the scenarios were run."""
    errors = dict.fromkeys(PARTS, 0)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            errors[_part(finding)] += 1
    return [
        {
            "name": part,
            "count": errors[part],
            "lamp": "prov" if part == "场景" and not ran else "over" if errors[part] else "ok",
            "word": "发布时运行" if part == "场景" and not ran else "未通过" if errors[part] else "通过",
        }
        for part in PARTS
    ]


def _part(finding: Finding) -> str:
    file = finding.file
    if finding.code.startswith(PROMISE):
        return "守诺"
    if file.endswith(".dmn"):
        return "决策表"
    if file.startswith(FORMS_FOLDER):
        return "表单"
    if file.endswith(".feature"):
        return "场景"
    return "流程图" if file.endswith(".bpmn") else "实施清单"


def impact_view(found: Impact, me: Me, *, more: bool) -> dict[str, Any]:
    """The effect on open cases, and days gained or lost by department."""
    return {
        "count": len(found.cases),
        "more": more,
        "movable": found.movable,
        "stay": len(found.cases) - found.movable,
        "late": found.late,
        "earlier": sum(each.earlier for each in found.cases),
        "cases": [
            {
                "number": each.case.number,
                "version": each.case.version,
                "steps": "、".join(step.name for step in each.case.steps.values()) or "—",
                "move": "可以转到新版" if each.movable else "只能留在原版本",
                "why": "；".join(each.reasons),
                "late": "转过去已经超期" if each.late else "到期提前" if each.earlier else "不变",
                "lamp": "over" if each.late else "warn" if each.earlier else "ok",
            }
            for each in found.cases[:50]
        ],
        "moved": [{"before": each.before, "after": each.after or "新版没有对应的环节"} for each in found.moved],
        "days": day_rows(found.days.items(), me),
    }


def day_rows(days: Iterable[tuple[tuple[str, str], int]], me: Me) -> list[dict[str, str]]:
    """Days gained or lost: 税务局 增加 2 个工作日."""
    return [
        {
            "department": me.department(department) if department else "未定部门",
            "change": f"{'增加' if count > 0 else '减少'} {abs(count)} {UNIT_NAMES.get(unit, unit)}",
            "tone": "amb" if count > 0 else "grn",
        }
        for (department, unit), count in days
    ]


def version_rows(history: Iterable[Version], names: dict[Any, str], me: Me) -> list[dict[str, Any]]:
    """Every version, the newest first."""
    known = tuple(history)
    today = me.now.date()
    tags = {"coming": "b", "in_force": "g", "replaced": "", "retired": "r"}
    return [
        {
            "number": each.number,
            "state": state_on(each, known, today).chinese,
            "tag": tags[state_on(each, known, today).value],
            "in_force": state_on(each, known, today).value == "in_force",
            "effective": words.day(each.effective_from, me.calendar),
            "retired": words.day(each.retired_from, me.calendar) if each.retired_from else "",
            "published": words.moment(each.published_at),
            "by": names.get(each.published_by, "导入") if each.published_by else "导入",
            "hash": each.hash[:12],
            "before": each.number - 1,
        }
        for each in reversed(known)
    ]


def compared(code: str, before: Bundle, after: Bundle, changes: Iterable[FileChange]) -> dict[str, Any]:
    """Two contents side by side: coloured drawings and the list in words."""
    found = tuple(changes)
    drawn = [each.change for each in found if each.file == DIAGRAM_FILE]
    return {
        "left": _picture(before, drawn, old=True),
        "right": _picture(after, drawn, old=False),
        "same": not found,
        "changes": [
            {
                "tag": KINDS[each.change.kind][0],
                "kind": KINDS[each.change.kind][1],
                "file": file_words(each.file),
                "message": each.change.message[:600],
                "href": f"/designer/{quote(code)}/diagram#element={quote(each.change.element)}"
                if each.file == DIAGRAM_FILE and each.change.element and each.change.kind is not ChangeKind.REMOVED
                else "",
            }
            for each in found
        ],
    }


def _picture(bundle: Bundle, changes: list[Change], *, old: bool) -> str:
    diagram = read_diagram(bundle.files.get(DIAGRAM_FILE, b"")).diagram
    if diagram is None:
        return '<p class="mut">流程图读不出来。</p>'
    marks: dict[str, str] = {}
    for change in changes:
        if change.kind is ChangeKind.REMOVED and not change.field:
            marks[change.element] = "removed"
        elif change.kind is ChangeKind.ADDED and not change.field:
            marks[change.element] = "added"
        elif change.kind is not ChangeKind.LAYOUT:
            marks.setdefault(change.element, "changed")
    return picture(diagram, marks=marks, title="原来的流程图" if old else "新的流程图")


def file_words(path: str) -> str:
    if path == MATTER_FILE:
        return "实施清单"
    if path == DIAGRAM_FILE:
        return "流程图"
    name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if path.startswith(FORMS_FOLDER):
        return f"表单 {name}"
    return f"决策表 {name}" if path.endswith(".dmn") else "场景" if path.endswith(".feature") else path
