"""What a browser posted, as the forms read it: every name with all its entries; files by name and size."""

from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile

from forms import Upload

Posted = dict[str, list[str | Upload]]
OWN = (
    "_csrf_token",
    "_act",
    "_reason",
    "_defect",
    "_defect_other",
    "_supplied",
    "_once",
    "_shown",
    "_gap",
    "_undertaking",
    "_pledge",
    "_staff",
    "_signatures",
)
"""Names of the page's own controls; everything else is the form's."""


async def posted(request: Request[Any, Any, Any]) -> Posted:
    """Every field of the post, in the order sent."""
    fields: Posted = {}
    for name, value in (await request.form()).multi_items():
        fields.setdefault(name, []).append(await _entry(value))
    return fields


def of_form(fields: Posted) -> Posted:
    """Only what belongs to the form of the step."""
    return {name: entries for name, entries in fields.items() if name not in OWN}


def text(fields: Posted, name: str) -> str:
    """The first text under a name, stripped; "" when there is none."""
    return next((entry.strip() for entry in fields.get(name, ()) if isinstance(entry, str)), "")


def texts(fields: Posted, name: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in fields.get(name, ()) if isinstance(entry, str) and entry.strip())


async def _entry(value: Any) -> str | Upload:
    if isinstance(value, UploadFile):
        content = await value.read()
        return Upload(value.filename or "", len(content))
    return str(value)
