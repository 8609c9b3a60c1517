"""A matter in the making at a glance: the drawing with its longest way, steps, limits, decisions, forms, scenarios."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from bpmn.diagram import Diagram, Node
from bpmn.dmn import DmnError, read_model
from bpmn.proof import Answer, Verdict
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.designer.frame import Shown, path_words, slack_of
from designer_api.pages.picture import picture
from forms import read_form
from tenants.bundle import FORMS_FOLDER, MATTER_FILE, Bundle
from tenants.matter import Matter
from tenants.matter_document import read_matter
from tenants.step_kinds import KINDS


def overview(matter: Shown, me: Me, versions: int) -> dict[str, Any]:
    """What the matter's own page shows."""
    listed = read_matter(matter.bundle.files.get(MATTER_FILE, b"")).matter
    return {
        "picture": drawing(matter.diagram, matter.verdict),
        "path": path_words(matter.verdict),
        "steps": _steps(matter, me),
        "facts": _facts(listed, matter.verdict, me),
        "decisions": _decisions(matter.code, matter.bundle),
        "forms": _forms(matter.code, matter.bundle, form_names(matter.nodes())),
        "scenarios": sum(_scenarios(text) for path, text in matter.bundle.files.items() if path.endswith(".feature")),
        "list_note": f"材料 {len(listed.materials)} 项，依据 {len(listed.bases)} 条" if listed else "读不出来",
        "versions": versions,
    }


def drawing(diagram: Diagram | None, verdict: Verdict | None) -> str:
    """The drawing with the longest way on it: red where it breaks the promise, plain otherwise."""
    if diagram is None:
        return '<p class="mut">流程图还读不出来，请看检查结果。</p>'
    broken = verdict is not None and verdict.promise is Answer.BROKEN
    way = flows_on(diagram, [step.element for step in verdict.path]) if verdict else set()
    marks = dict.fromkeys(way, "worst" if broken else "walk")
    if broken and verdict is not None:
        longest = max(verdict.path, key=lambda step: step.amount, default=None)
        marks |= {longest.element: "over"} if longest else {}
    return picture(diagram, marks=marks)


def flows_on(diagram: Diagram, path: list[str]) -> set[str]:
    """The flows on the shortest ways from each step of a path to the next, and from the start to the first."""
    starts = [node.id for node in diagram.nodes() if node.kind == "startEvent" and not diagram.incoming(node.id)]
    ends = {node.id for node in diagram.nodes() if node.kind == "endEvent"}
    found: set[str] = set()
    for source, target in zip([*starts[:1], *path], [*path, ""], strict=False):
        found |= _way(diagram, source, {target} if target else ends)
    return found


def _way(diagram: Diagram, source: str, targets: set[str]) -> set[str]:
    """The flows of a shortest way; none when there is none."""
    came: dict[str, tuple[str, str]] = {}
    queue, seen = deque([source]), {source}
    while queue:
        here = queue.popleft()
        for flow in (*diagram.outgoing(here), *(f for b in diagram.boundary(here) for f in diagram.outgoing(b.id))):
            if flow.target in seen:
                continue
            seen.add(flow.target)
            came[flow.target] = (here, flow.id)
            if flow.target in targets:
                return _back(came, source, flow.target)
            queue.append(flow.target)
    return set()


def _back(came: dict[str, tuple[str, str]], source: str, target: str) -> set[str]:
    found = set()
    while target != source:
        target, flow = came[target]
        found.add(flow)
    return found


def steps_of(diagram: Diagram | None) -> list[Node]:
    """The steps people and rules work on, in the order of the file."""
    return [node for node in diagram.nodes() if node.is_activity] if diagram else []


def kind_words(node: Node) -> str:
    """The Chinese name of a step's kind."""
    kind = KINDS.get(node.step.kind)
    return kind.name if kind else "决策" if node.step.decision else node.step.kind


