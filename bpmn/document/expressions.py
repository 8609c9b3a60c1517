"""Expressions of a file: FEEL as it stands, other dialects turned into FEEL where that can be done, else a finding."""

from bpmn.document.juel import is_juel, to_feel
from bpmn.document.notes import Notes
from bpmn.document.vocabulary import bpmn
from bpmn.finding import Severity
from bpmn.xml import Element, add, line_of, text_of

FORMAL = "bpmn:tFormalExpression"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
JUEL = "juel"


def is_feel(language: str) -> bool:
    """Whether the name of a language means FEEL; no name does, because everything here is FEEL."""
    lower = language.lower()
    return not lower or "feel" in lower or "omg.org/spec/dmn" in lower


def read_expression(
    element: Element | None, notes: Notes, place: str, what: str, *, timer: bool = False
) -> tuple[str, str]:
    """(text, language) of an expression; the language is "" for FEEL. `place` is the id of the element it belongs to.

    A timer's text is ISO 8601, or FEEL after `=`; elsewhere a leading `=` (Zeebe's way) is dropped.
    """
    if element is None:
        return "", ""
    text = text_of(element)
    language = (element.get("language") or "").strip()
    if not text:
        return "", ""
    return settle(text, language, notes, place, what, line_of(element), timer=timer)


def settle(
    text: str, language: str, notes: Notes, place: str, what: str, line: int, *, timer: bool = False
) -> tuple[str, str]:
    """The same for a text that stood in an attribute. Times of ISO 8601, true and false are alike in every language."""
    if timer and (text[0] in "PR" or text[0].isdigit()):
        return text, ""
    if text in ("true", "false"):
        return text, ""
    if text.startswith("=") and is_feel(language):
        return (text if timer else text[1:].strip()), ""
    if is_juel(text) and (is_feel(language) or "juel" in language.lower()):
        feel = to_feel(text)
        if feel is not None:
            notes.say(
                "foreign-setting",
                f"{what}“{text}”是其他工具的写法，已改写为 FEEL“{feel}”，请核对。",
                Severity.NOTE,
                element=place,
                line=line,
            )
            return (f"={feel}" if timer else feel), ""
        language = JUEL
    if is_feel(language):
        return text, ""
    notes.say(
        "expression-language",
        f"{what}“{_short(text)}”用的是“{_language(language)}”，这里只执行 FEEL，请改写成 FEEL（例如：金额 > 1000）。",
        element=place,
        line=line,
        expected="FEEL",
        met=language,
    )
    return text, language


def write_expression(parent: Element, name: str, text: str, language: str) -> None:
    """Append an expression as the standard's `tFormalExpression`."""
    attributes = {XSI_TYPE: FORMAL} | ({"language": language} if language else {})
    add(parent, bpmn(name), attributes, text)


def _language(language: str) -> str:
    return {JUEL: "JUEL（${…}）", "http://www.w3.org/1999/XPath": "XPath"}.get(language, language)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
