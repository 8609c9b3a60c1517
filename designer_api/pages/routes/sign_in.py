"""The sign-in page (登录): choose the centre, name and password; a locked account says until when."""

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect, Template

from designer_api.house import House
from designer_api.me import today_lines
from designer_api.sessions import COOKIE
from designer_api.sign_in import SignedIn, sign_in
from tenants import scope
from tenants.calendar import national_calendar
from tenants.tenant import Tenant

Fields = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
CENTRE_COOKIE = "banshi-centre"


@get("/sign-in", include_in_schema=False)
async def show_sign_in(
    request: Request[Any, Any, Any],
    state: State,
    centre: FromQuery[str] = "",
    target: Annotated[str, QueryParameter(name="next")] = "/",
) -> Template:
    """The form; the centre of the last sign-in at this machine is chosen already."""
    return await _form(state.house, centre or request.cookies.get(CENTRE_COOKIE, ""), target)


@post("/sign-in", include_in_schema=False)
async def do_sign_in(state: State, data: Fields) -> Redirect | Template:
    """Check, begin a session under a fresh token, go where the person wanted to."""
    house: House = state.house
    target = data.get("next", "/")
    found = await sign_in(house, data.get("centre", ""), data.get("login", ""), data.get("password", ""))
    if not isinstance(found, SignedIn):
        page = await _form(
            house, data.get("centre", ""), target, login=data.get("login", ""), refusal=str(found.message)
        )
        page.context["advice"] = found.advice
        page.status_code = 422
        return page
    response = Redirect(_own(target), status_code=303)
    secure = house.settings.secure_cookies
    response.set_cookie(COOKIE, found.token, httponly=True, samesite="lax", secure=secure)
    response.set_cookie(CENTRE_COOKIE, found.centre, httponly=True, samesite="lax", max_age=180 * 86400)
    return response


@post("/sign-out", include_in_schema=False)
async def sign_out(request: Request[Any, str, Any], state: State) -> Redirect:
    """End the session here."""
    if request.auth:
        await state.house.sessions.end(request.auth)
    response = Redirect("/sign-in", status_code=303)
    response.delete_cookie(COOKIE)
    return response


async def _form(house: House, code: str, target: str, *, login: str = "", refusal: str = "") -> Template:
    centres = await house.directory.all()
    centre = next((each for each in centres if each.code == code), centres[0] if centres else None)
    calendar = national_calendar()
    if centre is not None:
        with scope.acting_for(centre.id):
            calendar = await house.matters.calendar(centre)
    return Template(
        template_name="sign_in.html.j2",
        context={
            "centres": centres,
            "centre": centre,
            "hours": _hours(centre) if centre else "",
            "today": ["今天是 " + "，".join(today_lines(house.clock.now(), calendar))],
            "next": _own(target),
            "login": login,
            "error": refusal,
            "advice": "",
            "idle_minutes": house.settings.idle_minutes,
            "demo": house.settings.demo,
        },
    )


def _own(target: str) -> str:
    """Only addresses of this server are gone to."""
    own = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if own else "/"


def _hours(centre: Tenant) -> str:
    return "，".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in centre.settings.business_hours)


HANDLERS = [show_sign_in, do_sign_in, sign_out]
