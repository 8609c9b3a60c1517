"""Drafts for the designer: a drawing in, every finding and the verdict out, nothing kept."""

import json
from dataclasses import asdict
from typing import Any

from anyio import to_thread
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import RawBody
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_413_REQUEST_ENTITY_TOO_LARGE

from designer_api.me import Me
from designer_api.problems import problem
from engine.drafts import MOST_BYTES, DraftJudgement, judge_draft
from engine.proving import facts_of_drawing
from tenants.people import Role
from tenants.step_kinds import KINDS

DRAWS = (Role.REFORM_OFFICER, Role.TESTER, Role.ADMINISTRATOR)
"""Who may have a draft judged."""


@post("/drafts/judge", status_code=HTTP_200_OK, tags=["设计"])
async def judge(me: NamedDependency[Me], body: RawBody) -> Response[Any]:
    """Judge a drawing: the body is BPMN 2.0 XML of at most 2 MB. What cannot be read answers with findings too."""
    if not me.actor.has(*DRAWS):
        raise PermissionDeniedException
    if len(body) > MOST_BYTES:
        met = f"{len(body) / 1024 / 1024:.1f}"
        return problem(
            HTTP_413_REQUEST_ENTITY_TOO_LARGE,
            f"流程图为 {met} MB，最多 {MOST_BYTES // 1024 // 1024} MB。",
            code="draft-too-large",
            advice="请把大图拆成几张，用调用活动连起来。",
        )
    if not body.strip():
        return problem(
            HTTP_400_BAD_REQUEST,
            "请求正文是空的，应为流程图文件（BPMN 2.0 XML）的内容。",
            code="draft-empty",
            advice="请把流程图文件的内容放进请求正文。",
        )
    facts = facts_of_drawing(KINDS, me.calendar, me.hours)
    severities = dict(me.tenant.settings.severities)
    judged = await to_thread.run_sync(lambda: judge_draft(body, facts, severities=severities))
    return Response(json.dumps(_told(judged), ensure_ascii=False, default=float), media_type="application/json")


def _told(judged: DraftJudgement) -> dict[str, Any]:
    verdict = judged.verdict.to_json() if judged.verdict is not None else None
    return {"findings": [asdict(finding) for finding in judged.findings], "verdict": verdict}
