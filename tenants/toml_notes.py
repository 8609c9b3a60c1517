"""Where in a TOML file a mistake stands: key paths, their lines, and the findings made of them."""

from dataclasses import dataclass, field

from bpmn.finding import Finding, Severity


@dataclass(slots=True)
class Notes:
    """The findings made while one file is read."""

    file: str
    lines: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        code: str,
        path: tuple[str | int, ...],
        message: str,
        *,
        expected: str = "",
        met: str = "",
        advice: str = "",
    ) -> None:
        """Note a mistake at a key path such as ("materials", 2, "need")."""
        key = written(path)
        self.findings.append(
            Finding(
                code=code,
                message=f"“{key}”{message}" if key else message,
                severity=Severity.ERROR,
                file=self.file,
                element=key,
                line=line_of(self.lines, path),
                expected=expected,
                met=met,
                advice=advice,
            )
        )


def written(path: tuple[str | int, ...]) -> str:
    """A key path for people: `materials[3].need`, counting from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def line_of(lines: tuple[str, ...], path: tuple[str | int, ...]) -> int:
    """The line (from 1) a key path is written on, or that of the nearest table around it; 0 when not found."""
    found, start = 0, 0
    table: list[str] = []
    for place, step in enumerate(path):
        if isinstance(step, int):
            continue
        table.append(step)
        ordinal = path[place + 1] if place + 1 < len(path) else None
        header = ".".join(table)
        heads = [n for n, line in enumerate(lines) if line.split("#")[0].strip() in (f"[{header}]", f"[[{header}]]")]
        if heads:
            found = start = heads[min(ordinal if isinstance(ordinal, int) else 0, len(heads) - 1)] + 1
            continue
        for number in range(start, len(lines)):
            if number > start and lines[number].startswith("[") and found:
                break
            if lines[number].split("=")[0].strip() == step and "=" in lines[number]:
                return number + 1
    return found
