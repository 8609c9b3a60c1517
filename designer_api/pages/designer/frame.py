"""The frame of every page of a matter in the making: its name, draft and version, verdict, and the tabs."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from bpmn.diagram import Diagram, Node
from bpmn.finding import Severity
from bpmn.proof import Answer, Verdict
from designer_api.pages import words
from designer_api.pages.designer.drawings import Drawing, drawings_of
from designer_api.pages.designer.findings import Line, lines_of
from designer_api.problems import RefusedError
from designer_api.routes.matter_drafts import title_of
from designer_api.workshop import Workshop
from engine.drafting import newest
from engine.publishing import Judgement
from engine.refusal import OWN_RULE, Refusal
from tenants.bundle import FORMS_FOLDER, OVERLAY_FILE, Bundle
from tenants.offers import has_parts
from tenants.people import may_model
from tenants.versions import Draft, Version

NOTHING = Refusal("not-found", "没有这个事项。", OWN_RULE, "请从事项设计的清单里选一个。")
LAMPS = {
    Answer.KEPT: ("good", "ok"),
    Answer.BROKEN: ("bad", "over"),
    Answer.MAYBE: ("unsure", "warn"),
    Answer.UNPROVABLE: ("unsure", "warn"),
    Answer.NO_PROMISE: ("wait", "prov"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tabs of a matter; `count` is shown beside its name, "" for none."""

    key: str
    name: str
    href: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter as it stands on the page: the draft, or the newest version where nobody is changing it."""

    code: str
    bundle: Bundle
    draft: Draft | None
    version: Version | None
    judged: Judgement
    diagram: Diagram | None

    @property
    def verdict(self) -> Verdict | None:
        return self.judged.verdict

    def nodes(self) -> Iterator[Node]:
        """The nodes of the diagram, and of its fragments where the whole can be read."""
        drawn = self.judged.model or self.diagram
        return drawn.nodes() if drawn is not None else iter(())


@dataclass(frozen=True, slots=True)
class Frame:
    """What the head of the page says. `tone` and `lamp` colour the verdict; `asked` is a publication that waits for
    somebody else; `editable`: this person may change the draft that is there; `drawings`: what may be drawn on."""

    code: str
    title: str
    tabs: tuple[Tab, ...]
    tone: str
    lamp: str
    verdict: str
    draft: bool
    editable: bool
    may_edit: bool
    revision: int
    based_on: int | None
    saved: str
    version: int | None
    asked: str
    overlay: str
    errors: int
    warnings: int
    lines: tuple[Line, ...]
    drawings: tuple[Drawing, ...]


async def shown(tools: Workshop, code: str) -> Shown:
    """The matter's draft or newest version, judged; 404 in words when there is neither."""
    store = tools.house.tenants
    draft, version = await store.draft(code), newest(await store.versions(code))
    bundle = draft.bundle if draft else await store.bundle(code, version.hash) if version else None
    if bundle is None:
        raise RefusedError(NOTHING)
    judged, diagram = await tools.judge(bundle)
    return Shown(code, bundle, draft, version, judged, diagram)


async def frame_of(tools: Workshop, matter: Shown) -> Frame:
    """The head of a page about this matter."""
    draft, version = matter.draft, matter.version
    tone, lamp, told = verdict_words(matter.verdict)
    steps = [node.id for node in matter.nodes()]
    findings = matter.judged.findings
    saved = asked = ""
    if draft is not None:
        saved = f"{words.moment(draft.changed_at)} {await tools.name(draft.changed_by)}保存"
        request = draft.request
        if request is not None:
            who = await tools.name(request.asked_by)
            asked = f"{who}于 {words.moment(request.asked_at)} 送审，拟于 {words.day(request.effective_from)} 生效"
    may = may_model(tools.me.actor)
    return Frame(
        code=matter.code,
        title=title_of(matter.bundle),
        tabs=tabs_of(matter.code, matter.bundle),
        tone=tone,
        lamp=lamp,
        verdict=told,
        draft=draft is not None,
        editable=may and draft is not None,
        may_edit=may,
        revision=draft.revision if draft else 0,
        based_on=draft.based_on if draft else None,
        saved=saved,
        version=version.number if version else None,
        asked=asked,
        overlay=f"/claims/{quote(matter.code)}" if _is_overlay(matter) else "",
        errors=sum(each.severity is Severity.ERROR for each in findings),
        warnings=sum(each.severity is Severity.WARNING for each in findings),
        lines=lines_of(matter.code, findings, steps),
        drawings=drawings_of(matter.code, matter.bundle),
    )


