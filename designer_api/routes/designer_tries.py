"""Trying parts of a draft without keeping anything: a form as the window sees it, a decision, two drawings."""

import json
from typing import Any

from anyio import to_thread
from litestar import MediaType, Response, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from bpmn.compare import compare
from bpmn.diagram import Diagram
from bpmn.dmn import DmnError, read_model
from bpmn.dmn.check import check
from bpmn.dmn.holes import find_holes
from bpmn.document import read_diagram
from bpmn.errors import ModelError
from bpmn.feel import from_json
from bpmn.finding import Finding
from designer_api.me import Me
from designer_api.problems import problem
from designer_api.routes import draft_dto as dto
from designer_api.routes.matter_drafts import BODY, TAG, finding_out
from designer_api.routes.versions import change_out
from designer_api.workshop import workshop
from forms import read_form, render
from tenants.bundle import DIAGRAM_FILE


class Unreadable(Exception):
    """A text of the designer cannot be read; the findings say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("；".join(finding.message for finding in findings))
        self.findings = findings


@post("/matters/{code:str}/draft/preview-form", tags=TAG, status_code=HTTP_200_OK, request_max_body_size=BODY)
async def preview_form(
    me: NamedDependency[Me], state: State, code: FromPath[str], data: JSONBody[dto.FormText]
) -> Response[Any]:
    """The form as the window will see it, as a piece of HTML; what keeps it from being read is a problem."""
    tools = workshop(state.house, me)
    await tools.draft(code)
    reading = read_form(data.text.encode("utf-8", "replace"), file="form.json")
    if reading.form is None:
        return _unreadable("表单还不能显示。", tuple(reading.findings))
    html = render(reading.form, data.data, today=me.day)
    return Response(html, media_type=MediaType.HTML)


@post("/matters/{code:str}/draft/decide", tags=TAG, status_code=HTTP_200_OK, request_max_body_size=BODY)
async def decide(
    me: NamedDependency[Me], state: State, code: FromPath[str], data: JSONBody[dto.Decide]
) -> Response[Any]:
    """What a decision answers to these inputs, by which rules, and where its tables have holes or overlaps."""
    tools = workshop(state.house, me)
    draft = await tools.draft(code)
    content = draft.bundle.files.get(data.path, b"") if data.text is None else data.text.encode("utf-8", "replace")
    try:
        told = await to_thread.run_sync(lambda: _decided(content, data, me))
    except Unreadable as error:
        return _unreadable("决策还不能计算。", error.findings)
    return Response(json.dumps(told, ensure_ascii=False, default=float), media_type="application/json")


def _decided(content: bytes, data: dto.Decide, me: Me) -> dict[str, Any]:
    try:
        model = read_model(content, file=data.path)
    except DmnError as error:
        raise Unreadable(tuple(error.findings) or (Finding(error.code, error.message, file=data.path),)) from None
    findings = [finding_out(each.in_file(data.path)) for each in (*check(model), *find_holes(model))]
    try:
        inputs = {name: from_json(value) for name, value in data.inputs.items()}
        found = model.explain(data.decision, inputs, calendar=me.calendar, now=me.now)
    except ModelError as error:
        return {"value": None, "trace": [], "sentence": "", "error": error.message, "findings": findings}
    return {**_plain(found.as_json()), "sentence": str(found), "error": "", "findings": findings}


def _plain(value: Any) -> dict[str, Any]:
    return dict(value)


@post("/matters/{code:str}/draft/compare-xml", tags=TAG, status_code=HTTP_200_OK, request_max_body_size=2 * BODY)
async def compare_xml(
    me: NamedDependency[Me], state: State, code: FromPath[str], data: JSONBody[dto.CompareXml]
) -> Response[Any]:
    """What changed from one drawing to the other, in words and ids; one not given is the draft's as saved."""
    tools = workshop(state.house, me)
    draft = await tools.draft(code)
    saved = draft.bundle.files.get(DIAGRAM_FILE, b"")
    sources = [saved if text is None else text.encode("utf-8", "replace") for text in (data.left, data.right)]
    try:
        changes = await to_thread.run_sync(lambda: compare(_drawing(sources[0]), _drawing(sources[1])))
    except Unreadable as error:
        return _unreadable("流程图还不能比较。", error.findings)
    return Response({"changes": [change_out(each) for each in changes]})


def _drawing(source: bytes) -> Diagram:
    reading = read_diagram(source, file=DIAGRAM_FILE)
    if reading.diagram is None:
        raise Unreadable(tuple(reading.findings))
    return reading.diagram


def _unreadable(message: str, findings: tuple[Finding, ...]) -> Response[Any]:
    told = [finding_out(each) for each in findings]
    advice = "请按检查结果逐条改正。"
    return problem(HTTP_422_UNPROCESSABLE_ENTITY, message, code="unreadable", advice=advice, findings=told)


HANDLERS = [preview_form, decide, compare_xml]
