"""What may be written or left out and means the same: attributes at the standard's default, blanks around words.

Tools differ in this when they save a file that nobody changed (BPMN 2.0.2, the attribute tables of chapter 10).
"""

from collections.abc import Mapping
from types import MappingProxyType

from bpmn.diagram import Extension
from bpmn.xml import Element, children, local_name, namespace, parse_fragment, text_of

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "isForCompensation": "false",
        "startQuantity": "1",
        "completionQuantity": "1",
        "eventGatewayType": "Exclusive",
        "gatewayDirection": "Unspecified",
        "instantiate": "false",
        "isClosed": "false",
        "isCollection": "false",
        "isUnlimited": "true",
        "isImmediate": "true",
        "processType": "None",
        "itemKind": "Information",
        "structure": "",
        "expressionLanguage": "http://www.w3.org/1999/XPath",
        "typeLanguage": "http://www.w3.org/2001/XMLSchema",
        "textFormat": "text/plain",
    }
)

Shape = tuple[str, tuple[tuple[str, str], ...], str, tuple["Shape", ...]]


def words(text: str) -> str:
    """A text with its blanks and line ends as one blank each."""
    return " ".join(text.split())


def is_silent(extension: Extension) -> bool:
    """Whether an attribute says only what holds without it."""
    return not extension.namespace and not extension.xml and DEFAULTS.get(extension.name) == extension.value


def meaning(extension: Extension) -> str | Shape:
    """What two settings are compared by: a value's words, or an element without prefixes, defaults and layout."""
    return _shape(parse_fragment(extension.xml)) if extension.xml else words(extension.value)


def _shape(element: Element) -> Shape:
    attributes = sorted((str(k), words(str(v))) for k, v in element.attrib.items() if DEFAULTS.get(str(k)) != v)
    return (
        f"{namespace(element)} {local_name(element)}",
        tuple(attributes),
        words(text_of(element)),
        tuple(_shape(child) for child in children(element)),
    )
