"""The pages for people, one module a room of the product; each lists its `HANDLERS`."""

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from designer_api.auth import provide_me
from designer_api.pages.routes import (
    admin_audit,
    admin_import,
    admin_mandates,
    admin_organisation,
    admin_people,
    admin_settings,
    apply,
    cases,
    claims,
    designer,
    designer_list,
    designer_release,
    designer_scenarios,
    designer_steps,
    designer_try,
    editors,
    guides,
    incidents,
    licences,
    matters,
    migrations,
    own_account,
    papers,
    provider,
    sign_in,
    sign_in_steps,
    tasks,
    testing,
    workers,
)

STAFF = Router(
    "/",
    route_handlers=[
        *tasks.HANDLERS,
        *apply.HANDLERS,
        *cases.HANDLERS,
        *papers.HANDLERS,
        *matters.HANDLERS,
        *claims.HANDLERS,
        *editors.HANDLERS,
        *testing.HANDLERS,
        *own_account.HANDLERS,
        *incidents.HANDLERS,
        *migrations.HANDLERS,
        *workers.HANDLERS,
        *designer.HANDLERS,
        *designer_list.HANDLERS,
        *designer_release.HANDLERS,
        *designer_scenarios.HANDLERS,
        *designer_steps.HANDLERS,
        *designer_try.HANDLERS,
        *admin_mandates.HANDLERS,
        *admin_organisation.HANDLERS,
        *admin_settings.HANDLERS,
        *admin_people.HANDLERS,
        *admin_audit.HANDLERS,
        *admin_import.HANDLERS,
    ],
    dependencies={"me": Provide(provide_me)},
    include_in_schema=False,
)
HANDLERS: list[ControllerRouterHandler] = [
    *sign_in.HANDLERS,
    *sign_in_steps.HANDLERS,
    *provider.HANDLERS,
    *licences.HANDLERS,
    *guides.HANDLERS,
    STAFF,
]
