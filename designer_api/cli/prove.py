"""`banshi prove FILE|BUNDLE`: the worst path in working days, the path, the slack, a run that shows it.

With `--replay` the run is taken on the engine too, which must count just those days.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bpmn.document import read_diagram
from bpmn.finding import Finding, has_errors
from bpmn.proof import Bound, Verdict
from designer_api.cli import FAILED, OK, CommandError
from designer_api.cli.check import judged, read_folder
from engine.proving import facts_of_drawing
from engine.verify.replay import Replay, replay_drawing
from tenants.calendar import national_calendar
from tenants.step_kinds import KINDS

NAME = "prove"
HELP = "证明一张流程图或一个事项的最坏办理天数"


@dataclass(frozen=True, slots=True)
class Proved:
    """The verdict (None when nothing could be read), all findings, and the replay for whoever asks for it."""

    verdict: Verdict | None
    findings: tuple[Finding, ...]
    replay: Callable[[], Replay | None]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件.bpmn|事项包")
    parser.add_argument("--replay", action="store_true", help="把判定给出的办理过程在引擎上重放一遍")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    proved = _prove(given.file)
    if proved.verdict is None:
        for finding in proved.findings:
            print(finding)
        return FAILED
    replayed = proved.replay() if given.replay else None
    if given.json:
        facts = _facts(proved.verdict, proved.findings, replayed)
        print(json.dumps(facts, ensure_ascii=False, indent=2, default=float))
    else:
        print(proved.verdict.summary)
        for finding in proved.findings:
            print(f"  {finding}")
        if given.replay:
            print(f"  {replayed or '没有在引擎上重放：判定没有给出可以重放的办理过程'}")
    failed = replayed is not None and replayed.failed
    return FAILED if has_errors(proved.findings) or not proved.verdict.sound or failed else OK


def _prove(path: Path) -> Proved:
    if path.is_dir() and (path / "matter.toml").exists():
        judgement, replayed = judged(read_folder(path))
        return Proved(judgement.verdict, judgement.findings, lambda: replayed)
    if not path.is_file():
        raise CommandError(f"没有这个文件或事项包：{path}")
    reading = read_diagram(path.read_bytes(), file=path.name)
    diagram = reading.diagram
    if diagram is None:
        return Proved(None, reading.findings, lambda: None)
    calendar = national_calendar()
    verdict = facts_of_drawing(KINDS, calendar).prove(diagram)
    findings = (*reading.findings, *verdict.findings)
    return Proved(verdict, findings, lambda: replay_drawing(verdict, diagram, KINDS, calendar))


def _facts(verdict: Verdict, findings: tuple[Finding, ...], replayed: Replay | None) -> dict[str, Any]:
    facts: dict[str, Any] = verdict.to_json()
    facts |= {
        "sound": verdict.sound,
        "worst": verdict.worst,
        "unit": verdict.unit,
        "exact": verdict.bound is Bound.EXACT,
        "findings": [str(finding) for finding in findings],
    }
    return facts | ({"replay": replayed.to_json()} if replayed is not None else {})
