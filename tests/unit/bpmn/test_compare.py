"""What changed between two versions, in words: nothing that matters goes unsaid, nothing that does not is shouted."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from bpmn.compare import Change, ChangeKind, compare, compare_texts, days_by_department
from bpmn.diagram import (
    Artifact,
    Bounds,
    Definition,
    Diagram,
    Event,
    EventKind,
    Extension,
    Flow,
    Lane,
    LimitText,
    Loop,
    MessageFlow,
    Node,
    Participant,
    Process,
    Shape,
    StepFacts,
)

REVIEW = Node(
    "review",
    "userTask",
    "审查",
    "p",
    step=StepFacts(LimitText("5", "workingDay"), "资规局", materials=("申请表", "村委会证明")),
)
DIAGRAM = Diagram(
    processes=(
        Process(
            "p",
            "宅基地审批",
            nodes=(
                Node("start", "startEvent", "提交", "p"),
                REVIEW,
                Node("fit", "exclusiveGateway", "符合规划？", "p", default="no"),
                Node("end", "endEvent", "办结", "p"),
                Node("sorry", "endEvent", "不予", "p"),
            ),
            flows=(
                Flow("f1", "start", "review", parent="p"),
                Flow("f2", "review", "fit", parent="p"),
                Flow("yes", "fit", "end", "符合", "面积 <= 120", parent="p"),
                Flow("no", "fit", "sorry", "不符合", parent="p"),
            ),
            lanes=(Lane("l", "乡镇", ("review",)),),
            artifacts=(Artifact("note", "textAnnotation", parent="p", text="一户一宅"),),
            promised=LimitText("15", "workingDay", "本级承诺"),
            statutory=LimitText("20", "workingDay", "行政许可法42"),
        ),
    ),
    participants=(Participant("pool", "乡镇政府", "p"),),
    message_flows=(MessageFlow("mf", "pool", "start", "申请"),),
    definitions=(Definition("m", "message", "缴费完成"),),
    shapes=(Shape("review", Bounds(0, 0, 100, 80)),),
)


def with_node(element: str, change: Callable[[Node], Node]) -> Diagram:
    (process,) = DIAGRAM.processes
    nodes = tuple(change(node) if node.id == element else node for node in process.nodes)
    return replace(DIAGRAM, processes=(replace(process, nodes=nodes),))


def with_step(**facts: object) -> Diagram:
    return with_node("review", lambda node: replace(node, step=replace(node.step, **facts)))  # type: ignore[arg-type]


def with_process(**facts: object) -> Diagram:
    return replace(DIAGRAM, processes=(replace(DIAGRAM.processes[0], **facts),))  # type: ignore[arg-type]


def messages(after: Diagram, before: Diagram = DIAGRAM) -> list[str]:
    return [change.message for change in compare(before, after)]


def test_the_same_diagram_has_no_changes() -> None:
    assert compare(DIAGRAM, DIAGRAM) == ()


@pytest.mark.parametrize(
    ("after", "message"),
    [
        (
            with_step(limit=LimitText("3", "workingDay")),
            "“审查”的时限：由“5个工作日”改为“3个工作日”（减少2个工作日）。",
        ),
        (with_step(limit=LimitText("0", "workingDay")), "“审查”的时限：由“5个工作日”改为“即办”（减少5个工作日）。"),
        (with_step(limit=LimitText("5", "naturalDay")), "“审查”的时限：由“5个工作日”改为“5个自然日”。"),
        (with_step(limit=LimitText()), "“审查”的时限：删除了“5个工作日”。"),
        (with_step(department="林业局"), "“审查”的办理部门：由“资规局”改为“林业局”。"),
        (with_step(visit=True), "“审查”的是否要到现场：由“否”改为“是”。"),
        (with_step(materials=("申请表",)), "“审查”减少了材料“村委会证明”。"),
        (with_node("review", lambda node: replace(node, name="初审")), "“初审”的名称：由“审查”改为“初审”。"),
        (
            with_node("review", lambda node: replace(node, kind="manualTask")),
            "“审查”的类型：由“人工任务”改为“线下任务”。",
        ),
        (
            with_node("review", lambda node: replace(node, extensions=(Extension("urn:x", "colour", "红"),))),
            "“审查”的扩展设置 colour：新填“红”。",
        ),
        (
            with_process(promised=LimitText("10", "workingDay", "本级承诺")),
            "流程“宅基地审批”的承诺时限：由“15个工作日”改为“10个工作日”（减少5个工作日）。",
        ),
    ],
)
def test_a_change_is_one_sentence(after: Diagram, message: str) -> None:
    assert messages(after) == [message]


def test_a_changed_condition_names_the_line_and_both_texts() -> None:
    flows = tuple(
        replace(flow, condition="面积 <= 140") if flow.id == "yes" else flow for flow in DIAGRAM.processes[0].flows
    )

    (change,) = compare(DIAGRAM, with_process(flows=flows))

    assert change.message == "连线“符合”（符合规划？ → 办结）的条件：由“面积 <= 120”改为“面积 <= 140”。"
    assert (change.element, change.field, change.before, change.after) == (
        "yes",
        "condition",
        "面积 <= 120",
        "面积 <= 140",
    )


def test_days_are_summed_by_department_and_unit() -> None:
    visit = Node("visit", "userTask", "勘察", "p", step=StepFacts(LimitText("2", "workingDay"), "林业局"))
    nodes = (*with_step(limit=LimitText("3", "workingDay")).processes[0].nodes, visit)

    changes = compare(DIAGRAM, with_process(nodes=nodes))

    # 审查 5 → 3 at 资规局, a new 勘察 of 2 at 林业局
    assert days_by_department(changes) == {("资规局", "workingDay"): -2, ("林业局", "workingDay"): 2}
    assert [each.message for each in changes if each.kind is ChangeKind.ADDED] == [
        "增加了人工任务“勘察”（2个工作日）。"
    ]


def test_a_step_redrawn_under_another_id_is_the_same_step() -> None:
    renamed = with_node("review", lambda node: replace(node, id="Activity_9"))

    (change,) = [each for each in compare(DIAGRAM, renamed) if each.element == "Activity_9"]

    assert change.message == "人工任务“审查”的编号：由“review”改为“Activity_9”。"


def test_moving_shapes_is_one_line_apart() -> None:
    moved = replace(DIAGRAM, shapes=(Shape("review", Bounds(50, 0, 100, 80)),))

    assert compare(DIAGRAM, moved) == (
        Change(ChangeKind.LAYOUT, "", "另有 1 个图形只是位置或大小有变动，不影响办理。", "drawing", after="review"),
    )


def test_a_step_that_changes_lane_is_said_and_one_that_is_renamed_is_not() -> None:
    assert messages(with_process(lanes=(Lane("l", "乡镇", ("fit",)),))) == [
        "泳道“乡镇”增加了环节“符合规划？”。",
        "泳道“乡镇”减少了环节“审查”。",
    ]


SAMPLES: dict[str, object] = {
    "str": "别的",
    "bool": True,
    "int": 7,
    "LimitText": LimitText("9", "naturalDay", "别的依据"),
    "Event": Event(EventKind.SIGNAL, "停办"),
    "Loop | None": Loop("parallel", collection="名单"),
    "tuple[str, ...]": ("别的",),
    "tuple[tuple[str, str], ...]": (("a", "b"),),
    "tuple[Extension, ...]": (Extension("urn:x", "y", "1"),),
    "bool | None": False,
    "int | None": 3,
}
UNSEEN = {"id", "line", "nodes", "flows", "lanes", "artifacts", "step", "parent"}


def sample(name: str, kind: object, owner: object) -> object:
    now = getattr(owner, name)
    text = str(kind).replace("bpmn.diagram.", "")
    plain = text if "[" in text or "|" in text else getattr(kind, "__name__", text)
    return not now if isinstance(now, bool) else SAMPLES[plain]


@pytest.mark.parametrize("field", list(fields(StepFacts)), ids=lambda each: each.name)
def test_no_fact_of_a_step_changes_unsaid(field: object) -> None:
    name, kind = field.name, field.type  # type: ignore[attr-defined]

    assert compare(DIAGRAM, with_step(**{name: sample(name, kind, REVIEW.step)}))


@pytest.mark.parametrize("name", [each.name for each in fields(Node) if each.name not in UNSEEN | {"kind"}])
def test_no_field_of_a_node_changes_unsaid(name: str) -> None:
    kind = next(each.type for each in fields(Node) if each.name == name)

    assert compare(DIAGRAM, with_node("review", lambda node: replace(node, **{name: sample(name, kind, node)})))


@pytest.mark.parametrize("name", [each.name for each in fields(Flow) if each.name not in UNSEEN])
def test_no_field_of_a_flow_changes_unsaid(name: str) -> None:
    kind = next(each.type for each in fields(Flow) if each.name == name)
    flows = list(DIAGRAM.processes[0].flows)
    flows[2] = replace(flows[2], **{name: sample(name, kind, flows[2])})

    assert compare(DIAGRAM, with_process(flows=tuple(flows)))


@pytest.mark.parametrize("name", [each.name for each in fields(Process) if each.name not in UNSEEN])
def test_no_field_of_a_process_changes_unsaid(name: str) -> None:
    kind = next(each.type for each in fields(Process) if each.name == name)

    assert compare(DIAGRAM, with_process(**{name: sample(name, kind, DIAGRAM.processes[0])}))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (place, each.name)
        for place, kind in (
            ("participants", Participant),
            ("message_flows", MessageFlow),
            ("definitions", Definition),
        )
        for each in fields(kind)
        if each.name not in UNSEEN | {"kind"}
    ],
)
def test_no_field_beside_the_flow_changes_unsaid(place: str, name: str) -> None:
    owner = getattr(DIAGRAM, place)[0]
    kind = next(each.type for each in fields(owner) if each.name == name)
    changed = replace(owner, **{name: sample(name, kind, owner)})

    assert compare(DIAGRAM, replace(DIAGRAM, **{place: (changed,)}))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (place, each.name)
        for place, kind in (("lanes", Lane), ("artifacts", Artifact))
        for each in fields(kind)
        if each.name not in UNSEEN
    ],
)
def test_no_field_of_a_lane_or_note_changes_unsaid(place: str, name: str) -> None:
    owner = getattr(DIAGRAM.processes[0], place)[0]
    kind = next(each.type for each in fields(owner) if each.name == name)
    changed = replace(owner, **{name: sample(name, kind, owner)})

    assert compare(DIAGRAM, with_process(**{place: (changed,)}))


@pytest.mark.parametrize(
    ("after", "message"),
    [
        (replace(DIAGRAM, participants=()), "删除了泳池“乡镇政府”。"),
        (replace(DIAGRAM, message_flows=()), "删除了消息流“申请”。"),
        (
            replace(DIAGRAM, definitions=(Definition("m", "message", "已缴费"),)),
            "消息“已缴费”的名称：由“缴费完成”改为“已缴费”。",
        ),
        (with_process(artifacts=()), "删除了图上的说明“一户一宅”。"),
        (with_process(lanes=()), "删除了泳道“乡镇”。"),
        (
            with_process(artifacts=(Artifact("note", "textAnnotation", parent="p", text="一户两宅"),)),
            "图上的说明“note”的文字：由“一户一宅”改为“一户两宅”。",
        ),
    ],
)
def test_what_stands_beside_the_flow_is_compared_too(after: Diagram, message: str) -> None:
    assert messages(after) == [message]


def test_texts_beside_the_diagram_are_compared_line_by_line() -> None:
    changes = compare_texts("表单 apply", "姓名\n电话\n", "姓名\n手机号\n住址\n", element="apply")

    assert [each.message for each in changes] == ["表单 apply第2行：由“电话”改为“手机号\n住址”。"]
    assert [each.element for each in changes] == ["apply"]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [("", "a", "增加了决策表 fee。"), ("a", "", "删除了决策表 fee。"), ("a", "a\n", "决策表 fee只有换行变动。")],
)
def test_a_text_may_come_or_go(before: str, after: str, message: str) -> None:
    assert [each.message for each in compare_texts("决策表 fee", before, after)] == [message]


def test_equal_texts_have_no_changes() -> None:
    assert compare_texts("表单", "a", "a") == ()
