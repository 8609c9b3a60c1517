"""The application: routes, middleware, headers, templates, put together for one house."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from litestar import Litestar, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.openapi.config import OpenAPIConfig
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig

from designer_api.assets import STATIC, read_manifest
from designer_api.auth import SessionMiddleware, TenantMiddleware
from designer_api.headers import protection
from designer_api.house import House, open_house
from designer_api.pages import routes as pages
from designer_api.pages.environment import environment
from designer_api.problems import TITLES, on_fault, on_http_exception, on_stale, on_too_deep, problem
from designer_api.routes import api
from designer_api.settings import Settings
from engine.clock import Clock
from engine.errors import Stale

VERSION = "0.1.0"
_EMBLEM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b5cad"/>'
    '<path d="M8 17l5 5L24 10" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>'
)


@get(
    "/favicon.svg",
    exclude_from_csrf=True,
    include_in_schema=False,
    opt={"exclude_from_auth": True},
    sync_to_thread=False,
)
def favicon() -> Response[str]:
    """The mark in the browser's tab."""
    return Response(_EMBLEM, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


@get("/health", include_in_schema=False, opt={"exclude_from_auth": True})
async def health(state: State) -> dict[str, str]:
    """Whether the server and its database answer."""
    house: House = state.house
    await house.database.fetch("select 1 as one")
    return {"status": "ok", "version": VERSION}


def create_app(settings: Settings, *, house: House | None = None, clock: Clock | None = None) -> Litestar:
    """The application for these settings, or for a house that a test has opened (and closes) itself."""
    templates = environment()
    assets = read_manifest()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.house = house or await stack.enter_async_context(open_house(settings, clock))
            if house is None:
                await stack.enter_async_context(app.state.house.backroom().running())
            yield

    templates.globals.update(assets=assets, version=VERSION)
    return Litestar(
        route_handlers=[favicon, health, *pages.HANDLERS, api.ROUTER, _static()],
        lifespan=[lifespan],
        state=State({"templates": templates, "assets": assets}),
        middleware=[
            DefineMiddleware(SessionMiddleware, exclude="^/static/", exclude_from_auth_key="exclude_from_auth"),
            TenantMiddleware,
        ],
        csrf_config=CSRFConfig(
            secret=settings.secret(),
            cookie_name="banshi-csrf",
            cookie_httponly=True,
            cookie_secure=settings.secure_cookies,
            cookie_samesite="lax",
        ),
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=5, exclude="^/static/.*[.](png|woff2)$"
        ),
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(templates)),
        openapi_config=_openapi(),
        exception_handlers={
            HTTPException: on_http_exception,
            Stale: on_stale,
            RecursionError: on_too_deep,
            Exception: on_fault,
        },
        before_send=[protection(secure=settings.secure_cookies)],
        request_max_body_size=8 * 1024 * 1024,
        logging_config=None,
        debug=False,
    )


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Banshi 办事",
        version=VERSION,
        description="办件、待办、事项的程序接口。登录后用会话访问；改动类请求须带 x-csrftoken 头。",
        openapi_router=Router("/api/v1", route_handlers=[], include_in_schema=False, after_request=_described),
        render_plugins=[api.OpenApiPage()],
    )


def _described(response: Response[Any]) -> Response[Any]:
    """What is no address of the API is told as everything else is."""
    return problem(404, TITLES[404]) if response.status_code == 404 else response


def _static() -> Any:
    return create_static_files_router(
        path="/static",
        directories=[STATIC],
        cache_control=None,
        include_in_schema=False,
        opt={"exclude_from_auth": True},
        after_request=_cached,
    )


def _cached(response: Response[Any]) -> Response[Any]:
    """Built files carry a hash in their name: they may be kept for ever."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
