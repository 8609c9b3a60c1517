"""The errors of DMN: one family, each carrying findings that name file, element, rule and column."""

from collections.abc import Iterable

from bpmn.errors import ModelError
from bpmn.finding import Finding


class DmnError(ModelError):
    """决策模型无法读取或计算。"""

    code = "dmn"

    def __init__(self, message: str = "", findings: Iterable[Finding] = ()) -> None:
        self.findings = tuple(findings)
        super().__init__(message or "；".join(str(finding) for finding in self.findings))


class DecisionError(DmnError):
    """决策没有得出结果。"""

    code = "dmn-decision"
