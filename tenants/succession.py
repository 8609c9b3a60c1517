"""What becomes of a tenant (更名、合并): another name from a day, and merging into another tenant from a day, both by a
document. Open cases keep their numbers and run on where they are."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rename:
    """From `effective_from` on the tenant is called so; `case_mark` "" keeps the mark of its case numbers. `former` is
    the name it gave up, kept because the facts of today may be written over the old ones."""

    effective_from: date
    document: str
    name: str
    centre: str
    case_mark: str = ""
    former: str = ""


@dataclass(frozen=True, slots=True)
class Merger:
    """From `effective_from` on the tenant takes no new case: the tenant `into` (its code) does."""

    into: str
    effective_from: date
    document: str

    @property
    def text(self) -> str:
        """In words, for lists of what changed."""
        return f"{self.effective_from}起并入{self.into}（{self.document}）"

    def done_on(self, day: date) -> bool:
        """Whether it has taken effect."""
        return self.effective_from <= day
