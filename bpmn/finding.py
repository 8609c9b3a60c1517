"""A finding (检查结果): what a reader, a rule or the prover has to say about one place of a model."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. A rule only looks; a tenant's settings may weigh its findings anew."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def chinese(self) -> str:
        return {"error": "错误", "warning": "警告", "note": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `message` is a whole Chinese sentence that names the place and says what to do.

    `code` is stable (kebab-case, the rule's name); `element` is an id of the diagram, decision or form; `line` and
    `column` count from 1 (0: unknown); `row` counts the rules of a decision table from 1 and `cell` names its column.
    """

    code: str
    message: str
    severity: Severity = Severity.ERROR
    file: str = ""
    element: str = ""
    line: int = 0
    column: int = 0
    row: int = 0
    cell: str = ""
    expected: str = ""
    met: str = ""
    advice: str = ""

    def in_file(self, file: str) -> "Finding":
        """The same finding with the file named, unless it names one already."""
        return self if self.file else replace(self, file=file)

    def place(self) -> str:
        """Where it is, for people: `flow.bpmn 第12行 〔环节 accept〕`."""
        parts = [self.file]
        if self.line:
            parts.append(f"第{self.line}行" + (f"第{self.column}列" if self.column else ""))
        if self.element:
            parts.append(f"〔{self.element}〕")
        if self.row:
            parts.append(f"规则第{self.row}行" + (f"“{self.cell}”列" if self.cell else ""))
        return " ".join(part for part in parts if part)

    def __str__(self) -> str:
        place = self.place()
        return (
            f"{self.severity.chinese} {place}：{self.message}" if place else f"{self.severity.chinese} {self.message}"
        )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding stands in the way of publishing."""
    return any(finding.severity is Severity.ERROR for finding in findings)
