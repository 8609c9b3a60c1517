"""The sign-in page (登录): choose the centre, name and password, or the identity provider; sign out."""

from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect, Template

from designer_api.access.audit import Doer
from designer_api.auth import address_of
from designer_api.house import House
from designer_api.me import today_lines
from designer_api.sessions import COOKIE, Session
from designer_api.sign_in import SignedIn, sign_in
from designer_api.sign_in import sign_out as end_session
from engine.refusal import Refusal
from tenants import scope
from tenants.calendar import national_calendar
from tenants.security import IdentityProvider
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
    return await sign_in_form(request, state.house, centre or request.cookies.get(CENTRE_COOKIE, ""), target)


@post("/sign-in", include_in_schema=False)
async def do_sign_in(request: Request[Any, Any, Any], state: State, data: Fields) -> Response[Any] | Template:
    """Check, begin a session under a fresh token, go where the person wanted to."""
    house: House = state.house
    target, centre = data.get("next", "/"), centre_of(request, data.get("centre", ""))
    found = await sign_in(house, centre, data.get("login", ""), data.get("password", ""), address=address_of(request))
    if isinstance(found, SignedIn):
        return admitted(house, found, target)
    return await sign_in_form(request, house, centre, target, login=data.get("login", ""), refusal=found)


@post("/sign-out", include_in_schema=False)
async def sign_out(request: Request[Session | None, str, Any], state: State) -> Redirect:
    """End the session here."""
    house: House = state.house
    if request.user is not None:
        person = await house.tenants.person(request.user.person)
        name = person.name if person else ""
        await end_session(house, Doer(request.user.person, name, address_of(request)), request.auth)
    response = Redirect("/sign-in", status_code=303)
    response.delete_cookie(COOKIE)
    return response


def admitted(house: House, found: SignedIn, target: str) -> Redirect:
    """To the page wanted, or to what the sign-in still lacks; the session's token goes into the cookie."""
    address = f"/sign-in/{found.missing}?next={quote(own(target))}" if found.missing else own(target)
    response = Redirect(address, status_code=303)
    carry(response, house, found)
    return response


def carry(response: Response[Any], house: House, found: SignedIn) -> None:
    """Put the session's token into the cookie of an answer."""
    secure = house.settings.secure_cookies
    response.set_cookie(COOKIE, found.token, httponly=True, samesite="lax", secure=secure)
    response.set_cookie(CENTRE_COOKIE, found.centre, httponly=True, samesite="lax", max_age=180 * 86400)


def centre_of(request: Request[Any, Any, Any], said: str) -> str:
    """The centre signed in at: the one whose name the host is, else the one that was chosen."""
    house: House = request.app.state.house
    return house.settings.centre_at(request.headers.get("host", "")) or said


async def sign_in_form(
    request: Request[Any, Any, Any],
    house: House,
    code: str,
    target: str,
    *,
    login: str = "",
    refusal: Refusal | None = None,
    note: str = "",
) -> Template:
    """The page; after a refusal with what is wrong, `note` says what comes next."""
    centres = await house.directory.all()
    hosted = house.settings.centre_at(request.headers.get("host", ""))
    if hosted:
        centres = tuple(each for each in centres if each.code == hosted)
    centre = next((each for each in centres if each.code == code), centres[0] if centres else None)
    calendar, provider, idle = national_calendar(), IdentityProvider(), house.settings.idle_minutes
    if centre is not None:
        with scope.acting_for(centre.id):
            calendar = await house.matters.calendar(centre)
            policy, provider = await house.policies.both()
            idle = min(idle, policy.idle_minutes)
    context = {
        "centres": centres,
        "centre": centre,
        "hours": _hours(centre) if centre else "",
        "today": ["今天是 " + "，".join(today_lines(house.clock.now(), calendar))],
        "next": own(target),
        "login": login,
        "error": str(refusal.message) if refusal else "",
        "advice": refusal.advice if refusal else "",
        "note": note,
        "provider": provider if provider.is_on else None,
        "idle_minutes": idle,
        "demo": house.settings.demo,
    }
    page = Template(template_name="sign_in.html.j2", context=context)
    if refusal is not None:
        page.status_code = 422
    return page


def own(target: str) -> str:
    """Only addresses of this server are gone to."""
    fits = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if fits else "/"


def _hours(centre: Tenant) -> str:
    return "，".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in centre.settings.business_hours)


HANDLERS = [show_sign_in, do_sign_in, sign_out]
