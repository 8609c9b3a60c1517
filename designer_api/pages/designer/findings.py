"""Findings as people read them: worst first, each with where it is and the page on which it can be mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from bpmn.finding import Finding, Severity
from tenants.bundle import DIAGRAM_FILE, FORMS_FOLDER, MATTER_FILE, SAMPLES_FOLDER

ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
LAMPS = {Severity.ERROR: "over", Severity.WARNING: "warn", Severity.NOTE: "prov"}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: `lamp` and `word` for its weight, `where` in words, `href` where to mend it, `row` its step in the
    table of steps ("" when it is no step)."""

    lamp: str
    word: str
    where: str
    message: str
    advice: str
    href: str
    row: str
    code: str


def lines_of(code: str, findings: Iterable[Finding], steps: Iterable[str] = ()) -> tuple[Line, ...]:
    """The findings of a matter, errors first, in the order they were found. `steps` are ids the table of steps has."""
    rows = frozenset(steps)
    return tuple(
        Line(
            LAMPS[each.severity],
            each.severity.chinese,
            _where(each),
            each.message,
            "" if each.advice and each.advice in each.message else each.advice,
            link_of(code, each),
            row_of(code, each) if each.element in rows else "",
            each.code,
        )
        for each in sorted(findings, key=lambda finding: ORDER.index(finding.severity))
    )


def row_of(code: str, finding: Finding) -> str:
    """The row of the table of steps that shows the element a finding is about."""
    fragment = finding.file.endswith(".bpmn") and finding.file != DIAGRAM_FILE
    file = f"file={quote(finding.file)}&" if fragment else ""
    return f"/designer/{quote(code)}/steps?{file}row={quote(finding.element)}"


def link_of(code: str, finding: Finding) -> str:
    """The page that shows the element a finding is about."""
    home, file, element = f"/designer/{quote(code)}", finding.file, quote(finding.element)
    if file.endswith(".bpmn"):
        canvas = f"{home}/diagram" if file == DIAGRAM_FILE else f"{home}/diagram/{quote(file)}"
        return f"{canvas}#element={element}" if element else canvas
    if file.endswith(".dmn"):
        row = f"&row={finding.row}" if finding.row else ""
        return f"{home}/decisions/{quote(file)}#element={element}{row}"
    if file.startswith(FORMS_FOLDER):
        return f"{home}/forms/{quote(file)}#element={element}"
    if file == MATTER_FILE:
        return f"{home}/list#{quote(finding.element.split('.')[0].split('[')[0])}" if element else f"{home}/list"
    if file.endswith(".feature"):
        return f"{home}/scenarios?file={quote(file)}#line-{finding.line or 1}"
    return home


def _where(finding: Finding) -> str:
    """Which part of the matter, in the words of the tabs."""
    file = finding.file
    name = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if file == DIAGRAM_FILE:
        return "流程图"
    if file.endswith(".bpmn"):
        return f"分图 {name}"
    if file.endswith(".dmn"):
        return f"决策表 {name}"
    if file.startswith(FORMS_FOLDER):
        return f"表单 {name}"
    if file.startswith(SAMPLES_FOLDER):
        return f"样例 {name}"
    if file == MATTER_FILE:
        return "实施清单"
    if file.endswith(".feature"):
        return f"场景第 {finding.line} 行" if finding.line else "场景"
    return file or "事项"
