"""Papers to print (文书): each with its number and a QR code that carries the number, nothing personal."""

from uuid import UUID

import segno
from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.page import page
from designer_api.pages.papers import paper
from designer_api.pages.routes.cases import visible


@get("/cases/{case:uuid}/papers/{code:str}")
async def show_paper(me: NamedDependency[Me], state: State, case: FromPath[UUID], code: FromPath[str]) -> Template:
    """One paper, as it will be printed."""
    house: House = state.house
    stored = await visible(house, me, case)
    prepared = await house.matters.version(stored.matter, stored.version)
    names = {each.code: each.name for each in me.organisation.departments}
    found = paper(code, stored, await house.cases.events(stored.id), prepared.terms, me.tenant.centre, names)
    if found is None:
        raise NotFoundException
    code_svg = segno.make(f"{stored.number}", error="m").svg_inline(
        scale=3, border=1, svgclass="qr", lineclass=None, title=f"编号 {stored.number} 的二维码"
    )
    return page("paper", me, "cases", paper=found, case=stored, qr=code_svg, demo=house.settings.demo)


HANDLERS = [show_paper]