def limit_words(node: Node) -> str:
    """A step's limit, however it is written."""
    limit = node.step.limit
    if not limit:
        return "—"
    if limit.amount.isascii() and limit.amount.isdigit() and len(limit.amount) < 7:
        return words.limit_text(int(limit.amount), limit.unit or "workingDay")
    return f"{limit.amount}{limit.unit}"


def _steps(matter: Shown, me: Me) -> list[dict[str, str]]:
    slack = slack_of(matter.verdict)
    return [
        {
            "name": node.label,
            "kind": kind_words(node),
            "department": me.department(node.step.department) if node.step.department else "",
            "limit": limit_words(node),
            "slack": slack.get(node.id, ""),
        }
        for node in steps_of(matter.diagram)
    ]


def _facts(listed: Matter | None, verdict: Verdict | None, me: Me) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if listed is not None:
        for name, limit in (("承诺时限", listed.promised), ("法定时限", listed.statutory)):
            found.append((name, words.limit_text(limit.amount, limit.unit.value) if limit else "未填写"))
        found += [("牵头部门", me.department(listed.lead)), ("办理方式", listed.composition.chinese)]
    if verdict is not None and verdict.worst is not None:
        found.append(("最长", words.limit_text(verdict.worst, verdict.unit)))
        if verdict.calendar_worst is not None and verdict.calendar_worst != verdict.worst:
            found.append(("含不计时环节", words.limit_text(verdict.calendar_worst, verdict.unit)))
        if verdict.best is not None:
            found.append(("最快", words.limit_text(verdict.best, verdict.unit)))
        days = [f"{me.department(who)} {words.limit_text(n, verdict.unit)}" for who, n in verdict.by_department if n]
        found += [("各部门用时", "、".join(days))] if days else []
        giving = [(name, gain) for name, gain in verdict.give_back if gain]
        found += [("可压缩", "、".join(_named(verdict, name) for name, _ in giving))] if giving else []
    return found


def _named(verdict: Verdict, element: str) -> str:
    return next((step.name for step in verdict.path if step.element == element), element)


def form_names(nodes: Iterable[Node]) -> dict[str, str]:
    """What people call the forms: by the first step that uses each, 申请表 for the application."""
    found: dict[str, str] = {}
    for node in nodes:
        if node.step.form:
            found.setdefault(node.step.form, "申请表" if node.step.kind == "receive" else f"{node.label}表")
    return found


def _decisions(code: str, bundle: Bundle) -> list[dict[str, str]]:
    found = []
    for path, source in bundle.files.items():
        if not path.endswith(".dmn"):
            continue
        href = f"/designer/{quote(code)}/decisions/{quote(path)}"
        try:
            decisions = read_model(source, file=path).decisions
            rules = sum(len(each.table.rules) for each in decisions if each.table)
            names = "、".join(each.name for each in decisions)
            found.append({"name": names or "没有名称的决策", "note": f"{rules} 条规则", "href": href, "file": path})
        except DmnError:
            found.append({"name": "读不出来的决策表", "note": "请打开改正", "href": href, "file": path})
    return found


def _forms(code: str, bundle: Bundle, names: Mapping[str, str]) -> list[dict[str, str]]:
    found = []
    for path, source in bundle.files.items():
        if not path.startswith(FORMS_FOLDER):
            continue
        form = read_form(source, file=path).form
        count = sum(1 for field in form.walk() if field.key) if form else 0
        note = f"{count} 项" if form else "读不出来"
        key = path.removeprefix(FORMS_FOLDER).removesuffix(".json")
        href = f"/designer/{quote(code)}/forms/{quote(path)}"
        found.append({"name": names.get(key, f"没有环节使用的表单 {key}"), "note": note, "href": href, "file": path})
    return found


def _scenarios(source: bytes) -> int:
    """How many scenarios a feature has, by its lines."""
    lines = source.decode("utf-8", "replace").splitlines()
    return sum(line.strip().startswith(("场景:", "场景大纲:", "场景：")) for line in lines)
