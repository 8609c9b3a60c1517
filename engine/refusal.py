"""`Refusal` (拒绝): what a command or an entry in the ledger gives back when law or centre does not allow it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done. Nothing changed.

    `rule` is the stable name of the rule broken (kebab-case); `article` the law and article it rests on, or 本系统规则;
    `message` a whole Chinese sentence saying what is wrong, `advice` what the person can do instead.
    """

    rule: str
    message: str
    article: str = ""
    advice: str = ""

    def __str__(self) -> str:
        basis = f"（{self.article}）" if self.article else ""
        return f"{self.message}{basis}{self.advice}"


OWN_RULE = "本系统规则"
"""Stands for an article where the rule is the centre's own policy; shown as such, never as law."""
