"""`banshi check PATH…`: read, lint and prove bundles, packs or single files; every finding at once."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bpmn import rules
from bpmn.dmn import DmnError, read_model
from bpmn.dmn.check import check as check_decisions
from bpmn.dmn.holes import find_holes
from bpmn.document import read_diagram
from bpmn.finding import Finding, Severity
from bpmn.proof import Verdict, prove
from designer_api.cli import FAILED, OK, CommandError
from engine.publishing import Gate, check_bundle, check_pack
from forms import read_form
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.pack import read_pack
from tenants.step_kinds import KINDS

NAME = "check"
HELP = "检查租户包、事项包或单个 .bpmn、.dmn、.json 文件"


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one thing."""

    name: str
    findings: tuple[Finding, ...]
    verdict: Verdict | None = None


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="路径")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    results = [result for path in given.paths for result in look(path)]
    if given.json:
        print(json.dumps([_as_json(result) for result in results], ensure_ascii=False, indent=2))
    else:
        for result in results:
            tell(result)
    errors = sum(finding.severity is Severity.ERROR for result in results for finding in result.findings)
    if not given.json:
        print(f"共检查 {len(results)} 项，错误 {errors} 个。" if errors else f"共检查 {len(results)} 项，没有错误。")
    return FAILED if errors else OK


def look(path: Path) -> Iterator[Result]:
    """Everything at a path, judged."""
    if not path.exists():
        raise CommandError(f"没有这个文件或目录：{path}")
    if path.suffix == ".bpmn" and path.is_file():
        yield _diagram(path)
    elif path.suffix == ".dmn" and path.is_file():
        yield _decisions(path)
    elif path.suffix == ".json" and path.is_file():
        yield Result(str(path), tuple(read_form(path.read_bytes(), file=path.name).findings))
    elif path.is_dir() and (path / "matter.toml").exists():
        yield _bundle(path)
    elif path.suffix == ".zip" or (path / "tenant.toml").exists():
        yield from _pack(path)
    elif path.is_dir():
        inside = [each for each in sorted(path.iterdir()) if each.is_dir()]
        found = [
            r
            for each in inside
            if (each / "tenant.toml").exists() or (each / "matter.toml").exists()
            for r in look(each)
        ]
        if not found:
            raise CommandError(f"目录 {path} 里没有租户包（tenant.toml）或事项包（matter.toml）。")
        yield from found
    else:
        raise CommandError(f"不认识的文件类型：{path}（可用 .bpmn、.dmn、.json、.zip 或目录）")


def tell(result: Result) -> None:
    """One thing in words."""
    print(result.name)
    for finding in sorted(result.findings, key=lambda each: list(Severity).index(each.severity)):
        print(f"  {finding}")
    if result.verdict is not None and result.verdict.summary:
        print(f"  判定：{result.verdict.summary}")


def _diagram(path: Path) -> Result:
    reading = read_diagram(path.read_bytes(), file=path.name)
    findings = list(reading.findings)
    verdict = None
    if reading.diagram is not None:
        findings += (finding.in_file(path.name) for finding in rules.check(reading.diagram))
        verdict = prove(reading.diagram, kinds=KINDS)
        findings += (finding.in_file(path.name) for finding in verdict.findings)
    return Result(str(path), tuple(dict.fromkeys(findings)), verdict)


def _decisions(path: Path) -> Result:
    try:
        model = read_model(path.read_bytes(), file=path.name)
    except DmnError as error:
        return Result(str(path), tuple(error.findings) or (Finding("dmn", error.message, file=path.name),))
    return Result(str(path), (*check_decisions(model), *find_holes(model)))


def _bundle(path: Path) -> Result:
    files = {each.relative_to(path).as_posix(): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}
    judgement = check_bundle(Bundle(path.name, files), None, _gate())
    return Result(str(path), judgement.findings, judgement.verdict)


def _pack(path: Path) -> Iterator[Result]:
    reading = read_pack(path)
    yield Result(str(path), tuple(reading.findings))
    for judgement in check_pack(reading.pack, _gate()) if reading.pack else ():
        yield Result(f"{path}/matters/{judgement.code}", judgement.findings, judgement.verdict)


def _gate() -> Gate:
    return Gate(national_calendar(), KINDS)


def _as_json(result: Result) -> dict[str, object]:
    verdict = result.verdict.to_json() if result.verdict else None
    return {"name": result.name, "findings": [asdict(finding) for finding in result.findings], "verdict": verdict}
