"""The one door to lxml: XML from strangers is read here, safely, or refused with a Chinese message.

No DOCTYPE, no entities, no network; size and depth are capped before anything is built. UTF-8, UTF-16, GB18030 and
whatever else libxml2 knows are accepted as the file declares them.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import quote

from lxml import etree

from bpmn.errors import XmlError

Element: TypeAlias = etree._Element

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 100_000
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


def read_xml(source: bytes, *, max_bytes: int = MAX_BYTES) -> Element:
    """The root element of a file's bytes; XmlError names the line where one is known."""
    if not source.strip():
        raise XmlError("文件是空的，请重新导出后再上传。")
    if len(source) > max_bytes:
        raise XmlError(f"文件有 {len(source) // 1024} KB，超过 {max_bytes // 1024} KB 的上限，请拆分后再上传。")
    if source[:2] == b"PK":
        raise XmlError("这是一个压缩包，不是 XML 文件，请先解压。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=False, remove_pis=True
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        root = _despite_namespace_addresses(error, source)
    except (ValueError, LookupError) as error:
        raise XmlError(f"文件的编码声明有误：{error}") from None
    if root is None:
        raise XmlError("文件里没有任何元素。")
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("文件带有 DOCTYPE 声明，出于安全不予读取，请删除该声明。", line=1)
    _measure(root)
    return root


def write_xml(root: Element) -> bytes:
    """Canonical bytes: UTF-8 with declaration, two spaces of indent (none inside mixed text), a final newline."""
    _indent(root, 0)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def make(tag: str, namespaces: dict[str | None, str] | None = None) -> Element:
    """A new root element; `tag` is `{namespace}name`."""
    return etree.Element(tag, nsmap=namespaces)


def add(parent: Element, tag: str, attributes: dict[str, str] | None = None, text: str = "") -> Element:
    """A new child with its attributes and text."""
    child = etree.SubElement(parent, tag)
    for name, value in (attributes or {}).items():
        child.set(name, value)
    if text:
        child.text = text
    return child


def parse_fragment(text: str) -> Element:
    """An element from canonical text that this module wrote itself."""
    return read_xml(text.encode())


def fragment(element: Element) -> str:
    """Canonical text of one element, with the namespaces it needs."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def canonical(element: Element, prefixes: Mapping[str, str]) -> str:
    """The text of one element that depends on its content alone: prefixes from `prefixes` (address to prefix),
    attributes in name order, no comments, no space between elements. Parsing and rendering it again gives it again."""
    used: set[str] = set()
    body = _render(element, prefixes, used)
    declared = "".join(
        f' xmlns:{prefixes[uri]}="{_attribute_text(uri)}"' for uri in sorted(used, key=lambda each: prefixes[each])
    )
    head = len(_qualified(element, prefixes, used)) + 1
    return body[:head] + declared + body[head:]


def graft(parent: Element, text: str) -> None:
    """Append an element given as canonical text; its namespaces become those of the tree where they are declared."""
    parent.append(etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)))


def reorder(element: Element, rank: Callable[[Element], int]) -> None:
    """Sort the children of an element by rank; those of equal rank keep their order."""
    ranked = sorted(enumerate(element), key=lambda pair: (rank(pair[1]), pair[0]))
    element[:] = [child for _, child in ranked]


def declared_namespaces(root: Element) -> dict[str, str]:
    """Every namespace declared anywhere in the tree, by address, with its first prefix ("" for the default one)."""
    found: dict[str, str] = {}
    for _, declared in etree.iterwalk(root, events=("start-ns",)):
        prefix, uri = declared or ("", "")
        if uri and (uri not in found or (prefix and not found[uri])):
            found[uri] = prefix or ""
    return found


@lru_cache(1024)
def safe_address(uri: str) -> str:
    """A namespace address that may be written: what is no address at all gets its strange signs escaped."""
    try:
        etree.Element("probe", nsmap={"p": uri})
    except ValueError:
        return quote(uri, safe=":/#?&=@;,.+-_~%!$'()*")
    return uri


def local_name(element: Element) -> str:
    """The tag without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The tag's namespace, whatever signs a stranger put into it; "" for none and for comments."""
    return element.tag.rpartition("}")[0].removeprefix("{") if isinstance(element.tag, str) else ""


def children(element: Element) -> Iterator[Element]:
    """Child elements in order, comments left out."""
    return (child for child in element if isinstance(child.tag, str))


def line_of(element: Element) -> int:
    """The line of the file the element starts on, from 1; 0 when unknown."""
    return element.sourceline or 0


def text_of(element: Element) -> str:
    """All text inside, stripped; comments left out."""
    return "".join(str(part) for part in element.itertext("*")).strip()


def _is_mixed(element: Element) -> bool:
    """Whether words stand beside child elements, so that a space between those means something."""
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))


