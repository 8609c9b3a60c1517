"""The table of steps (环节清单): the drawing as rows one may read, change and sign; and rows back into the drawing.

A row carries the mark of what it showed: a step that somebody changed meanwhile is not overwritten unseen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bpmn import editing
from bpmn.allowed import KIND_NAMES, kind_name
from bpmn.diagram import Diagram, Flow, LimitText, Node
from bpmn.finding import Finding
from bpmn.graph import flow_label
from designer_api.me import Me
from designer_api.pages.designer.overview import kind_words, limit_words
from engine.refusal import OWN_RULE, Refusal
from tenants.matter import LimitUnit
from tenants.organisation import Organisation
from tenants.step_kinds import KINDS

COUNTS = {"": "按种类", "yes": "计入", "no": "不计入"}
AROUND = {"receive": "受理前", "accept": "起点", "deliver": "另计十日"}
"""Steps outside the measured stretch, or where it begins."""
NEW_KINDS = (
    "userTask",
    "businessRuleTask",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "endEvent",
    "intermediateCatchEvent",
)
"""What the table can put into a flow; the canvas knows the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """A node of the drawing as a row. `before` are the numbers of the rows that lead to it, `joins` how it goes on."""

    id: str
    number: int
    name: str
    shape: str
    kind: str
    department: str
    post: str
    limit: str
    counts: str
    before: str
    basis: str
    materials: str
    form: str
    slack: str
    is_step: bool
    mark: str


def rows_of(diagram: Diagram, me: Me, slack: Mapping[str, str], names: Mapping[str, str]) -> list[Row]:
    """Every node in the order of the ways, steps numbered and what joins them between. `names` are those of materials
    and notices by code."""
    order = in_order(diagram)
    number = {node.id: at for at, node in enumerate((each for each in order if each.is_activity), 1)}
    return [
        Row(
            id=node.id,
            number=number.get(node.id, 0),
            name=node.label if node.name else kind_name(node),
            shape=kind_name(node),
            kind=kind_words(node) if node.is_activity else kind_name(node),
            department=me.department(node.step.department) if node.step.department else "",
            post=_post(node, me),
            limit=limit_words(node) if node.is_activity else "",
            counts=_counts(node),
            before=_numbers(diagram, node, number),
            basis=node.step.legal_basis,
            materials="、".join(names.get(each, each) for each in (*node.step.materials, *node.step.notices)),
            form=names.get(f"form:{node.step.form}", node.step.form)
            or names.get(f"decision:{node.step.decision}", node.step.decision),
            slack=slack.get(node.id, ""),
            is_step=node.is_activity,
            mark=mark_of(node),
        )
        for node in order
    ]


def in_order(diagram: Diagram) -> list[Node]:
    """The nodes as a case meets them: breadth first from the starts, what hangs on a step right after it."""
    found: dict[str, Node] = {}
    nodes = list(diagram.nodes())
    queue = [node for node in nodes if node.kind == "startEvent" or not diagram.incoming(node.id)]
    queue = [node for node in queue if not node.attached_to]
    while queue:
        node = queue.pop(0)
        if node.id in found:
            continue
        waiting = [flow.source for flow in diagram.incoming(node.id) if flow.source not in found]
        if waiting and any(diagram.node(each) in queue for each in waiting):
            queue.append(node)
            continue
        found[node.id] = node
        after = [diagram.node(flow.target) for flow in diagram.outgoing(node.id)]
        queue = [*diagram.boundary(node.id), *queue, *after]
    return [*found.values(), *(node for node in nodes if node.id not in found)]


def mark_of(each: Node | Flow) -> str:
    """A short mark of everything a row showed, so that a change by somebody else is noticed."""
    return sha256(repr(replace(each, line=0)).encode()).hexdigest()[:16]


def chosen(diagram: Diagram, element: str) -> dict[str, Any] | None:
    """The row that is being changed, with all its fields."""
    node = diagram.find(element)
    if node is None:
        return None
    step = node.step
    return {
        "id": node.id,
        "mark": mark_of(node),
        "node": node,
        "limit": step.limit.amount,
        "unit": step.limit.unit or "workingDay",
        "counts": {None: "", True: "yes", False: "no"}[step.counts_in_limit],
        "materials": "\n".join(step.materials),
        "notices": "\n".join(step.notices),
        "outcomes": "、".join(step.outcomes),
        "min_staff": str(step.min_staff or ""),
        "signatures": str(step.signatures or ""),
        "flows": [_flow(diagram, flow) for flow in diagram.outgoing(node.id)],
        "choices": node.kind in ("exclusiveGateway", "inclusiveGateway"),
    }


