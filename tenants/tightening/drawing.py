"""The drawing: step limits no longer, special steps no more (R27); one's own drawing only with a proof.

A drawing that differs from the one above in limits alone is held against it step by step. Any other is the lower
level's own: it may have no special step the one above has not, and the prover must show that its worst case keeps the
promise — which is itself no longer than the one above, so the worst days are within both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from bpmn.diagram import Diagram, LimitText, Node, Process
from bpmn.finding import Finding
from bpmn.proof import Answer, Verdict, prove
from bpmn.step_kind import Marks
from tenants.matter import LimitStart, MatterLimit
from tenants.model import MatterModel
from tenants.rule import Centre
from tenants.tightening.above import Above, looser
from tenants.tightening.limits import compared, limit_of

KEY = "steps"


def check(upper: MatterModel, lower: MatterModel, above: Above, centre: Centre) -> Iterator[Finding]:
    """Step limits and special steps, and the proof of a drawing of one's own."""
    called = lower.fragments == upper.fragments
    if lower.diagram is upper.diagram and called:
        return
    if called and same_steps(upper.diagram, lower.diagram):
        yield from _limits(upper, lower, above, centre)
        return
    yield from _special(upper, lower, above, centre)
    yield from _proved(upper, lower, above, centre)


def shorter_steps(
    diagram: Diagram, steps: tuple[tuple[str, MatterLimit], ...], above: Above, centre: Centre
) -> Iterator[Finding]:
    """The step limits, by id, that are longer than the drawing's."""
    for step, limit in steps:
        drawn = diagram.node(step)
        if drawn.step.limit:
            yield from _step_limit(drawn, _with_limit(drawn, limit), above, centre)


def same_steps(one: Diagram, other: Diagram) -> bool:
    """Whether two drawings differ at most in their limits."""
    return tuple(map(_bare, one.processes)) == tuple(map(_bare, other.processes))


def with_limits(
    diagram: Diagram,
    promised: MatterLimit | None,
    statutory: MatterLimit | None,
    steps: tuple[tuple[str, MatterLimit], ...] = (),
) -> Diagram:
    """The drawing with these limits written on its main process and steps; itself when nothing changes."""
    main, by_step = diagram.main(), dict(steps)
    if main is None:
        return diagram
    processes = tuple(
        _limited(each, promised, statutory, by_step) if each.id == main.id else _stepped(each, by_step)
        for each in diagram.processes
    )
    return diagram if processes == diagram.processes else replace(diagram, processes=processes)


def _limited(
    process: Process, promised: MatterLimit | None, statutory: MatterLimit | None, steps: dict[str, MatterLimit]
) -> Process:
    written = _stepped(process, steps)
    if promised is not None:
        written = replace(written, promised=_text(promised, written.promised))
    if statutory is not None:
        written = replace(written, statutory=_text(statutory, written.statutory))
    return written


def _stepped(process: Process, steps: dict[str, MatterLimit]) -> Process:
    if not any(node.id in steps for node in process.nodes):
        return process
    return replace(process, nodes=tuple(_with_limit(node, steps.get(node.id)) for node in process.nodes))


def _with_limit(node: Node, limit: MatterLimit | None) -> Node:
    if limit is None:
        return node
    return replace(node, step=replace(node.step, limit=_text(limit, node.step.limit)))


def _text(limit: MatterLimit, written: LimitText) -> LimitText:
    return LimitText(limit.text.amount, limit.text.unit, written.basis)


def _bare(process: Process) -> Process:
    """A process without limits, names of the file's own and layout apart."""
    nodes = tuple(replace(node, step=replace(node.step, limit=LimitText())) for node in process.nodes)
    return replace(process, nodes=nodes, promised=LimitText(), statutory=LimitText())


def _limits(upper: MatterModel, lower: MatterModel, above: Above, centre: Centre) -> Iterator[Finding]:
    for node in lower.diagram.nodes():
        drawn = upper.diagram.node(node.id)
        if node.step.limit != drawn.step.limit and drawn.step.limit:
            yield from _step_limit(drawn, node, above, centre)


def _step_limit(drawn: Node, node: Node, above: Above, centre: Centre) -> Iterator[Finding]:
    known, here = limit_of(drawn.step.limit), limit_of(node.step.limit)
    if known is None:
        return
    kind = centre.kind_of(node)
    if here is None:
        text = f"环节“{node.label}”没有写时限，{above.of(KEY)}的是{known.chinese}。"
        yield looser(KEY, text, expected=f"≤{known.chinese}", met="没有", element=node.id)
    elif kind is not None and kind.minimum_length:
        if here != known:
            text = f"环节“{node.label}”的期限{here.chinese}与{above.of(KEY)}的{known.chinese}不同。"
            advice = "公示、公告的期限不能改，请沿用上级的。"
            yield looser(KEY, text, expected=known.chinese, met=here.chinese, advice=advice, element=node.id)
    else:
        yield from compared(KEY, f"环节“{node.label}”的时限", known, here, above, centre, element=node.id)


def _special(upper: MatterModel, lower: MatterModel, above: Above, centre: Centre) -> Iterator[Finding]:
    """Of each kind of special step no more than above, and none longer than the longest of its kind above."""
    drawn: dict[str, list[Node]] = defaultdict(list)
    for node in upper.nodes():
        if (kind := centre.kind_of(node)) is not None and kind.special:
            drawn[kind.code].append(node)
    left = Counter({code: len(nodes) for code, nodes in drawn.items()})
    for node in lower.nodes():
        kind = centre.kind_of(node)
        if kind is None or not kind.special:
            continue
        left[kind.code] -= 1
        if left[kind.code] < 0:
            text = f"增加了特殊环节“{kind.name}”，{above.of(KEY)}没有。"
            have = "、".join(centre.kinds[code].name for code in drawn) or "无特殊环节"
            yield looser(KEY, text, expected=f"不超出：{have}", met=kind.name, element=node.id)
            continue
        refused = [list(_step_limit(other, node, above, centre)) for other in drawn[kind.code]]
        if all(refused):
            yield refused[0][0]


def _proved(upper: MatterModel, lower: MatterModel, above: Above, centre: Centre) -> Iterator[Finding]:
    promised = lower.matter.promised
    begins = Marks.RECEIVE if promised is not None and promised.start is LimitStart.RECEIVED else Marks.ACCEPT
    decisions = {key: found for key in lower.decisions if (found := lower.decision(key)) is not None}
    verdict = prove(lower.diagram, kinds=centre.kinds, decisions=decisions, library=lower.library, starts_at=begins)
    if verdict.promised.answer is Answer.KEPT and verdict.sound:
        return
    if upper.matter.promised is None and promised is None and verdict.sound:
        return
    ours = promised.chinese if promised else "没有"
    theirs = upper.matter.promised.chinese if upper.matter.promised else "没有"
    text = f"自己画的流程图没有证明守诺：{_worst(verdict)}，承诺{ours}，{above.of('promised')}的承诺{theirs}。"
    advice = "请缩短最长路径上的环节，或沿用上级的流程图。"
    yield looser("flow.bpmn", text, expected=f"最坏不超过{ours}", met=_worst(verdict), advice=advice)


def _worst(verdict: Verdict) -> str:
    if verdict.promised.worst is None:
        return "最坏情形算不出来"
    unit = limit_of(LimitText("1", verdict.promised.unit))
    return f"最坏{verdict.promised.worst}{unit.unit.chinese if unit else verdict.promised.unit}"
