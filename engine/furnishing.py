"""Furnishing a template (起稿): what a drawn beginning needs to be a matter of this centre.

Posts, forms, lists and a scenario are put in, plain and true anywhere; what only the centre can know (which department
reviews, by which law) is left open for the checks to ask.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bpmn.diagram import Diagram, Node
from tenants.bundle import FORMS_FOLDER
from tenants.matter import Authority, Basis, Mark, Material, Matter, Notice, Remedy
from tenants.organisation import CENTRE, Organisation, PostKind

CODES: Final = {
    "申请表": "application_form",
    "身份证明": "identity",
    "补正告知书": "correction",
    "不予受理决定书": "non_acceptance",
    "不予许可决定书": "denial",
    "准予许可决定书": "grant",
}
FRONT: Final = ("窗口", "便民服务", "政务服务中心")
"""What a template calls the front of the centre by."""
BASES: Final = (
    Basis(
        "reconsideration-20",
        "中华人民共和国行政复议法",
        "第二十条",
        quote="可以自知道或者应当知道该行政行为之日起六十日内提出行政复议申请。",
        authority=Authority.LAW,
        mark=Mark.READ,
        since="2024-01-01",
    ),
    Basis(
        "litigation-46",
        "中华人民共和国行政诉讼法",
        "第四十六条",
        quote="应当自知道或者应当知道作出行政行为之日起六个月内提出。",
        authority=Authority.LAW,
        mark=Mark.READ,
        since="2017-07-01",
    ),
)
REMEDIES: Final = (
    Remedy("行政复议", "本级人民政府", "自知道之日起60日内", ("reconsideration-20",)),
    Remedy("行政诉讼", "有管辖权的人民法院", "自知道之日起6个月内", ("litigation-46",)),
)


@dataclass(frozen=True, slots=True)
class Furnished:
    """The drawing with the centre's own posts, its list with materials and notices, and the files it needs besides."""

    diagram: Diagram
    matter: Matter
    files: dict[str, bytes]


def furnish(diagram: Diagram, matter: Matter, organisation: Organisation) -> Furnished:
    """A template made ready to be worked on at this centre."""
    materials = _codes(name for node in diagram.nodes() for name in node.step.materials)
    notices = _codes(name for node in diagram.nodes() for name in node.step.notices)
    codes = {**materials, **notices}
    fitted = replace(
        diagram,
        processes=tuple(
            replace(process, nodes=tuple(_fitted(node, codes, organisation) for node in process.nodes))
            for process in diagram.processes
        ),
    )
    decides = any(node.step.kind == "decide" for node in diagram.nodes())
    listed = replace(
        matter,
        bases=BASES if decides else (),
        remedies=REMEDIES if decides else (),
        materials=tuple(Material(code, name) for name, code in materials.items()),
        notices=tuple(
            Notice(code, name, f"{{applicant}}：你的{{matter}}申请（{{number}}），{name}。", CENTRE)
            for name, code in notices.items()
        ),
    )
    return Furnished(fitted, listed, _forms(fitted))


def scenario_of(title: str, centre: str, diagram: Diagram) -> str:
    """The first scenario of a new matter: received, then accepted at the window."""
    receive = next((node for node in diagram.nodes() if node.step.kind == "receive"), None)
    accept = next((node for node in diagram.nodes() if node.step.kind == "accept"), None)
    head = f'# language: zh-CN\n功能: {title}按承诺办结\n\n  背景:\n    假如 "{centre}"已发布事项"{title}"\n'
    if receive is None or accept is None:
        return head
    return (
        f"{head}\n  场景: 收件后到受理环节\n"
        f'    当 综合窗口于"2026-03-02 09:30"收件\n    那么 在办环节为"{accept.label}"\n'
    )


def _codes(names: Iterable[str]) -> dict[str, str]:
    """A code for every name, in the order they are met."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name, CODES.get(name, name if name.isascii() else f"item_{len(found) + 1}"))
    return found


def _fitted(node: Node, codes: dict[str, str], organisation: Organisation) -> Node:
    step = node.step
    department, post = _place(node, organisation)
    materials = tuple(codes.get(name, name) for name in step.materials)
    notices = tuple(codes.get(name, name) for name in step.notices)
    return replace(node, step=replace(step, department=department, post=post, materials=materials, notices=notices))


def _place(node: Node, organisation: Organisation) -> tuple[str, str]:
    """Department and post of a step at this centre: the front is the centre's own, results leave at the exit; a
    department of the same name is that one; others stay as drawn until somebody chooses."""
    step = node.step
    if not step.department or organisation.department(step.department):
        return step.department, step.post
    if any(word in step.department for word in FRONT):
        kind = PostKind.EXIT if step.kind in ("issue", "deliver") else PostKind.WINDOW
        post = next((each.code for each in organisation.posts_of(CENTRE) if each.kind is kind), "")
        return CENTRE, post
    names = {name: each.code for each in organisation.departments for name in (each.name, each.short)}
    return names.get(step.department, step.department), ""


def _forms(diagram: Diagram) -> dict[str, bytes]:
    """A plain form for every step that names one: the application asks who applies, the others for an opinion."""
    first = next((node.step.form for node in diagram.nodes() if node.step.kind == "receive"), "")
    names = dict.fromkeys(node.step.form for node in diagram.nodes() if node.step.form)
    return {f"{FORMS_FOLDER}{name}.json": _form(name, _asked(name == first)) for name in names}


def _asked(application: bool) -> list[dict[str, object]]:
    if not application:
        return [{"key": "办理意见", "label": "办理意见", "type": "textarea"}]
    must: dict[str, object] = {"validate": {"required": True}}
    return [
        {"key": "姓名", "label": "申请人姓名", "type": "textfield", **must},
        {"key": "身份证号", "label": "公民身份号码", "type": "resident_id", **must},
        {"key": "联系电话", "label": "联系电话", "type": "phone", **must},
    ]


def _form(name: str, fields: list[dict[str, object]]) -> bytes:
    components = [{**field, "id": f"{name}_{number:02}"} for number, field in enumerate(fields, 1)]
    schema = {"type": "default", "schemaVersion": 19, "id": name, "components": components}
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
