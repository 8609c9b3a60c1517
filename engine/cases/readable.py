"""What people type with a command is kept for ever: characters that nobody sees or that turn a line are refused."""

from dataclasses import fields, is_dataclass

from engine.refusal import OWN_RULE, Refusal
from forms.characters import paragraphs, paragraphs_fault


def unreadable(*typed: object) -> Refusal | None:
    """Why texts, or the texts of a command, may not go into the record; None when every character can be seen. What a
    form brings is asked by the form itself."""
    for value in typed:
        if isinstance(value, str) and (fault := paragraphs_fault(paragraphs(value))):
            return Refusal("characters", f"填写的文字里，{fault}", OWN_RULE, "请更正后再提交。")
        if isinstance(value, tuple | frozenset) and (refusal := unreadable(*value)):
            return refusal
        if is_dataclass(value) and not isinstance(value, type):
            texts = [getattr(value, each.name) for each in fields(value)]
            if refusal := unreadable(*texts):
                return refusal
    return None
