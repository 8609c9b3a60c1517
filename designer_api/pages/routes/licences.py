"""许可: the libraries that went into the pages, with their licences, for anybody."""

from litestar import get
from litestar.response import Template

from designer_api.assets import read_licences


@get("/licences", include_in_schema=False, opt={"exclude_from_auth": True}, sync_to_thread=False)
def show_licences() -> Template:
    """Every library by name, version and licence; the full text folded underneath."""
    return Template(template_name="licences.html.j2", context={"libraries": read_licences()})


HANDLERS = [show_licences]
