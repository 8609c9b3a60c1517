"""怎么办: the way of a matter in a few stages, as an applicant reads it; drawn from the diagram alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn.diagram import HUMAN_TASKS, Diagram, LimitText, Node
from bpmn.graph import followers, reachable
from tenants.matter import LimitUnit, Matter
from tenants.model import MatterModel

BEFORE = ("receive", "accept", "notice")
AFTER = ("issue", "deliver")
PARALLEL = ("parallelGateway", "inclusiveGateway")
NUMBERS = "零一两三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what happens, and who does it in how long."""

    title: str
    text: str


def stages_of(model: MatterModel, departments: Mapping[str, str]) -> tuple[Stage, ...]:
    """Apply, what the departments do one after the other (what they do side by side is one stage), fetch the result.
    `departments` gives names by code."""
    work = [node for node in model.diagram.nodes() if _is_work(node)]
    ranks = _ranks(model.diagram, {node.id for node in work})
    rows: dict[int, list[Node]] = {}
    for node in work:
        if node.id in ranks:
            rows.setdefault(ranks[node.id], []).append(node)
    middle = (_stage(model, rows[rank], departments) for rank in sorted(rows))
    return (_first(model), *middle, *_last(model))


def _is_work(node: Node) -> bool:
    """Whether a node is work on the matter itself: a step of a department, or a phase."""
    return node.kind in (*HUMAN_TASKS, "callActivity") and node.step.kind not in (*BEFORE, *AFTER)


def _ranks(diagram: Diagram, work: set[str]) -> dict[str, int]:
    """By node how many stages of work lie before it on the longest way from a start; ways back are left out."""
    following = followers(diagram)
    starts = [node.id for node in diagram.nodes() if node.kind == "startEvent" and not diagram.incoming(node.id)]
    order: list[str] = []
    open_now: set[str] = set()
    backward: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start in starts:
        walk = [(start, iter(following[start]))]
        open_now.add(start)
        while walk:
            here, after = walk[-1]
            target = next(after, None)
            if target is None:
                walk.pop()
                open_now.discard(here)
                done.add(here)
                order.append(here)
            elif target in open_now:
                backward.add((here, target))
            elif target not in done:
                open_now.add(target)
                walk.append((target, iter(following[target])))
    ranks = dict.fromkeys(starts, 0)
    for here in reversed(order):
        rank = ranks.setdefault(here, 0) + (here in work)
        for target in following[here]:
            if (here, target) not in backward:
                ranks[target] = max(ranks.get(target, 0), rank)
    return {node: rank for node, rank in ranks.items() if node in work}


def _stage(model: MatterModel, nodes: list[Node], departments: Mapping[str, str]) -> Stage:
    if len(nodes) == 1:
        now_and_then = "（需要时）" if _is_optional(model.diagram, nodes[0]) else ""
        return Stage(nodes[0].label, _who(model, nodes, departments) + now_and_then)
    count = NUMBERS[len(nodes)] if len(nodes) < len(NUMBERS) else str(len(nodes))
    title = f"{count}项同时办" if _side_by_side(model.diagram, nodes) else "按情形办理"
    return Stage(title, f"{'、'.join(node.label for node in nodes)}{_longest(nodes)}")


def _is_optional(diagram: Diagram, node: Node) -> bool:
    """Whether a case may come to its result without this step: there is a way past it that is no branch beside it."""
    following = followers(diagram)
    for split in diagram.nodes():
        if split.kind in PARALLEL:
            through = [node.id in reachable(following, [flow.target]) for flow in diagram.outgoing(split.id)]
            if any(through) and not all(through):
                return False
    starts = [each.id for each in diagram.nodes() if each.kind == "startEvent" and not diagram.incoming(each.id)]
    after = reachable(following, [node.id])
    results = {each.id for each in diagram.nodes() if each.step.kind == "issue" and each.id in after}
    past = {here: tuple(each for each in ways if each != node.id) for here, ways in following.items()}
    return bool(results & reachable(past, starts))


def _who(model: MatterModel, nodes: list[Node], departments: Mapping[str, str]) -> str:
    """The departments of these nodes, for a phase those inside it, and the longest limit."""
    codes: dict[str, None] = {}
    for node in nodes:
        inner = model.library.get(node.called) if node.called else None
        found = inner.nodes() if inner is not None else (node,)
        codes |= dict.fromkeys(each.step.department for each in found if each.step.department)
    return f"{'、'.join(departments.get(code, code) for code in codes)}{_longest(nodes)}"


def _longest(nodes: Iterable[Node]) -> str:
    """The longest limit in words, where all are of one unit."""
    limits = [node.step.limit for node in nodes if node.step.limit and node.step.limit.amount.isdecimal()]
    if len({limit.unit for limit in limits}) != 1:
        return ""
    return f"，{drawn_limit(max(limits, key=lambda limit: int(limit.amount)))}"


def _side_by_side(diagram: Diagram, nodes: list[Node]) -> bool:
    """Whether some two of these may run at the same time: a parallel split leads to them by different flows."""
    following = followers(diagram)
    wanted = {node.id for node in nodes}
    for split in diagram.nodes():
        if split.kind in PARALLEL:
            reached = [reachable(following, [flow.target]) & wanted for flow in diagram.outgoing(split.id)]
            if sum(1 for each in reached if each and each != wanted) > 1:
                return True
    return False


def _first(model: MatterModel) -> Stage:
    *others, last = [each.chinese for each in model.matter.channels] or ["窗口"]
    channels = f"{'、'.join(others)}或{last}" if others else last
    accept = next((node for node in model.diagram.nodes() if node.step.kind == "accept"), None)
    told = _longest([accept]).removeprefix("，") if accept is not None else ""
    answer = "当场告知是否受理" if told in ("", "当场") else f"{told}内告知是否受理"
    return Stage("填一张表", f"{channels}提交，当场给回执，{answer}")


def _last(model: MatterModel) -> tuple[Stage, ...]:
    issuing = [node for node in model.diagram.nodes() if node.step.kind == "issue"]
    if not issuing and not any(node.step.kind == "deliver" for node in model.diagram.nodes()):
        return ()
    return (Stage("领取结果", f"{_results(model.matter)}{_longest(issuing)}"),)


def _results(matter: Matter) -> str:
    names = "、".join(each.name for each in matter.results) or "办理结果"
    ways = dict.fromkeys(way for each in matter.results for way in each.delivery)
    return f"{names}；{'或'.join(ways)}" if ways else names


def limit_words(amount: int, unit: LimitUnit) -> str:
    """`3 个工作日`, `当场` for nought."""
    word = unit.chinese
    return f"{amount} {'' if word.startswith('个') or word == '年' else '个'}{word}" if amount else "当场"


def drawn_limit(limit: LimitText) -> str:
    """The limit of a step in words; "" where it has none."""
    unit = next((each for each in LimitUnit if each.value == limit.unit), None)
    return limit_words(int(limit.amount), unit) if limit and unit is not None else ""
