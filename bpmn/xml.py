"""The one door to lxml: XML from strangers is read here, safely, or refused with a Chinese message.

No DOCTYPE, no entities, no network; size and depth are capped before anything is built. UTF-8, UTF-16, GB18030 and
whatever else libxml2 knows are accepted as the file declares them.
"""

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from bpmn.errors import XmlError

Element: TypeAlias = etree._Element

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 200_000


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
        raise _syntax_error(error, source) from None
    except (ValueError, LookupError) as error:
        raise XmlError(f"文件的编码声明有误：{error}") from None
    if root is None:
        raise XmlError("文件里没有任何元素。")
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("文件带有 DOCTYPE 声明，出于安全不予读取，请删除该声明。", line=1)
    _measure(root)
    return root


def write_xml(root: Element) -> bytes:
    """Canonical bytes: UTF-8 with declaration, two spaces of indent, a final newline."""
    etree.indent(root, space="  ")
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


def local_name(element: Element) -> str:
    """The tag without its namespace; "" for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    return (etree.QName(element).namespace or "") if isinstance(element.tag, str) else ""


def children(element: Element) -> Iterator[Element]:
    """Child elements in order, comments left out."""
    return (child for child in element if isinstance(child.tag, str))


def line_of(element: Element) -> int:
    """The line of the file the element starts on, from 1; 0 when unknown."""
    return element.sourceline or 0


def text_of(element: Element) -> str:
    """All text inside, stripped; comments left out."""
    return "".join(str(part) for part in element.itertext("*")).strip()


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
        return XmlError("文件的编码与声明不符，请另存为 UTF-8 后再上传。", line=line, column=column)
    if "depth" in text.lower():
        return XmlError(f"元素嵌套超过 {MAX_DEPTH} 层，不予读取。", line=line, column=column)
    return XmlError(f"第{line}行第{column}列不是合格的 XML，请用原来的工具重新导出。", line=line, column=column)
