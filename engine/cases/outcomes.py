"""What an outcome chosen by a person means for the case: read from its first words, which are the law's own.

许可法32 (受理, 不予受理, 不受理, 一次告知), 许可法38 (准予, 不予). A reform office may write 准予登记 or 不予批准;
the leading word decides.
"""

from enum import StrEnum


class Meaning(StrEnum):
    """What follows from an outcome."""

    PLAIN = "plain"
    ACCEPT = "accept"
    NOTICE = "notice"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    GRANT = "grant"
    DENY = "deny"
    RETURN = "return"


_AT_ACCEPTANCE = (
    ("不予受理", Meaning.REFUSE_ACCEPTANCE),
    ("不受理", Meaning.REFUSE_ACCEPTANCE),
    ("一次告知", Meaning.NOTICE),
    ("补正", Meaning.NOTICE),
    ("受理", Meaning.ACCEPT),
    ("容缺受理", Meaning.ACCEPT),
)
_AT_DECISION = (
    ("不予", Meaning.DENY),
    ("不准", Meaning.DENY),
    ("不同意", Meaning.DENY),
    ("不通过", Meaning.DENY),
    ("驳回", Meaning.DENY),
    ("退", Meaning.RETURN),
)


def meaning(kind: str, outcome: str) -> Meaning:
    """What `outcome` means on a step of this kind; a decision's outcome that denies nothing grants."""
    if kind == "accept":
        return next((meant for word, meant in _AT_ACCEPTANCE if outcome.startswith(word)), Meaning.PLAIN)
    if kind == "decide":
        return next((meant for word, meant in _AT_DECISION if outcome.startswith(word)), Meaning.GRANT)
    return Meaning.PLAIN


def needs_reason(meant: Meaning) -> bool:
    """Whether law asks for a written reason (许可法32, 38)."""
    return meant in (Meaning.REFUSE_ACCEPTANCE, Meaning.DENY, Meaning.RETURN)