def _is_overlay(matter: Shown) -> bool:
    """Whether the matter keeps only its differences to one from above."""
    if matter.draft is None and matter.version is not None:
        return bool(matter.version.source)
    return OVERLAY_FILE in matter.bundle.files


def tabs_of(code: str, bundle: Bundle) -> tuple[Tab, ...]:
    """The tabs; editors of single files are reached from the matter's own page."""
    home = f"/designer/{quote(code)}"
    paths = tuple(bundle.files)
    forms = sum(path.startswith(FORMS_FOLDER) for path in paths)
    tables = sum(path.endswith(".dmn") for path in paths)
    return (
        Tab("matter", "概览", home),
        Tab("diagram", "流程图", f"{home}/diagram"),
        Tab("steps", "环节清单", f"{home}/steps"),
        Tab("decisions", "决策表", f"{home}#decisions", str(tables)),
        Tab("forms", "表单", f"{home}#forms", str(forms)),
        Tab("list", "实施清单", f"{home}/list"),
        *((Tab("recompose", "组成事项", f"{home}/recompose"),) if has_parts(bundle) else ()),
        Tab("scenarios", "场景", f"{home}/scenarios"),
        Tab("try", "试办", f"{home}/try"),
        Tab("versions", "版本", f"{home}/versions"),
        Tab("publish", "发布", f"{home}/publish"),
    )


def verdict_words(verdict: Verdict | None) -> tuple[str, str, str]:
    """(tone, lamp, words) of a verdict: 最长 3 个工作日，守诺."""
    if verdict is None:
        return "wait", "prov", "流程图还读不出来"
    if not verdict.sound and verdict.worst is None:
        return "bad", "over", verdict.summary.split("。")[0][:60]
    tone, lamp = LAMPS[verdict.promise]
    measure = verdict.promised
    if measure.worst is None:
        return "unsure", "warn", f"{verdict.promise.chinese}：{verdict.summary.split('。')[0][:48]}"
    longest = f"最长 {words.limit_text(measure.worst, measure.unit)}"
    if measure.limit is None:
        return tone, lamp, f"{longest}，未填写承诺时限"
    promised = words.limit_text(measure.limit, measure.limit_unit)
    if measure.answer is Answer.BROKEN and measure.unit == measure.limit_unit:
        over = words.limit_text(measure.worst - measure.limit, measure.unit)
        return tone, lamp, f"{longest}，超承诺 {over}"
    return tone, lamp, f"{longest}，承诺 {promised}，{measure.answer.chinese}"


def path_words(verdict: Verdict | None) -> str:
    """The worst way in words: 受理 → 设立登记 1 个工作日 → 统一出件 1 个工作日."""
    if verdict is None or not verdict.path:
        return ""
    parts = []
    for step in verdict.path:
        counted = f" {words.limit_text(step.amount, step.unit)}" if step.amount else ""
        parts.append(f"{step.name}{counted}{f'（{step.rounds} 次）' if step.rounds > 1 else ''}")
    return " → ".join(parts)


def slack_of(verdict: Verdict | None) -> dict[str, str]:
    """By step: how much it could grow, 在最长路径 for those that cannot."""
    if verdict is None:
        return {}
    on_path = {step.element for step in verdict.path if step.amount}
    told = {element: f"余 {words.limit_text(count, verdict.unit)}" for element, count in verdict.slack if count}
    return told | {element: "在最长路径" for element in on_path if element not in told}
