"""What the audit says of a pack that landed: the import in one line, and a line for each change of a power."""

from collections.abc import Iterable, Iterator

from designer_api.access.audit import AuditKind, AuditLog, Doer
from tenants.pack_difference import Difference, Part

MOST = 3800
"""How many characters of differences one entry holds; what is more goes into the next."""


async def note_landing(
    audit: AuditLog, by: Doer, about: str, differences: Iterable[Difference], words: str = ""
) -> None:
    """Append the entries, inside the transaction of the landing."""
    listed = tuple(differences)
    powers = [each for each in listed if each.grants]
    rest = [str(each) for each in listed if not each.grants]
    for text in _portions([words, *rest] if words else rest or ["内容没有变化。"]):
        await audit.note(AuditKind.IMPORT, by, about, text)
    for each in powers:
        kind = AuditKind.ACCOUNT if each.part is Part.PEOPLE and each.text.startswith("增加") else AuditKind.ROLES
        await audit.note(kind, by, about, each.text)


def _portions(lines: Iterable[str]) -> Iterator[str]:
    """Lines joined to texts that fit an entry."""
    held: list[str] = []
    for line in lines:
        if held and sum(map(len, held)) + len(held) + len(line) > MOST:
            yield "".join(held)
            held = []
        held.append(line)
    yield "".join(held)
