"""场景: the commitments of a matter as text, run against the draft on the real engine, every failing line named."""

from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from designer_api.me import Me
from designer_api.pages.designer.frame import Shown, frame_of, shown
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text
from designer_api.workshop import Workshop, workshop
from engine.drafting import Changed
from engine.refusal import Refusal
from engine.verify.grammar import grammar
from engine.verify.runner import FeatureResult
from engine.verify.runner import State as Came
from tenants.bundle import FEATURE_FILE, Bundle

LAMPS = {Came.PASSED: "ok", Came.FAILED: "over", Came.UNKNOWN: "over", Came.NOT_RUN: "prov"}
EXAMPLE = """# language: zh-CN
功能: {title}按承诺办结

  背景:
    假如 "{centre}"已发布事项"{title}"

  场景: 材料齐全，按期办结
    当 综合窗口于"2026-03-02 09:30"收件
    那么 在办环节为"受理"
"""


@get("/designer/{code:str}/scenarios")
async def show_scenarios(
    me: NamedDependency[Me], state: State, code: FromPath[str], file: FromQuery[str] = ""
) -> Template:
    """One feature of the matter as text."""
    tools = workshop(state.house, me)
    return await _page(tools, await shown(tools, code), file, None, (), "")


@post("/designer/{code:str}/scenarios")
async def keep_or_run(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Template | Redirect:
    """Save the text, or run it without saving; testers may run."""
    tools = workshop(state.house, me)
    sent = await posted(request)
    file, act = text(sent, "_file") or FEATURE_FILE, text(sent, "_act")
    written = next((each for each in sent.get("text", ()) if isinstance(each, str)), "").replace("\r\n", "\n")
    matter = await shown(tools, code)
    if act == "run":
        bundle = Bundle(code, {**matter.bundle.files, file: written.encode("utf-8", "replace")})
        results = tuple(each for each in await tools.run_features(bundle) if each.file == file)
        return await _page(tools, matter, file, written, results, "")
    editor = workshop(state.house, me, edit=True)
    said = text(sent, "_revision")
    revision = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
    saved = await editor.drafting.put(me.actor, code, file, written, revision)
    if isinstance(saved, Changed):
        who = await tools.name(saved.by)
        told = f"{who}刚才也改过这些场景，您的修改还没有存上。再点保存以您这一份为准；或刷新看对方的内容。"
        return await _page(tools, matter, file, written, (), told)
    if isinstance(saved, Refusal):
        return await _page(tools, matter, file, written, (), f"{saved.message}{saved.advice}")
    return go(f"/designer/{quote(code)}/scenarios?file={quote(file)}", "场景已保存")


async def _page(
    tools: Workshop, matter: Shown, file: str, written: str | None, results: tuple[FeatureResult, ...], warning: str
) -> Template:
    frame = await frame_of(tools, matter)
    files = [path for path in matter.bundle.files if path.endswith(".feature")]
    chosen = file if file in files or written is not None else next(iter(files), FEATURE_FILE)
    saved = matter.bundle.files.get(chosen, b"").decode("utf-8", "replace")
    shown_text = saved if written is None else written
    bad = _bad_lines(results)
    view = {
        "files": [(path, called(path)) for path in files],
        "name": called(chosen),
        "file": chosen,
        "text": shown_text,
        "lines": range(1, shown_text.count("\n") + 2),
        "bad": bad,
        "results": [_result(each) for each in results],
        "warning": warning,
        "unsaved": shown_text != saved,
        "example": EXAMPLE.format(title=frame.title, centre=tools.me.tenant.name),
        "steps": [(each.example, each.words) for each in grammar().definitions()],
    }
    response = page("designer_scenarios", tools.me, "designer", frame=frame, view=view)
    if warning:
        response.status_code = 409
    return response


def called(path: str) -> str:
    """What people call a file of scenarios."""
    return "承诺场景" if path == FEATURE_FILE else path.removesuffix(".feature")


def _bad_lines(results: tuple[FeatureResult, ...]) -> set[int]:
    found = {result.line for result in results if result.fault and result.line}
    for result in results:
        for scenario in result.scenarios:
            found |= {step.line for step in scenario.steps if step.state in (Came.FAILED, Came.UNKNOWN)}
    return found


def _result(result: FeatureResult) -> dict[str, Any]:
    passed = sum(scenario.passed for scenario in result.scenarios)
    return {
        "fault": result.fault,
        "line": result.line,
        "passed": passed,
        "failed": len(result.scenarios) - passed,
        "scenarios": [
            {
                "name": scenario.name,
                "line": scenario.line,
                "passed": scenario.passed,
                "lamp": "ok" if scenario.passed else "over",
                "word": "通过" if scenario.passed else "未通过",
                "steps": [
                    {
                        "lamp": LAMPS[step.state],
                        "state": step.state.value,
                        "word": step.state.chinese,
                        "line": step.line,
                        "text": f"{step.keyword} {step.text}",
                        "met": step.message,
                    }
                    for step in scenario.steps
                ],
            }
            for scenario in result.scenarios
        ],
    }


HANDLERS = [show_scenarios, keep_or_run]
