"""`banshi verify [TENANT [MATTER]] | --feature FILE…`: scenarios on the real engine in simulated time, step by step."""

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from designer_api.cli import FAILED, OK, CommandError
from designer_api.demo import packs_by_code
from designer_api.pages import words
from designer_api.reports import junit, scenario_report
from engine.clock import WallClock
from engine.verify.coverage import Coverage, Observer
from engine.verify.hall import Hall
from engine.verify.recording import Recorder
from engine.verify.runner import FeatureResult, Runner, ScenarioResult, State
from tenants.pack import Pack, read_pack

NAME = "verify"
HELP = "验证承诺：在模拟时间里用真实引擎跑场景"
SIGNS = {State.PASSED: "✓", State.FAILED: "✗", State.UNKNOWN: "?", State.NOT_RUN: "-"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tenant", nargs="?", metavar="租户", help="租户代码（如 yushan）或租户包路径；不写则全部")
    parser.add_argument("matter", nargs="?", metavar="事项", help="事项代码；不写则该租户的全部事项")
    parser.add_argument("--feature", nargs="+", type=Path, metavar="文件", help="只跑这些 .feature 文件")
    parser.add_argument("--coverage", action="store_true", help="列出每个事项被场景走到的环节、流向、决策行、结论")
    parser.add_argument("--junit", type=Path, metavar="文件", help="另存一份 JUnit XML 报告")
    parser.add_argument(
        "--html", type=Path, metavar="文件", help="另存一份网页报告：流程图按覆盖着色，失败的附办件记录"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--quiet", action="store_true", help="只列没有通过的场景")


def run(given: argparse.Namespace) -> int:
    packs = packs_by_code()
    if given.tenant and given.tenant not in packs:
        packs |= _pack_at(given.tenant, packs)
    observer, recorder = Observer(), Recorder()

    def look(hall: Hall) -> None:
        observer.look(hall)
        recorder.look(hall)

    runner = Runner(packs, tell=recorder.tell, look=look)
    began = time.perf_counter()
    results = [runner.run(text, file) for file, text in _sources(given, packs)]
    if not results:
        raise CommandError("没有找到场景。")
    seconds = time.perf_counter() - began
    if given.junit:
        _save(given.junit, junit(results))
    if given.html:
        moment = words.moment(WallClock().now())
        page = scenario_report(
            results, recorder.recorded, observer.drawn(), title="场景验证报告", moment=moment, seconds=seconds
        )
        _save(given.html, page.encode())
    if given.json:
        told = [_as_json(result) for result in results]
        covered = [each.to_json() for each in observer.coverage()]
        print(
            json.dumps(
                {"features": told, "coverage": covered} if given.coverage else told, ensure_ascii=False, indent=2
            )
        )
    else:
        for result in results:
            tell(result, quiet=given.quiet)
        count = sum(len(result.scenarios) for result in results)
        failed = sum(not scenario.passed for result in results for scenario in result.scenarios)
        failed += sum(bool(result.fault) for result in results)
        rate = f"用时 {seconds:.1f} 秒（每秒 {count / seconds:.0f} 个）"
        print(f"\n共 {count} 个场景，通过 {count - failed} 个，未通过 {failed} 个，{rate}。")
        if given.coverage:
            tell_coverage(observer.coverage())
    return OK if all(result.passed for result in results) else FAILED


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"报告 {path} 写不进去（{error.strerror}），请换一个位置。") from None


def tell(result: FeatureResult, *, quiet: bool = False) -> None:
    """A feature in words, a line a step."""
    print(f"\n{result.name or result.file}（{result.file}）")
    if result.fault:
        print(f"  ✗ 第{result.line}行 {result.fault}")
    for scenario in result.scenarios:
        if not (quiet and scenario.passed):
            _tell_scenario(scenario)


def tell_coverage(found: Iterable[Coverage]) -> None:
    """A line a matter, and what no scenario went through."""
    print("\n覆盖")
    for coverage in found:
        print(f"  {coverage}")
        for part in coverage.missing():
            print(f"      没有走到 {part.family.chinese}：{part.words}（{part.key}）")


def _tell_scenario(scenario: ScenarioResult) -> None:
    print(f"  {'✓' if scenario.passed else '✗'} {scenario.name}")
    for step in scenario.steps:
        print(f"      {SIGNS[step.state]} {step.keyword} {step.text}")
        if step.message:
            print(f"          第{step.line}行 {step.message}")


def _sources(given: argparse.Namespace, packs: dict[str, Pack]) -> Iterator[tuple[str, str]]:
    """The feature texts to run, with the names they go by."""
    if given.feature:
        for path in given.feature:
            if not path.is_file():
                raise CommandError(f"没有这个文件：{path}")
            try:
                yield str(path), path.read_text("utf-8")
            except UnicodeDecodeError:
                raise CommandError(f"{path} 不是 UTF-8 文本，请另存为 UTF-8。") from None
        return
    chosen = [packs[_code(given.tenant, packs)]] if given.tenant else list(packs.values())
    for pack in chosen:
        if given.matter and pack.bundle(given.matter) is None:
            names = "、".join(bundle.code for bundle in pack.bundles)
            raise CommandError(f"{pack.tenant.name}没有事项“{given.matter}”；现有：{names}。")
        for bundle in pack.bundles:
            if given.matter in (None, bundle.code):
                for path, content in bundle.files.items():
                    if path.endswith(".feature"):
                        yield f"{pack.tenant.code}/{bundle.code}/{path}", content.decode("utf-8", "replace")


def _code(text: str, packs: dict[str, Pack]) -> str:
    if text in packs:
        return text
    return list(packs)[-1]


def _pack_at(text: str, packs: dict[str, Pack]) -> dict[str, Pack]:
    path = Path(text)
    if not path.exists():
        raise CommandError(f"没有租户“{text}”；随附的有：{'、'.join(packs) or '无'}，也可以写租户包的路径。")
    reading = read_pack(path)
    if reading.pack is None:
        raise CommandError("；".join(str(finding) for finding in reading.findings))
    return {reading.pack.tenant.code: reading.pack}


def _as_json(result: FeatureResult) -> dict[str, object]:
    return {
        "file": result.file,
        "name": result.name,
        "passed": result.passed,
        "fault": result.fault,
        "scenarios": [
            {
                "name": scenario.name,
                "line": scenario.line,
                "passed": scenario.passed,
                "steps": [
                    {"keyword": s.keyword, "text": s.text, "line": s.line, "state": s.state.value, "message": s.message}
                    for s in scenario.steps
                ],
            }
            for scenario in result.scenarios
        ],
    }