def _indent(element: Element, level: int) -> None:
    if len(element) == 0 or _is_mixed(element):
        return
    element.text = "\n" + "  " * (level + 1)
    for child in element:
        child.tail = "\n" + "  " * (level + 1)
        _indent(child, level + 1)
    element[-1].tail = "\n" + "  " * level


def _render(element: Element, prefixes: Mapping[str, str], used: set[str], *, verbatim: bool = False) -> str:
    tag = _qualified(element, prefixes, used)
    attributes = sorted((_qualified(name, prefixes, used), value) for name, value in element.attrib.items())
    opening = tag + "".join(f' {name}="{_attribute_text(value)}"' for name, value in attributes)
    has_elements = any(isinstance(child.tag, str) for child in element)
    verbatim = verbatim or not has_elements or _is_mixed(element)
    parts = [_content_text(element.text or "") if verbatim else ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_render(child, prefixes, used, verbatim=verbatim))
        parts.append(_content_text(child.tail or "") if verbatim else "")
    content = "".join(parts)
    return f"<{opening}>{content}</{tag}>" if content else f"<{opening}/>"


def _qualified(name: str | bytes | Element, prefixes: Mapping[str, str], used: set[str]) -> str:
    text = name if isinstance(name, str) else name.decode() if isinstance(name, bytes) else str(name.tag)
    address, _, local = text.rpartition("}")
    uri = safe_address(address.removeprefix("{")) if address else ""
    if not uri:
        return local
    if uri == XML_NAMESPACE:
        return f"xml:{local}"
    used.add(uri)
    return f"{prefixes[uri]}:{local}"


def _content_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _attribute_text(text: str) -> str:
    escaped = _content_text(text).replace('"', "&quot;")
    return escaped.replace("\t", "&#9;").replace("\n", "&#10;")


def _despite_namespace_addresses(error: etree.XMLSyntaxError, source: bytes) -> Element:
    """The tree of a file whose only fault is a namespace that is no address (some tools put names there)."""
    lenient = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    if error.code != etree.ErrorTypes.WAR_NS_URI:
        raise _syntax_error(error, source) from None
    root = etree.fromstring(source, lenient)
    for fault in iter(lenient.error_log):
        if fault.type != etree.ErrorTypes.WAR_NS_URI:
            raise _syntax_error(error, source) from None
    return root


def _measure(root: Element) -> None:
    count, depth, walk = 0, 0, etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH:
            raise XmlError(f"元素嵌套超过 {MAX_DEPTH} 层，不予读取。", line=line_of(element))
        if count > MAX_ELEMENTS:
            raise XmlError(f"元素超过 {MAX_ELEMENTS} 个，不予读取。")


def _syntax_error(error: etree.XMLSyntaxError, source: bytes) -> XmlError:
    line, column = error.position if error.position else (0, 0)
    text = str(error)
    if b"<!DOCTYPE" in source[:4096] or "Entity" in text:
        return XmlError("文件带有 DOCTYPE 或实体声明，出于安全不予读取，请删除。", line=line, column=column)
    if "encoding" in text.lower():
        return XmlError("文件的编码与声明不符，请另存为 UTF-8 后再上传。", line=line, column=column, advice="encoding")
    if "depth" in text.lower():
        return XmlError(f"元素嵌套超过 {MAX_DEPTH} 层，不予读取。", line=line, column=column)
    return XmlError(f"第{line}行第{column}列不是合格的 XML，请用原来的工具重新导出。", line=line, column=column)
