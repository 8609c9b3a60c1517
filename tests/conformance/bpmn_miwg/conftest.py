"""The diagrams of the BPMN Model Interchange Working Group, read where they lie: `BPMN_MIWG`, or beside the repository.

Never committed. Without the kit these tests are not collected, unless `KITS=required` asks for a failure instead.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from bpmn.document import Reading, read_diagram

KIT = Path(os.environ.get("BPMN_MIWG") or Path(__file__).parents[4] / "shared/conformance/bpmn-miwg")

TESTS = ["test_reading.py", "test_verdicts.py"]
collect_ignore = [] if (KIT / "Reference").is_dir() or os.environ.get("KITS") == "required" else TESTS


@dataclass(frozen=True)
class Specimen:
    """One file of the kit and what came of reading it."""

    path: Path
    source: bytes
    reading: Reading

    @property
    def name(self) -> str:
        return str(self.path.relative_to(KIT))

    @property
    def is_reference(self) -> bool:
        return self.path.parent.name == "Reference"


@pytest.fixture(scope="session")
def specimens(request: pytest.FixtureRequest) -> list[Specimen]:
    """Every BPMN file of the kit, read once."""
    assert (KIT / "Reference").is_dir(), f"没有找到 BPMN 互换图例：{KIT}"
    found = []
    for path in sorted(KIT.rglob("*.bpmn*")):
        source = path.read_bytes()
        found.append(Specimen(path, source, read_diagram(source, file=path.name)))
    reasons = Counter((each.code, each.severity.value) for one in found for each in one.reading.findings)
    with_diagram = sum(one.reading.diagram is not None for one in found)
    lines = [f"BPMN MIWG：{len(found)} 个文件，读出图 {with_diagram} 个"]
    lines += [f"  {code}（{severity}）：{count}" for (code, severity), count in reasons.most_common()]
    request.config.stash.setdefault(PRINTED, []).extend(lines)
    return found


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> list[str]:
    """Lines to be printed at the end of the run."""
    return request.config.stash.setdefault(PRINTED, [])


PRINTED = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures whatever the verbosity: they are what the kit is run for."""
    for line in terminalreporter.config.stash.get(PRINTED, []):
        terminalreporter.write_line(line)
