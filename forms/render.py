"""`render`: a form with its values as accessible HTML, for editing or for reading.

Only the package's own templates are ever run (autoescape on, undefined names are errors); a tenant's text is always
data. The result is a fragment: the caller's page brings `<form>`, its token and its buttons. It needs no script; with
htmx 2 (attributes `data-hx-*` only, the pages' policy allows nothing inline) fields that conditions read post the form
and swap the fragment.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from forms.field import Form
from forms.intake import from_kept
from forms.settle import settle
from forms.validate import FieldError
from forms.views import Page, page

Mode = Literal["edit", "read"]
_TEMPLATES: Final = ("templates", "components")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one template environment of forms: `<component>.html.j2` beside each component, frames in `templates`."""
    return Environment(
        loader=ChoiceLoader([PackageLoader("forms", folder) for folder in _TEMPLATES]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    form: Form,
    values: Mapping[str, object],
    errors: Sequence[FieldError] = (),
    *,
    mode: Mode = "edit",
    taken_from: Mapping[str, str] | None = None,
    not_needed: Mapping[str, str] | None = None,
    known: Mapping[str, object] | None = None,
    today: date | None = None,
    url: str = "",
) -> str:
    """The form as HTML. `values` are kept values or `Submission.typed`; defaults show where a value is absent.

    `taken_from` and `not_needed` map a field's path to words (`取自 2026-03-02 办件，可修改`, `电子证照`); `known` is
    other data that conditions and texts may read and that readonly fields come from (the values themselves when not
    given); `url` is where htmx posts the form to be drawn anew.
    """
    return (
        environment()
        .get_template(f"{mode}.html.j2")
        .render(
            page=form_page(
                form,
                values,
                errors,
                mode=mode,
                taken_from=taken_from,
                not_needed=not_needed,
                known=known,
                today=today,
                url=url,
            )
        )
    )


def form_page(
    form: Form,
    values: Mapping[str, object],
    errors: Sequence[FieldError] = (),
    *,
    mode: Mode = "edit",
    taken_from: Mapping[str, str] | None = None,
    not_needed: Mapping[str, str] | None = None,
    known: Mapping[str, object] | None = None,
    today: date | None = None,
    url: str = "",
) -> Page:
    """What `render` hands to the templates."""
    kept = values if known is None else known
    settled = settle(from_kept(form, values, kept, first=mode == "edit"), kept, not_needed=frozenset(not_needed or ()))
    return page(form, settled, errors, taken_from=taken_from or {}, not_needed=not_needed or {}, today=today, url=url)
