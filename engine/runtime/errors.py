"""What can go wrong: refusals before a diagram runs, incidents while it runs, states that cannot be read."""

from collections.abc import Iterable

from bpmn.errors import ModelError
from bpmn.finding import Finding
from engine.runtime.effects import Incident


class RuntimeFault(ModelError):
    """流程运行出错。"""

    code = "runtime"


class RuntimeRefusal(RuntimeFault):
    """流程图中有不能执行的内容。

    Raised by `Definition.compile`; `findings` names every element that is not executed, `element` the first."""

    code = "not-executable"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        self.element = self.findings[0].element if self.findings else ""
        super().__init__("；".join(finding.message for finding in self.findings))


class StepNotOpen(RuntimeFault):
    """环节不在办理中，操作没有生效。

    The token is finished, of another case, or waits for something else; the case is as it was."""

    code = "step-not-open"

    def __init__(self, token: int, message: str = "") -> None:
        super().__init__(message)
        self.token = token


class StateUnreadable(RuntimeFault):
    """流程状态无法读取。

    The bytes are truncated, damaged, of a later version, or do not belong to this definition."""

    code = "state-unreadable"


class MigrationRefused(RuntimeFault):
    """办件不能迁移到新版本。

    `findings` names each open step or event that has no fitting place in the new version."""

    code = "migration-refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(finding.message for finding in self.findings))


class RuntimeIncident(RuntimeFault):
    """流程执行异常。

    The command had no effect: the caller drops the `RuntimeCase` object, keeps the bytes it had before, and writes
    `incident` down for a person to look at."""

    code = "incident"

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident.what)
        self.incident = incident
