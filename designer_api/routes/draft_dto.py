"""What the designer's addresses take: strict structures at the edge."""

from datetime import date
from typing import Annotated, Any

import msgspec

from designer_api.routes.dto import Strict

Code = Annotated[str, msgspec.Meta(max_length=60)]
Path = Annotated[str, msgspec.Meta(max_length=200)]
Revision = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
Title = Annotated[str, msgspec.Meta(max_length=200)]


class From(Strict, frozen=True):
    """Where a draft begins: one of the three, or none for the newest version."""

    version: Revision = 0
    template: Code = ""
    matter: Code = ""


class Start(Strict, frozen=True, rename={"origin": "from"}):
    origin: From = From()
    title: Title = ""


class File(Strict, frozen=True):
    """A file's text, made on the draft as it was at `revision`."""

    text: str
    revision: Revision


class Files(Strict, frozen=True):
    """Texts that are not saved yet, by path, in place of those of the draft."""

    files: dict[str, str] = msgspec.field(default_factory=dict)


class Restore(Strict, frozen=True):
    revision: Revision


class Publish(Strict, frozen=True):
    """Publish the draft as it was at `revision`, in force from a day on."""

    effective: date
    revision: Revision


class Republish(Strict, frozen=True):
    """In force from that day, today when none is given."""

    effective: date | None = None


class Retire(Strict, frozen=True):
    """The first day without new cases, today when none is given."""

    day: date | None = None


class FormText(Strict, frozen=True):
    """A form's schema as text, and answers to show in it."""

    text: str
    data: dict[str, Any] = msgspec.field(default_factory=dict)


class Decide(Strict, frozen=True):
    """Ask a decision of a file of the draft; `text` is that file where it is not saved yet."""

    path: Path
    decision: Title
    inputs: dict[str, Any] = msgspec.field(default_factory=dict)
    text: str | None = None


class CompareXml(Strict, frozen=True):
    """Two drawings as text; one that is not given is the draft's own, as saved."""

    left: str | None = None
    right: str | None = None
