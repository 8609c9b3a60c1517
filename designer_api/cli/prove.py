"""`banshi prove FILE.bpmn`: the worst path in working days, the path, the slack, a run that shows it."""

import argparse
import json
from pathlib import Path
from typing import Any

from bpmn.document import read_diagram
from bpmn.finding import has_errors
from bpmn.proof import Bound, prove
from designer_api.cli import FAILED, OK, CommandError
from tenants.step_kinds import KINDS

NAME = "prove"
HELP = "证明一张流程图的最坏办理天数"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件.bpmn")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise CommandError(f"没有这个文件：{given.file}")
    reading = read_diagram(given.file.read_bytes(), file=given.file.name)
    if reading.diagram is None:
        for finding in reading.findings:
            print(finding)
        return FAILED
    verdict = prove(reading.diagram, kinds=KINDS)
    findings = (*reading.findings, *verdict.findings)
    if given.json:
        facts: dict[str, Any] = verdict.to_json()
        facts |= {
            "sound": verdict.sound,
            "worst": verdict.worst,
            "unit": verdict.unit,
            "exact": verdict.bound is Bound.EXACT,
            "findings": [str(finding) for finding in findings],
        }
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        print(verdict.summary)
        for finding in findings:
            print(f"  {finding}")
    return FAILED if has_errors(findings) or not verdict.sound else OK
