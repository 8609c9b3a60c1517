"""The drawing of a joint matter: 收件 → 受理 → the parts, phase by phase, as calls → 统一制证出件 → 送达.

Parts of one phase run side by side; those an applicant may leave out stand behind a gateway that asks for them. Where
a part of a phase was refused and others are still to come, it is settled whether these go on (R26: 部分办结).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bpmn.diagram import Diagram, LimitText, Node, Participant, Process, StepFacts
from tenants.composing.branch import Branch
from tenants.composing.conditions import either
from tenants.composing.ingredient import Ingredient
from tenants.composing.sheet import Sheet, Way

NO_LIMIT = LimitText()
ROUNDS = 3
"""So often an application may be supplemented before it is refused."""
GO_ON, STOP = "继续办理", "部分办结"
SETTLED = "后续办理意见"
WINDOW, EXIT, TOGETHER = "lane_window", "lane_exit", "lane_parts"


@dataclass(frozen=True, slots=True)
class Front:
    """The steps done once for the whole, as the joint matter has them: already with its forms, materials, notices.
    `supplement` is None where the law wants defects told on the spot."""

    receive: Node
    accept: Node
    supplement: Node | None
    issue: Node
    deliver: Node


def draw(
    code: str,
    title: str,
    groups: Sequence[Sequence[Branch]],
    front: Front,
    lead: str,
    *,
    promised: LimitText = NO_LIMIT,
    statutory: LimitText = NO_LIMIT,
) -> Diagram:
    """The drawing. `groups` are the phases in order; `lead` the department that leads."""
    department = front.accept.step.department
    lanes = ((WINDOW, "综合窗口", department), (TOGETHER, "各部门联合办理", lead))
    sheet = Sheet(code, (*lanes, (EXIT, "统一出件窗口", front.issue.step.department)))
    at = _received(sheet, [each for group in groups for each in group], front)
    at = _accepted(sheet, at, front)
    skips: list[str] = []
    for number, group in enumerate(groups, 1):
        at = _block(sheet, at, f"phase_{number}", [_called(each) for each in group])
        if number < len(groups):
            at = _settled(sheet, at, number, group, front, skips)
    if skips:
        at, before = sheet.gateway("all_parts", "exclusiveGateway", EXIT), at
        sheet.link(before, at)
        for gateway in skips:
            sheet.link(gateway, at, STOP, f'{SETTLED} = "{STOP}"', way=Way.DOWN)
    _handed_over(sheet, at, front)
    return _diagram(code, title, sheet, promised, statutory)


# --- the front --------------------------------------------------------------------------------------------------------


def _received(sheet: Sheet, branches: Sequence[Branch], front: Front) -> str:
    sheet.put(Node("start", "startEvent", "申请"), WINDOW)
    at = sheet.put(front.receive, WINDOW)
    sheet.link("start", at)
    if front.supplement is not None:
        at, before = sheet.gateway("again", "exclusiveGateway", WINDOW), at
        sheet.link(before, at)
    for branch in branches:
        if branch.checks:
            at = _checked(sheet, at, branch)
    return at


def _checked(sheet: Sheet, at: str, branch: Branch) -> str:
    """What a part decides before acceptance; only where the part is asked for."""
    part = branch.ingredient
    skip = ""
    if part.part.when:
        skip = sheet.gateway(f"{part.code}_asked", "exclusiveGateway", WINDOW, f"要办{part.name}？")
        sheet.link(at, skip)
        at = skip
    for number, node in enumerate(branch.checks):
        sheet.put(node, WINDOW)
        asked = bool(skip) and number == 0
        sheet.link(at, node.id, "办理" if asked else "", part.part.when if asked else "")
        at = node.id
    if skip:
        end = sheet.gateway(f"{part.code}_checked", "exclusiveGateway", WINDOW)
        sheet.link(at, end)
        sheet.otherwise(skip, sheet.link(skip, end, "不办", way=Way.OVER))
        at = end
    return at


def _accepted(sheet: Sheet, at: str, front: Front) -> str:
    accept = sheet.put(front.accept, WINDOW)
    sheet.link(at, accept)
    gateway = sheet.gateway("accepted", "exclusiveGateway", WINDOW, "是否受理？")
    sheet.link(accept, gateway)
    sheet.put(Node("not_accepted", "endEvent", "不予受理"), WINDOW)
    result = front.accept.step.result
    refused = next((each for each in front.accept.step.outcomes if each.startswith("不")), "不予受理")
    if front.supplement is None:
        sheet.otherwise(gateway, sheet.link(gateway, "not_accepted", refused))
    else:
        sheet.link(gateway, "not_accepted", refused, f'{result} = "{refused}"')
        supplement = sheet.put(front.supplement, WINDOW, sheet.cells[accept].column, row=1)
        sheet.otherwise(gateway, sheet.link(gateway, supplement, "一次告知", way=Way.BELOW))
        sheet.link(supplement, "again", rounds=ROUNDS, way=Way.BACK)
    return gateway


# --- the parts --------------------------------------------------------------------------------------------------------


def _called(branch: Branch) -> tuple[Node, Ingredient]:
    """The call of a part; only its decision comes back, under a name of its own."""
    part = branch.ingredient
    outcome = branch.decides
    maps = ((outcome.inside, outcome.outside),) if outcome is not None else ()
    name = part.name
    documentation = f"事项“{name}”的办理过程，按其已发布的流程图办理，各部门时限不变。"
    facts = StepFacts(maps_out=maps)
    return Node(
        f"call_{part.code}", "callActivity", name, called=branch.process, step=facts, documentation=documentation
    ), part


def _block(sheet: Sheet, at: str, name: str, calls: Sequence[tuple[Node, Ingredient]]) -> str:
    """The calls of one phase between a split and a join; those that may be left out are asked for."""
    always = [node for node, part in calls if not part.part.when]
    asked = [(node, part) for node, part in calls if part.part.when]
    first = 1 + sheet.cells[at].column
    if len(always) + bool(asked) <= 1:
        if asked:
            return _chosen(sheet, at, name, asked, first, 0)
        sheet.put(always[0], TOGETHER, first)
        _enter(sheet, at, always[0].id)
        return always[0].id
    split = sheet.gateway(f"{name}_split", "parallelGateway", TOGETHER, column=first)
    _enter(sheet, at, split)
    ends = []
    for row, node in enumerate(always):
        ends.append(sheet.put(node, TOGETHER, first + (2 if asked else 1), row))
        sheet.link(split, node.id)
    if asked:
        ends.append(_chosen(sheet, split, name, asked, first + 1, len(always)))
    join = sheet.gateway(f"{name}_join", "parallelGateway", TOGETHER)
    for end in ends:
        sheet.link(end, join)
    return join


def _chosen(sheet: Sheet, at: str, name: str, asked: Sequence[tuple[Node, Ingredient]], column: int, row: int) -> str:
    """The parts an applicant may leave out: any number of them, also none."""
    kind = "inclusiveGateway" if len(asked) > 1 else "exclusiveGateway"
    question = "选办哪几项？" if len(asked) > 1 else f"要办{asked[0][1].name}？"
    split = sheet.gateway(f"{name}_asked", kind, TOGETHER, question, column, row)
    _enter(sheet, at, split)
    for number, (node, part) in enumerate(asked):
        sheet.put(node, TOGETHER, column + 1, row + number)
        sheet.link(split, node.id, "办理", part.part.when)
    done = sheet.gateway(f"{name}_done", kind, TOGETHER, "", column + 2, row)
    for node, _ in asked:
        sheet.link(node.id, done)
    sheet.otherwise(split, sheet.link(split, done, "不办", way=Way.OVER))
    return done


def _enter(sheet: Sheet, at: str, target: str) -> None:
    """On to the next; behind the gateway of acceptance that is the way of what was accepted."""
    if at == "accepted":
        accept = next(each for each in sheet.nodes if each.step.kind == "accept")
        outcome = next((each for each in accept.step.outcomes if each.startswith("受理")), "受理")
        sheet.link(at, target, outcome, f'{accept.step.result} = "{outcome}"')
    else:
        sheet.link(at, target)


def _settled(sheet: Sheet, at: str, number: int, group: Sequence[Branch], front: Front, skips: list[str]) -> str:
    """Where a part of the phase was refused: whoever leads says whether the others go on."""
    refused = [
        f'{each.decides.outside} = "{word}"'
        for each in group
        if each.decides is not None
        for word in each.decides.refusing
    ]
    if not refused:
        return at
    gateway = sheet.gateway(f"refused_{number}", "exclusiveGateway", WINDOW, "有不予的？")
    sheet.link(at, gateway)
    step = replace(
        front.accept.step,
        limit=LimitText("0", "workingDay"),
        kind="review",
        form="",
        outcomes=(GO_ON, STOP),
        result=SETTLED,
        legal_basis="行政许可法第二十六条",
        materials=(),
        notices=(),
    )
    text = "有一项不予的，与申请人商定其余各项继续办理还是部分办结；已经办好的证照有效。"
    settle = sheet.put(Node(f"settle_{number}", "userTask", "商定后续办理", step=step, documentation=text), WINDOW)
    sheet.link(gateway, settle, "有", either(refused))
    asked = sheet.gateway(f"settled_{number}", "exclusiveGateway", WINDOW, "继续办理？")
    sheet.link(settle, asked)
    merged = sheet.gateway(f"going_on_{number}", "exclusiveGateway", WINDOW)
    sheet.otherwise(gateway, sheet.link(gateway, merged, "没有", way=Way.OVER))
    sheet.otherwise(asked, sheet.link(asked, merged, GO_ON))
    skips.append(asked)
    return merged


# --- the back ---------------------------------------------------------------------------------------------------------


def _handed_over(sheet: Sheet, at: str, front: Front) -> None:
    issue, deliver = sheet.put(front.issue, EXIT), sheet.put(front.deliver, EXIT)
    sheet.put(Node("done", "endEvent", "办结"), EXIT)
    sheet.link(at, issue)
    sheet.link(issue, deliver)
    sheet.link(deliver, "done")


def _diagram(code: str, title: str, sheet: Sheet, promised: LimitText, statutory: LimitText) -> Diagram:
    text = f"{title}：一次收件、一次受理，各组成事项按各自已发布的流程办理，统一制证出件。"
    process = Process(
        code,
        title,
        nodes=tuple(sheet.nodes),
        flows=tuple(sheet.flows),
        lanes=sheet.drawn_lanes(),
        promised=promised,
        statutory=statutory,
        documentation=text,
    )
    shapes, edges = sheet.drawn("pool")
    return Diagram(
        "definitions",
        title,
        f"urn:banshi:matter:{code}",
        processes=(process,),
        participants=(Participant("pool", title, code),),
        collaboration="collaboration",
        shapes=shapes,
        edges=edges,
    )
