"""The door to XML: canonical text depends on content alone, and nothing unsafe gets in."""

import pytest

from bpmn.errors import XmlError
from bpmn.xml import (
    Element,
    add,
    canonical,
    children,
    declared_namespaces,
    graft,
    line_of,
    local_name,
    make,
    read_xml,
    reorder,
    safe_address,
    text_of,
    write_xml,
)

PREFIXES = {"urn:a": "a", "urn:b": "b"}


def inside(text: str) -> Element:
    return next(children(read_xml(f'<r xmlns="urn:a" xmlns:x="urn:b">{text}</r>'.encode())))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<e/>", '<a:e xmlns:a="urn:a"/>'),
        ("<e></e>", '<a:e xmlns:a="urn:a"/>'),
        (
            '<e z="1" x:y="2" a="&lt;&quot;&#10;"/>',
            '<a:e xmlns:a="urn:a" xmlns:b="urn:b" a="&lt;&quot;&#10;" b:y="2" z="1"/>',
        ),
        ("<e>\n  <x:f/>\n <!-- c --> </e>", '<a:e xmlns:a="urn:a" xmlns:b="urn:b"><b:f/></a:e>'),
        ("<e>字 <x:f> </x:f> &amp;</e>", '<a:e xmlns:a="urn:a" xmlns:b="urn:b">字 <b:f> </b:f> &amp;</a:e>'),
        ('<e xml:lang="zh"/>', '<a:e xmlns:a="urn:a" xml:lang="zh"/>'),
    ],
)
def test_canonical_text_is_read_and_written_the_same(text: str, expected: str) -> None:
    said = canonical(inside(text), PREFIXES)
    root = make("{urn:a}r", {prefix: uri for uri, prefix in PREFIXES.items()})
    graft(root, said)
    again = next(children(read_xml(write_xml(root))))

    assert said == expected
    assert canonical(again, PREFIXES) == expected


def test_every_namespace_is_found_wherever_it_is_declared() -> None:
    root = read_xml(b'<r xmlns="urn:a"><e xmlns:x="urn:b"><f xmlns="urn:c" xmlns:y="urn:c"/></e></r>')

    assert declared_namespaces(root) == {"urn:a": "", "urn:b": "x", "urn:c": "y"}


def test_a_namespace_that_is_no_address_does_not_refuse_the_file() -> None:
    root = read_xml(b'<r xmlns:x="http://a b/c"><e/></r>')

    assert local_name(root) == "r"
    assert safe_address("http://a b/c") == "http://a%20b/c"
    assert safe_address("urn:a") == "urn:a"


def test_another_fault_beside_it_still_does() -> None:
    with pytest.raises(XmlError):
        read_xml(b'<r xmlns:x="http://a b/c"><e></r>')


def test_reordering_keeps_the_order_of_equals() -> None:
    root = read_xml(b'<r><b n="1"/><a/><b n="2"/></r>')

    reorder(root, lambda element: ord(local_name(element)))

    assert [(local_name(each), each.get("n")) for each in children(root)] == [("a", None), ("b", "1"), ("b", "2")]


def test_lines_and_text() -> None:
    root = read_xml("<r>\n<e>受<!-- x -->理 </e></r>".encode())
    element = next(children(root))

    assert line_of(element) == 2
    assert text_of(element) == "受理"


def test_made_elements_are_written_with_their_attributes() -> None:
    root = make("{urn:a}r", {"a": "urn:a"})
    add(root, "{urn:a}e", {"id": "1"}, "字")

    assert write_xml(root).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<a:r xmlns:a=\"urn:a\">\n  <a:e id=\"1\">字</a:e>\n</a:r>\n"
    )
