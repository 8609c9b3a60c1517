"""`Parts`: one XML element being taken apart; what nobody takes is kept as extensions, so nothing is lost."""

from collections.abc import Collection, Iterable, Mapping

from bpmn.diagram import Extension
from bpmn.document.notes import Notes
from bpmn.document.vocabulary import BPMN, OTHER_PARTS, OWN, RANK, REST_RANK, XSI
from bpmn.finding import Severity
from bpmn.xml import (
    Element,
    canonical,
    children,
    line_of,
    local_name,
    namespace,
    text_of,
)

XSI_TYPE = f"{{{XSI}}}type"


def settled(extensions: Iterable[Extension]) -> tuple[Extension, ...]:
    """The extensions in the order the writer puts them: attributes by name, foreign elements, the standard's parts."""

    def place(extension: Extension) -> tuple[int, str, str]:
        if not extension.xml:
            return -2, extension.namespace, extension.name
        return (RANK.get(extension.name, REST_RANK) if extension.namespace == BPMN else -1), "", ""

    return tuple(sorted(extensions, key=place))


def _is_plain_documentation(element: Element) -> bool:
    is_plain = len(element) == 0 and element.get("textFormat", "text/plain") == "text/plain"
    return is_plain and element.tag == f"{{{BPMN}}}documentation"


class Keeper:
    """Turns elements nobody reads into extensions, always in the same words whatever prefixes the file used."""

    def __init__(self, foreign: Iterable[tuple[str, str]]) -> None:
        pairs = dict(foreign) | dict(OWN)
        self._prefixes: Mapping[str, str] = {uri: prefix for prefix, uri in pairs.items()}

    def element(self, element: Element) -> Extension:
        """The element as an extension. An `xsi:type` names the standard's types with our prefix."""
        for each in element.iter():
            kind = each.get(XSI_TYPE) or "" if isinstance(each.tag, str) else ""
            prefix, _, local = kind.rpartition(":")
            if kind and each.nsmap.get(prefix or None) == BPMN:
                each.set(XSI_TYPE, f"bpmn:{local}")
        return Extension(namespace(element), local_name(element), xml=canonical(element, self._prefixes))


class Parts:
    """An element's attributes and children; each is taken once, the rest is asked for with `rest`."""

    def __init__(self, element: Element, notes: Notes) -> None:
        self.element = element
        self.notes = notes
        self.line = line_of(element)
        self._attributes = {str(name): str(value) for name, value in element.attrib.items()}
        self._children = list(children(element))
        self._extensions: list[Element] = []
        for holder in self.all("extensionElements"):
            self._extensions.extend(children(holder))

    @property
    def id(self) -> str:
        return self._attributes.get("id", "")

    def peek(self, name: str) -> str:
        return self._attributes.get(name, "")

    def text(self, name: str) -> str:
        """Take an attribute; "" when it is not there."""
        return self._attributes.pop(name, "").strip()

    def flag(self, name: str, default: bool) -> bool:
        """Take a true-or-false attribute; another word is a finding and stays where it is."""
        value = self._attributes.get(name, "").strip().lower()
        if value in ("true", "1", "false", "0", ""):
            self._attributes.pop(name, None)
            return default if value == "" else value in ("true", "1")
        self.wrong(name, value, "true 或 false")
        return default

    def count(self, name: str) -> int | None:
        """Take an attribute that is a whole number; anything else is a finding and stays where it is."""
        value = self._attributes.get(name, "").strip()
        if value.isascii() and value.isdigit() and len(value) < 10:
            self._attributes.pop(name)
            return int(value)
        if value:
            self.wrong(name, value, "不小于 0 的整数")
        else:
            self._attributes.pop(name, None)
        return None

    def all(self, *names: str) -> list[Element]:
        """Take the standard's children of these names, in order."""
        tags = {f"{{{BPMN}}}{name}" for name in names}
        taken = [each for each in self._children if each.tag in tags]
        if taken:
            self._children = [each for each in self._children if each.tag not in tags]
        return taken

    def one(self, name: str) -> Element | None:
        """Take the first child of that name."""
        for place, each in enumerate(self._children):
            if each.tag == f"{{{BPMN}}}{name}":
                del self._children[place]
                return each
        return None

    def content(self, name: str) -> str:
        """Take the text of the first child of that name."""
        child = self.one(name)
        return "" if child is None else text_of(child)

    def documentation(self) -> str:
        """Take the plain descriptions, several joined by an empty line."""
        plain: list[Element] = []
        others: list[Element] = []
        for each in self._children:
            (plain if _is_plain_documentation(each) else others).append(each)
        self._children = others
        return "\n\n".join(text for each in plain if (text := text_of(each)))

    def extension(self, uri: str, name: str) -> list[Element]:
        """Take the extension elements of that namespace and name."""
        tag = f"{{{uri}}}{name}"
        taken = [each for each in self._extensions if each.tag == tag]
        if taken:
            self._extensions = [each for each in self._extensions if each.tag != tag]
        return taken

    def extensions(self) -> tuple[Element, ...]:
        """The extension elements not taken yet."""
        return tuple(self._extensions)

    def attributes(self) -> Mapping[str, str]:
        """The attributes not taken yet."""
        return self._attributes

    def children_left(self) -> tuple[Element, ...]:
        return tuple(self._children)

    def drop(self, uri: str) -> list[Element]:
        """Take the children of a namespace."""
        taken = [each for each in self._children if namespace(each) == uri]
        self._children = [each for each in self._children if namespace(each) != uri]
        return taken

    def put_back(self, name: str, value: str) -> None:
        """Leave an attribute that could not be understood to `rest`."""
        if value:
            self._attributes[name] = value

    def wrong(self, name: str, value: str, expected: str) -> None:
        shown = name.rpartition("}")[2]
        self.notes.say(
            "bad-value",
            f"“{shown}”应填{expected}，现在是“{value}”，请改正。",
            element=self.id,
            line=self.line,
            expected=expected,
            met=value,
        )

    def rest(self, keeper: Keeper, known: Collection[str] = OTHER_PARTS) -> tuple[Extension, ...]:
        """Everything not taken, as extensions: attributes, extension elements, other children.

        Children of the standard's namespace whose names are not `known` here are a finding as well."""
        kept = []
        for name, value in self._attributes.items():
            uri, _, local = name.rpartition("}")
            if (uri, local) != ("", "id") and uri[1:] != XSI:
                kept.append(Extension(uri[1:], local, value))
        kept.extend(keeper.element(each) for each in self._extensions if namespace(each) != BPMN)
        for each in (*self._children, *(inner for inner in self._extensions if namespace(inner) == BPMN)):
            if namespace(each) == BPMN and local_name(each) not in known:
                self.notes.say(
                    "unknown-element",
                    f"“{local_name(each)}”不是 BPMN 标准在这里的元素，已原样保留但不会执行，请核对导出工具。",
                    Severity.WARNING,
                    element=each.get("id", "") or self.id,
                    line=line_of(each),
                )
            kept.append(keeper.element(each))
        return settled(kept)
