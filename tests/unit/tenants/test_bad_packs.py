"""Packs that are wrong, by mistake or on purpose: each told in one clear line that names its file, none of them a fault
of ours."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from bpmn.finding import Finding, Severity
from tenants.archive import Files, read_folder, read_zip, write_zip_of
from tenants.pack import pack_of, read_pack_zip, shipped_packs
from tenants.reading import read_bundle

XIATANG = next(folder for folder in shipped_packs() if folder.name == "xiatang")
FILES = dict(read_folder(XIATANG).files)
TENANT = FILES["tenant.toml"].decode()
MATTER = "matters/elder_card/matter.toml"
TEXTS = re.compile(r'"((?:[^"\\]|\\.)+)"')


def errors(path: str, content: bytes) -> list[Finding]:
    """What is wrong once that file of the shipped township says so."""
    reading = pack_of(Files({**FILES, path: content}))
    found = list(reading.findings)
    if reading.pack is not None and path.startswith("matters/"):
        bundle = reading.pack.bundle("elder_card")
        assert bundle is not None
        found += (each.in_file(path) for each in read_bundle(bundle).findings)
    return [each for each in found if each.severity is Severity.ERROR]


def twice(table: str) -> bytes:
    """The first row of a table, written once more."""
    begin = TENANT.index(f"[[{table}]]")
    end = TENANT.index("\n[[", begin) + 1
    return (TENANT[:begin] + TENANT[begin:end] + TENANT[begin:]).encode()


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("tenant.toml", TENANT.encode("utf-16"), "不是 UTF-8"),
        ("tenant.toml", TENANT.encode("gb18030"), "不是 UTF-8"),
        ("tenant.toml", TENANT.encode() + b"#" * 2_000_000, "超过1024 KB"),
        ("tenant.toml", TENANT.encode() + b"\nx = " + b"[" * 90_000 + b"]" * 90_000, "读不下去"),
        ("tenant.toml", TENANT.encode() + b"\nx = " + b"{a=" * 3_000 + b"1" + b"}" * 3_000, "读不下去"),
        ("tenant.toml", TENANT.encode() + b"\nx" + b".x" * 40_000 + b" = 1", "“.”太多"),
        ("tenant.toml", TENANT.replace("[tenant]", "[tenant]\nnumber = " + "9" * 5000, 1).encode(), "读不下去"),
        ("tenant.toml", TENANT.replace('code = "', 'code = "a"\ncode = "', 1).encode(), "写了两次"),
        ("tenant.toml", TENANT.replace('name = "', 'name = "\x00', 1).encode(), "读不下去"),
        ("tenant.toml", TENANT.replace('parent = "yushan"', 'parent = "xiatang"').encode(), "不能是租户自己"),
        ("tenant.toml", twice("departments"), "写了2次"),
        ("tenant.toml", twice("posts"), "写了2次"),
        ("tenant.toml", twice("people"), "写了2次"),
        ("tenant.toml", twice("sites"), "写了2次"),
        ("registers.toml", b"[[mandates]]\n", "没有写"),
        ("registers.toml", "[[mandates]]\n".encode("utf-16"), "不是 UTF-8"),
        ("calendar_2026.toml", b"\xff\xfe", "不是 UTF-8"),
        ("calendar_2026.toml", b"year = 2026\n", "没有写"),
        ("calendar_2026.toml", b"x" + b".x" * 40_000 + b" = 1", "“.”太多"),
        (MATTER, FILES[MATTER].decode().encode("gb18030"), "不是 UTF-8"),
        (MATTER, b"#" * 2_000_000, "超过1024 KB"),
        ("matters/elder_card/flow.bpmn", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "DOCTYPE"),
        ("matters/elder_card/flow.bpmn", b"\xff\xfe<a/>", "flow.bpmn"),
        ("matters/elder_card/forms/application.json", b"{" * 5_000, "application.json"),
        ("matters/elder_card/inner.zip", write_zip_of({"tenant.toml": b"x"}), "不是租户包里该有的文件"),
        ("matters/Elder Card/matter.toml", b"", "不能作事项代码"),
    ],
)
def test_each_mistake_is_told_with_its_file(path: str, content: bytes, said: str) -> None:
    found = errors(path, content)
    assert found
    told = " ".join(str(each) for each in found)
    assert said in told, told
    assert not re.search(r"codec|Traceback|Expected|Invalid|Object", told), told
    assert {each.file for each in found} <= {path, path.removeprefix("matters/elder_card/"), "matters/Elder Card/"} | {
        f"matters/Elder Card/{name}" for name in ("matter.toml", "flow.bpmn")
    }
    if path == "tenant.toml":
        assert {each.file for each in found} == {"tenant.toml"}, "one cause, no chain of consequences"


def test_a_mark_of_utf_8_at_the_beginning_is_no_mistake() -> None:
    for path in ("tenant.toml", "registers.toml", MATTER):
        assert errors(path, b"\xef\xbb\xbf" + FILES[path]) == [], path


def fields_of(path: str) -> list[tuple[str, int]]:
    """Every field of a file that holds a text, once: its name and where the text ends."""
    found: dict[str, int] = {}
    section, place = "", 0
    for line in FILES[path].decode().split("\n"):
        section = line if line.startswith("[") else section
        key = section + line.partition("=")[0].strip()
        if "=" in line and key not in found and (text := TEXTS.search(line)):
            found[key] = place + text.end() - 1
        place += len(line) + 1
    return list(found.items())


@pytest.mark.parametrize("path", ["tenant.toml", "registers.toml", MATTER])
@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u3164"])
def test_no_text_of_a_pack_takes_a_character_nobody_sees(path: str, mark: str) -> None:
    source = FILES[path].decode()
    fields = fields_of(path)
    assert len(fields) > 4
    taken = [name for name, end in fields if not errors(path, (source[:end] + mark + source[end:]).encode())]
    assert taken == []


def overlapping() -> bytes:
    """A thousand names for the same packed megabyte."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b"\0" * (4 << 20))
        first = archive.infolist()[0]
        for number in range(1_000):
            info = zipfile.ZipInfo(f"m{number}.md", first.date_time)
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "external_attr"):
                setattr(info, name, getattr(first, name))
            archive.filelist.append(info)
            archive.NameToInfo[info.filename] = info
        archive.start_dir = archive.fp.tell() if archive.fp else 0
        archive._didModify = True  # type: ignore[attr-defined]
    return made.getvalue()


def within() -> bytes:
    """A bomb in a zip in a zip."""
    bomb = write_zip_of({"a.md": b"\0" * (8 << 20)}, packed=True)
    return write_zip_of({"tenant.toml": b"x", "matters/a/b.dmn": write_zip_of({"c": bomb}, packed=True)}, packed=True)


def folded() -> bytes:
    """Names that are one on other systems: by case, by width of the accent, by sharp s."""
    return write_zip_of({"strasse.md": b"1", "STRASSE.md": b"2", "straße.md": b"3"})


@pytest.mark.parametrize(
    ("made", "codes"),
    [(overlapping, {"pack-zip", "pack-bomb"}), (within, {"pack-bomb"}), (folded, {"pack-duplicate"})],
)
def test_a_zip_made_to_hurt_brings_nothing_in(made: Callable[[], bytes], codes: set[str]) -> None:
    content = made()
    read = read_zip(content)
    reading = read_pack_zip(content)
    assert reading.pack is None
    assert sum(map(len, read.files.values())) < 10_000
    assert codes & {each.code for each in (*read.findings, *reading.findings)} or made is within
