"""`banshi check PATH…`: read, lint and prove bundles, packs or single files; every finding at once.

The run that the prover says takes the worst days is replayed on the engine: a line a matter says whether it takes them.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bpmn.dmn import DmnError, read_model
from bpmn.dmn.check import check as check_decisions
from bpmn.dmn.holes import find_holes
from bpmn.finding import Finding, Severity
from bpmn.proof import Verdict
from designer_api.cli import FAILED, OK, CommandError
from engine.drafts import judge_draft
from engine.legal_clock import BusinessHours
from engine.proving import facts_of_drawing
from engine.publishing import Gate, Judgement, check_bundle, check_pack, resolve_bundle
from engine.verify.filling import samples_in
from engine.verify.replay import Replay, replay, replay_drawing
from forms import read_form
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.pack import Pack, read_pack
from tenants.step_kinds import KINDS
from tenants.tenant import Settings
from tenants.tenant_document import FILE as TENANT_FILE
from tenants.tightening.above import Above
from tenants.uphill import Upper
from tenants.workplaces import workplaces_of

NAME = "check"
HELP = "检查租户包、事项包或单个 .bpmn、.dmn、.json 文件"


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one thing."""

    name: str
    findings: tuple[Finding, ...]
    verdict: Verdict | None = None
    replayed: Replay | None = None

    @property
    def errors(self) -> int:
        """How many findings forbid publishing; prover and engine at odds is one more."""
        at_odds = self.replayed is not None and self.replayed.failed
        return sum(finding.severity is Severity.ERROR for finding in self.findings) + at_odds


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="路径")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    results = [result for path in given.paths for result in look(path)]
    if given.json:
        print(json.dumps([_as_json(result) for result in results], ensure_ascii=False, indent=2, default=float))
    else:
        for result in results:
            tell(result)
    errors = sum(result.errors for result in results)
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
    if result.replayed is not None:
        print(f"  {result.replayed}")


def _diagram(path: Path) -> Result:
    calendar = national_calendar()
    judged = judge_draft(path.read_bytes(), facts_of_drawing(KINDS, calendar), file=path.name)
    diagram, verdict = judged.diagram, judged.verdict
    replayed = None
    if diagram is not None and verdict is not None and verdict.witness is not None:
        replayed = replay_drawing(verdict, diagram, KINDS, calendar)
    return Result(str(path), judged.findings, verdict, replayed)


def _decisions(path: Path) -> Result:
    try:
        model = read_model(path.read_bytes(), file=path.name)
    except DmnError as error:
        return Result(str(path), tuple(error.findings) or (Finding("dmn", error.message, file=path.name),))
    return Result(str(path), (*check_decisions(model), *find_holes(model)))


def read_folder(path: Path) -> Bundle:
    """The bundle whose files lie in a folder."""
    files = {each.relative_to(path).as_posix(): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}
    return Bundle(path.name, files)


def judged(bundle: Bundle) -> tuple[Judgement, Replay | None]:
    """A bundle without its pack, judged and replayed."""
    judgement = check_bundle(bundle, None, _gate())
    return judgement, _replayed(judgement, bundle, Settings())


def _bundle(path: Path) -> Result:
    judgement, replayed = judged(read_folder(path))
    return Result(str(path), judgement.findings, judgement.verdict, replayed)


def _pack(path: Path) -> Iterator[Result]:
    reading = read_pack(path)
    yield Result(str(path), tuple(reading.findings))
    pack = reading.pack
    if pack is None:
        return
    gate = around(path, pack)
    for judgement, bundle in zip(check_pack(pack, gate), pack.bundles, strict=True):
        replayed = _replayed(judgement, bundle, pack.tenant.settings)
        yield Result(f"{path}/matters/{judgement.code}", judgement.findings, judgement.verdict, replayed)


def around(path: Path, pack: Pack) -> Gate:
    """The gate for a pack: with the tenants above it and their matters, where their packs lie in the same folder."""
    found: list[Pack] = []
    code = pack.tenant.parent
    while code:
        folder = path.parent / code
        above = read_pack(folder).pack if (folder / TENANT_FILE).exists() else None
        if above is None or above.tenant.code in {each.tenant.code for each in found}:
            return _gate()
        found.append(above)
        code = above.tenant.parent
    workplaces = workplaces_of(pack.tenant, pack.organisation, [(each.tenant, each.organisation) for each in found])
    gate = replace(_gate(), workplaces=workplaces)
    for above in reversed(found):
        gate = replace(gate, uppers=MappingProxyType({**gate.uppers, **dict(_offered(above, gate))}))
    return gate


def _offered(pack: Pack, gate: Gate) -> Iterator[tuple[str, Upper]]:
    """The matters of a pack as a level below would find them published."""
    for bundle in pack.bundles:
        made = resolve_bundle(bundle, replace(gate, workplaces=None), name=pack.tenant.name)
        if made.bundle is not None:
            above = made.upper.above if made.upper is not None else Above(pack.tenant.name)
            yield bundle.code, Upper(pack.tenant.code, pack.tenant.name, 1, made.bundle, above)


def _replayed(judgement: Judgement, bundle: Bundle, settings: Settings) -> Replay | None:
    """The verdict's run on the engine; None where there is nothing to run."""
    model, verdict = judgement.model, judgement.verdict
    if model is None or verdict is None or verdict.witness is None:
        return None
    hours = BusinessHours(settings.business_hours)
    return replay(verdict, model, national_calendar(), hours, samples_in(bundle))


def _gate() -> Gate:
    return Gate(national_calendar(), KINDS)


def _as_json(result: Result) -> dict[str, object]:
    verdict = result.verdict.to_json() if result.verdict else None
    replayed = result.replayed.to_json() if result.replayed else None
    findings = [asdict(finding) for finding in result.findings]
    return {"name": result.name, "findings": findings, "verdict": verdict, "replay": replayed}