def typed(row: dict[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The open row with what was typed in the place of what is kept."""
    node: Node = row["node"]
    written = {
        name: fields[name] for name in ("limit", "unit", "counts", "materials", "notices", "outcomes") if name in fields
    }
    step = replace(
        node.step,
        department=fields.get("department", node.step.department),
        post=fields.get("post", node.step.post),
        kind=fields.get("kind", node.step.kind),
        form=fields.get("form", node.step.form),
        decision=fields.get("decision", node.step.decision),
        legal_basis=fields.get("basis", node.step.legal_basis),
        result=fields.get("result", node.step.result),
    )
    counts = {name: fields.get(name, "") for name in ("min_staff", "signatures")}
    return {**row, **written, **counts, "node": replace(node, name=fields.get("name", node.name), step=step)}


def _flow(diagram: Diagram, flow: Flow) -> dict[str, Any]:
    source = diagram.node(flow.source)
    return {
        "id": flow.id,
        "mark": mark_of(flow),
        "label": flow_label(diagram, flow),
        "target": flow.target,
        "target_name": diagram.node(flow.target).label,
        "name": flow.name,
        "condition": flow.condition,
        "default": source.default == flow.id,
        "rounds": "" if flow.max_rounds is None else str(flow.max_rounds),
    }


def targets(diagram: Diagram, element: str) -> list[tuple[str, str]]:
    """Where a flow from this node may lead."""
    node = diagram.find(element)
    inside = [each for each in in_order(diagram) if node is not None and each.parent == node.parent]
    return [(each.id, called(each, at)) for at, each in enumerate(inside, 1) if each.kind != "startEvent"]


def called(node: Node, number: int) -> str:
    """What people call a node: its name, or its kind with its place in the table."""
    return f"{node.label}（{kind_name(node)}）" if node.name else f"{kind_name(node)} {number}"


def _posts(organisation: Organisation, department: str) -> list[tuple[str, str]]:
    """The posts by code, those of the step's department first: two departments may have a post of the same code."""
    own = {each.code: each.name for each in organisation.posts_of(department)}
    others = {
        each.code: f"{organisation.short_name(each.department)}·{each.name}"
        for each in organisation.posts
        if each.code not in own
    }
    return [*own.items(), *others.items()]


def lists(
    me: Me, forms: tuple[tuple[str, str], ...], decisions: tuple[tuple[str, str], ...], department: str
) -> dict[str, Any]:
    """What the selects of a row offer."""
    organisation = me.organisation
    return {
        "kinds": [(kind.code, kind.name) for kind in KINDS.values()],
        "departments": [(each.code, each.short) for each in organisation.departments],
        "posts": _posts(organisation, department),
        "units": [(each.value, each.chinese) for each in LimitUnit],
        "counts": [(code, name) for code, name in COUNTS.items() if code],
        "forms": list(forms),
        "decisions": list(decisions),
        "shapes": [(each, KIND_NAMES[each]) for each in NEW_KINDS],
        "kind_names": dict(KIND_NAMES),
    }


def changed_node(node: Node, fields: Mapping[str, str]) -> Node | Refusal:
    """The node as the row's fields say; what the row does not ask stays."""
    amount = fields.get("limit", "").strip()
    numbers = {name: fields.get(name, "").strip() for name in ("min_staff", "signatures")}
    for name, said in (("时限", amount), ("最少人数", numbers["min_staff"]), ("签名人数", numbers["signatures"])):
        if said and not (said.isascii() and said.isdigit() and len(said) <= 4):
            advice = "请填整数；当场办结填 0。"
            return Refusal("number", f"“{node.label}”的{name}应为整数，现在是“{said[:20]}”。", OWN_RULE, advice)
    if not node.is_activity:
        return replace(node, name=fields.get("name", node.name).strip())
    unit = fields.get("unit", "") if amount else ""
    step = replace(
        node.step,
        limit=LimitText(amount, unit, node.step.limit.basis) if amount else LimitText(),
        department=fields.get("department", ""),
        post=fields.get("post", ""),
        kind=fields.get("kind", ""),
        form=fields.get("form", ""),
        decision=fields.get("decision", ""),
        legal_basis=fields.get("basis", "").strip(),
        counts_in_limit={"yes": True, "no": False}.get(fields.get("counts", "")),
        materials=_lines(fields.get("materials", "")),
        notices=_lines(fields.get("notices", "")),
        outcomes=_words(fields.get("outcomes", "")),
        result=fields.get("result", "").strip(),
        min_staff=int(numbers["min_staff"] or 0),
        signatures=int(numbers["signatures"] or 0),
        visit=fields.get("visit", "") == "yes",
    )
    return replace(node, name=fields.get("name", "").strip(), step=step)


def apply_flow(diagram: Diagram, flow: Flow, fields: Mapping[str, str]) -> Diagram | Refusal:
    """The drawing with a flow as its fields say: where it leads, its words, condition, default, rounds."""
    rounds = fields.get("rounds", "").strip()
    if rounds and not (rounds.isascii() and rounds.isdigit() and len(rounds) <= 3):
        return Refusal("number", f"最多次数应为整数，现在是“{rounds[:20]}”。", OWN_RULE, "请填整数，不限制时留空。")
    changed = replace(
        flow,
        target=fields.get("target", flow.target),
        name=fields.get("name", "").strip(),
        condition=fields.get("condition", "").strip(),
        max_rounds=int(rounds) if rounds else None,
    )
    after = editing.change_flow(diagram, changed)
    source = after.node(flow.source)
    is_default = fields.get("default", "") == "yes"
    if is_default != (source.default == flow.id):
        after = editing.change_node(after, replace(source, default=flow.id if is_default else ""))
    return after


def act(diagram: Diagram, action: str, element: str, fields: Mapping[str, str]) -> tuple[Diagram, str] | Finding:
    """A change of structure by one of the table's buttons; the element the row goes to next."""
    name = fields.get("name", "").strip() or "新环节"
    shape = fields.get("shape", "userTask")
    kind = shape if shape in NEW_KINDS else "userTask"
    plain = "" if kind.endswith("Gateway") else name
    if action == "insert":
        return editing.insert_after(diagram, element, kind, plain)
    if action == "insert-on":
        return editing.insert_on(diagram, fields["flow"], kind, plain)
    if action == "beside":
        return editing.put_beside(diagram, element, name)
    if action == "connect":
        made = editing.connect(diagram, element, fields.get("target", ""))
        return made if isinstance(made, Finding) else (made[0], element)
    if action == "disconnect":
        return editing.disconnect(diagram, fields["flow"]), element
    done = editing.remove(diagram, element) if action == "remove" else editing.swap(diagram, element, up=action == "up")
    return done if isinstance(done, Finding) else (done, "" if action == "remove" else element)


def _post(node: Node, me: Me) -> str:
    found = me.organisation.post(node.step.department, node.step.post)
    return found.name if found else node.step.post


def _counts(node: Node) -> str:
    if not node.is_activity:
        return ""
    kind = KINDS.get(node.step.kind)
    if node.step.counts_in_limit is False:
        return "不计入"
    if node.step.counts_in_limit is None and kind is not None and kind.pauses.value != "never":
        return "特殊环节"
    return AROUND.get(node.step.kind, "计入" if node.step.limit else "—")


def _numbers(diagram: Diagram, node: Node, number: Mapping[str, int]) -> str:
    if node.attached_to:
        return f"附在 {number.get(node.attached_to, '')}"
    came = sorted(number[each] for each in _steps_before(diagram, node))
    return "、".join(map(str, came)) or ("—" if node.kind == "startEvent" else "开始")


def _steps_before(diagram: Diagram, node: Node) -> set[str]:
    """The steps that lead to a node, looked for through gateways and events."""
    found: set[str] = set()
    queue, seen = [flow.source for flow in diagram.incoming(node.id)], {node.id}
    while queue:
        here = diagram.node(queue.pop())
        if here.id in seen:
            continue
        seen.add(here.id)
        if here.is_activity:
            found.add(here.id)
        elif here.attached_to:
            found.add(here.attached_to)
        else:
            queue += [flow.source for flow in diagram.incoming(here.id)]
    return found


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _words(text: str) -> tuple[str, ...]:
    for sign in ",，;；\n":
        text = text.replace(sign, "、")
    return tuple(dict.fromkeys(word.strip() for word in text.split("、") if word.strip()))
