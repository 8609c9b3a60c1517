"""`Notes`: what the reader has to say about a file, gathered while it goes on reading."""

from dataclasses import dataclass, field

from bpmn.finding import Finding, Severity


@dataclass(slots=True)
class Notes:
    """The findings of one file, in the order they were met."""

    file: str = ""
    findings: list[Finding] = field(default_factory=list)

    def say(
        self,
        code: str,
        message: str,
        severity: Severity = Severity.ERROR,
        *,
        element: str = "",
        line: int = 0,
        expected: str = "",
        met: str = "",
    ) -> None:
        self.findings.append(
            Finding(code, message, severity, self.file, element=element, line=line, expected=expected, met=met)
        )
