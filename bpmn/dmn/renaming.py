"""Decisions under other ids, so that files of several matters can stand side by side in one."""

from collections.abc import Mapping

from bpmn.xml import read_xml, write_xml

_REFERENCES = ("href", "dmnElementRef")


def with_ids(source: bytes, names: Mapping[str, str]) -> bytes:
    """A DMN file with the ids of `names` changed, and whatever refers to them. Nothing else of the file changes but how
    it is indented; XmlError when it cannot be read."""
    root = read_xml(source)
    for element in root.iter():
        known = names.get(element.get("id", ""))
        if known is not None:
            element.set("id", known)
        for name in _REFERENCES:
            reference = element.get(name, "")
            target = names.get(reference.removeprefix("#"))
            if target is not None:
                element.set(name, f"#{target}" if reference.startswith("#") else target)
    return write_xml(root)
