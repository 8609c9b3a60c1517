"""How what went wrong reaches a caller: problems of RFC 9457 for programs, a Chinese page for people. Mapped once."""

import logging
from typing import Any
from urllib.parse import quote

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.status_codes import HTTP_404_NOT_FOUND, HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from engine.errors import Stale
from engine.refusal import Refusal

log = logging.getLogger("banshi")

TITLES = {
    400: "请求有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的操作",
    409: "已被他人办理",
    413: "内容太大",
    422: "内容需要更正",
    429: "操作太频繁",
    500: "系统出错",
    503: "暂时不可用",
}
_ADVICE = {
    400: "请返回上一页重试。",
    401: "登录后会回到刚才的页面。",
    403: "如确需办理，请联系本中心管理员。页面停留太久时，请刷新后重试。",
    404: "地址可能已变更，或者您没有查看的权限。请回到首页重新进入。",
    409: "请刷新页面，以办件当前的环节为准。",
    500: "请稍后重试；仍不行时请把发生的时间告诉管理员。",
}
_WORDS = (
    ("Object missing required field ", "缺少字段 "),
    ("Object contains unknown field ", "不认识的字段 "),
    ("Expected ", "应为 "),
    (", got ", "，现为 "),
    (" of length <= ", "，长度不超过 "),
    (" of length >= ", "，长度不小于 "),
)
"""The few sentences in which the reader of JSON says what does not fit."""
_CONFLICTS = frozenset(
    {"busy", "closed", "step", "held", "sent-back", "stale", "once", "draft-changed", "draft-exists"}
)


class RefusedError(HTTPException):
    """A refusal on its way out of a door; `facts` join the problem a program reads."""

    def __init__(self, refusal: Refusal, **facts: object) -> None:
        super().__init__(detail=refusal.message, status_code=refusal_status(refusal))
        self.refusal = refusal
        self.facts = facts


class SignInUnfinished(HTTPException):
    """The session lacks something yet: a one-time code, a password of one's own, the second factor itself."""

    status_code = 403

    def __init__(self, missing: str) -> None:
        super().__init__(detail="登录还没有完成。")
        self.missing = missing


def refusal_status(refusal: Refusal) -> int:
    """404 for what is not there, 409 for what somebody else has done meanwhile, 422 for the rest."""
    if refusal.rule == "not-found":
        return HTTP_404_NOT_FOUND
    return HTTP_409_CONFLICT if refusal.rule in _CONFLICTS else HTTP_422_UNPROCESSABLE_ENTITY


def is_api(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith("/api/")


def problem(status: int, detail: str, **more: object) -> Response[dict[str, object]]:
    """An RFC 9457 problem. `type` is a stable address of ours that names the kind."""
    kind = str(more.pop("code", status))
    body = {"type": f"urn:banshi:problem:{kind}", "title": TITLES.get(status, "出错"), "status": status}
    return Response({**body, "detail": detail, **more}, status_code=status, media_type="application/problem+json")


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Expected failures of a request."""
    status = error.status_code
    if isinstance(error, SignInUnfinished):
        advice = "请在登录页面完成登录。"
        if is_api(request):
            return problem(status, error.detail, code="sign-in-unfinished", advice=advice)
        return Redirect(f"/sign-in/{error.missing}?next={_wanted(request)}", status_code=303)
    if isinstance(error, RefusedError):
        refusal = error.refusal
        if is_api(request):
            basis = {"article": refusal.article, "advice": refusal.advice, **error.facts}
            return problem(status, refusal.message, code=refusal.rule, **basis)
        return error_page(request, status, refusal.message, refusal.advice)
    if is_api(request):
        return problem(status, _detail(error))
    if status == 401:
        return Redirect(f"/sign-in?next={_wanted(request)}", status_code=303)
    return error_page(request, status, TITLES.get(status, "出错"), _ADVICE.get(status, "请返回上一页重试。"))


def _wanted(request: Request[Any, Any, Any]) -> str:
    """The page asked for, to come back to after signing in."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return quote(asked if request.method == "GET" else "/")


def on_stale(request: Request[Any, Any, Any], error: Stale) -> Response[Any]:
    """Two hands at one case: the second is told."""
    if is_api(request):
        return problem(409, str(error), code=error.code)
    return error_page(request, 409, str(error), _ADVICE[409])


def on_too_deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[Any]:
    """A body nested deeper than anything may be: the reader of JSON gives up."""
    log.warning("nested too deep at %s %s", request.method, request.url.path, exc_info=error)
    detail = "请求正文嵌套太深。"
    return problem(400, detail) if is_api(request) else error_page(request, 400, detail, _ADVICE[400])


def on_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A fault of ours: logged whole, told in one line."""
    log.exception("fault at %s %s", request.method, request.url.path, exc_info=error)
    if is_api(request):
        return problem(500, _ADVICE[500])
    return error_page(request, 500, "系统出错", _ADVICE[500])


def error_page(request: Request[Any, Any, Any], status: int, message: str, advice: str) -> Response[str]:
    """A whole page that says what is wrong and what to do next."""
    template = request.app.state.templates.get_template("error.html.j2")
    html = template.render(status=status, message=message, advice=advice, assets=request.app.state.assets)
    return Response(html, status_code=status, media_type=MediaType.HTML)


def _detail(error: HTTPException) -> str:
    """Our own words where the framework would speak English; a 401 is only ever raised in our own."""
    if error.status_code == 401:
        return error.detail
    if error.status_code == 400:
        faults = [_fault(item) for item in error.extra or () if isinstance(item, dict)]
        return f"{'；'.join(faults)}。" if faults else "请求正文不是正确的 JSON。"
    return _ADVICE.get(error.status_code, TITLES.get(error.status_code, "请求未能完成。"))


def _fault(item: dict[str, Any]) -> str:
    """What the framework says of one field, in Chinese; it calls the whole body `data`."""
    name, text = str(item.get("key", "")), str(item.get("message", ""))
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return text if text.startswith(("缺少", "不认识")) else f"{'请求正文' if name == 'data' else name}{text}"
