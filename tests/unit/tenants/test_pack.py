"""Packs: a folder, a zip and the values they make are the same thing; what an enemy packs is refused by name."""

import os
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.archive import MAX_FILE_BYTES, MAX_FILES, name_fault, read_files, read_zip, write_zip_of
from tenants.bundle import Bundle, content_hash
from tenants.pack import files_of, read_pack, read_pack_zip, write_zip

Layout = Callable[[dict[str, bytes]], Path]


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_folder_is_read_as_a_pack(pack_files: dict[str, bytes], as_folder: Layout) -> None:
    reading = read_pack(as_folder(pack_files))
    assert reading.findings == ()
    assert reading.pack is not None
    assert reading.pack.tenant.code == "yushan"
    assert [bundle.code for bundle in reading.pack.bundles] == ["seal_filing"]
    assert set(reading.pack.documents) == {"README.md"}


def test_folder_and_zip_give_the_same_pack_and_hashes(
    pack_files: dict[str, bytes], as_folder: Layout, tmp_path: Path
) -> None:
    archive = tmp_path / "yushan.zip"
    archive.write_bytes(zipped(pack_files))
    one, other = read_pack(as_folder(pack_files)).pack, read_pack(archive).pack
    assert one is not None
    assert other is not None
    assert one == other
    assert one.bundles[0].hash == other.bundles[0].hash


def test_export_of_import_is_byte_equal(pack_files: dict[str, bytes], as_folder: Layout) -> None:
    first = read_pack(as_folder(pack_files)).pack
    assert first is not None
    exported = write_zip(first)
    again = read_pack_zip(exported)
    assert again.findings == ()
    assert again.pack == first
    assert write_zip(again.pack) == exported


def test_nothing_of_a_bundle_is_lost(pack_files: dict[str, bytes], as_folder: Layout) -> None:
    pack = read_pack(as_folder(pack_files)).pack
    assert pack is not None
    written = files_of(pack)
    for name in pack_files.keys() - {"tenant.toml"}:
        assert written[name] == pack_files[name]


def test_a_zip_of_the_folder_itself_is_read_too(pack_files: dict[str, bytes]) -> None:
    reading = read_pack_zip(zipped({f"yushan/{name}": content for name, content in pack_files.items()}))
    assert reading.pack is not None
    assert reading.findings == ()


def test_the_hash_depends_on_paths_and_content_and_not_on_order() -> None:
    files = {"a": b"1", "b": b"2"}
    assert content_hash(files) == content_hash(dict(reversed(files.items())))
    assert content_hash(files) == Bundle("x", files).hash == Bundle("y", files).hash
    others = [{"a": b"1", "b": b"3"}, {"a": b"1", "c": b"2"}, {"a": b"1b", "": b"2"}, {"ab": b"12"}, {"a": b"1"}]
    assert len({content_hash(each) for each in [files, *others]}) == 6


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil", "“..”"),
        ("matters/../../evil", "“..”"),
        ("/etc/passwd", "绝对路径"),
        ("C:/windows", "绝对路径"),
        ("matters\\x\\matter.toml", "反斜杠"),
        ("matters//x", "空的一级"),
        ("./tenant.toml", "“.”"),
        ("matters/\u202egnp.exe", "U+202E"),
        ("matters/a\u200b.dmn", "U+200B"),
        ("matters/a\x00.dmn", "U+0000"),
        ("matters/con?.dmn", "别的系统"),
        ("matters/a ./x", "别的系统"),
        ("e\u0301.md", "NFC"),
        ("a/" * 9 + "x", "太深"),
        ("x" * 201, "太长"),
    ],
)
def test_a_bad_name_is_refused_with_the_reason(name: str, reason: str) -> None:
    assert reason in (name_fault(name) or "")
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        archive.writestr(info, b"x")
    read = read_zip(target.getvalue())
    assert name not in read.files
    assert [finding.code for finding in read.findings] == ["pack-name"]


@pytest.mark.parametrize("name", ["tenant.toml", "matters/x/forms/application.json", "说明.md", "matters/x/一表.dmn"])
def test_a_good_name_passes(name: str) -> None:
    assert name_fault(name) is None
    assert read_zip(zipped({name: b"x"})).findings == ()


def test_names_that_differ_only_in_case_are_duplicates() -> None:
    read = read_zip(zipped({"a.md": b"1", "A.md": b"2"}))
    assert read.files == {"a.md": b"1"}
    assert [finding.code for finding in read.findings] == ["pack-duplicate"]


def test_a_name_that_stands_twice_is_a_duplicate() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.md", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.md", b"2")
    assert [finding.code for finding in read_zip(target.getvalue()).findings] == ["pack-duplicate"]


def test_a_link_in_a_zip_is_refused() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo("tenant.toml")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    read = read_zip(target.getvalue())
    assert (dict(read.files), [finding.code for finding in read.findings]) == ({}, ["pack-link"])


def test_links_in_a_folder_are_refused_and_not_followed(pack_files: dict[str, bytes], as_folder: Layout) -> None:
    folder = as_folder(pack_files)
    (folder / "secret.md").symlink_to("/etc/hostname")
    (folder / "elsewhere").symlink_to("/etc", target_is_directory=True)
    os.mkfifo(folder / "pipe.md")
    read = read_files(folder)
    assert {(finding.code, finding.file) for finding in read.findings} == {
        ("pack-link", "secret.md"),
        ("pack-link", "elsewhere"),
        ("pack-link", "pipe.md"),
    }
    assert set(read.files) == set(pack_files)


def test_a_bomb_is_refused() -> None:
    read = read_zip(zipped({"big.md": b"0" * MAX_FILE_BYTES, "bigger.md": b"0" * (MAX_FILE_BYTES + 1)}))
    assert not read.files
    assert [finding.code for finding in read.findings] == ["pack-bomb", "pack-file-size"]


def test_the_size_the_archive_claims_is_not_believed() -> None:
    honest = zipped({"big.md": b"0" * (MAX_FILE_BYTES * 2)})
    claimed = (MAX_FILE_BYTES * 2).to_bytes(4, "little")
    lying = honest.replace(claimed, (10).to_bytes(4, "little"))
    assert lying != honest
    read = read_zip(lying)
    assert not read.files
    assert read.findings


def test_all_files_together_have_a_limit() -> None:
    noise = os.urandom(MAX_FILE_BYTES)
    folder = {f"{number:02}.md": noise for number in range(15)}
    assert read_zip(zipped(folder, zipfile.ZIP_STORED)).findings == ()
    over = zipped({f"{number:02}.md": b"%08d" % number * (MAX_FILE_BYTES // 8) for number in range(20)})
    codes = [finding.code for finding in read_zip(over).findings]
    assert set(codes) <= {"pack-total-size", "pack-bomb"}
    assert codes


def test_too_many_files_are_refused_once() -> None:
    read = read_zip(zipped({f"{number}.md": b"" for number in range(MAX_FILES + 5)}))
    assert len(read.files) == MAX_FILES
    assert [finding.code for finding in read.findings] == ["pack-count"]


def test_an_encrypted_file_is_refused() -> None:
    source = bytearray(zipped({"a.md": b"secret"}, zipfile.ZIP_STORED))
    source[6] |= 1  # general purpose flag, bit 0, of the local header
    source[source.index(b"PK\x01\x02") + 8] |= 1  # and of the central directory
    assert [finding.code for finding in read_zip(bytes(source)).findings] == ["pack-encrypted"]


def test_damaged_content_is_named() -> None:
    source = bytearray(zipped({"a.md": b"the content of this file"}, zipfile.ZIP_STORED))
    source[source.index(b"content")] ^= 0xFF
    assert [(finding.code, finding.file) for finding in read_zip(bytes(source)).findings] == [("pack-zip", "a.md")]


@pytest.mark.parametrize("source", [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_refused(source: bytes) -> None:
    read = read_zip(source)
    assert not read.files
    assert [finding.code for finding in read.findings] == ["pack-zip"]


def test_a_missing_path_is_a_finding(tmp_path: Path) -> None:
    assert [finding.code for finding in read_pack(tmp_path / "nowhere").findings] == ["pack-missing"]


def test_what_systems_leave_behind_is_passed_over(pack_files: dict[str, bytes]) -> None:
    read = read_zip(zipped({**pack_files, "__MACOSX/._tenant.toml": b"x", "matters/.DS_Store": b"x"}))
    assert read.findings == ()
    assert set(read.files) == set(pack_files)


def test_files_that_belong_nowhere_and_files_that_miss_are_named(pack_files: dict[str, bytes]) -> None:
    del pack_files["matters/seal_filing/flow.bpmn"]
    pack_files["matters/seal_filing/samples/application.json"] = b"{}"
    strangers = {"run.exe": b"", "matters/seal_filing/forms/deep/x.json": b"", "matters/seal_filing/other.xml": b""}
    reading = read_pack_zip(write_zip_of({**pack_files, **strangers, "matters/Bad Code/matter.toml": b""}))
    found = {(finding.code, finding.file) for finding in reading.findings}
    assert ("pack-file-missing", "matters/seal_filing/flow.bpmn") in found
    assert ("pack-matter-code", "matters/Bad Code/") in found
    assert {file for code, file in found if code == "pack-file-unknown"} == set(strangers)


def test_a_broken_calendar_is_named(pack_files: dict[str, bytes]) -> None:
    reading = read_pack_zip(write_zip_of({**pack_files, "calendar_2026.toml": b"year = 'x'"}))
    assert [finding.file for finding in reading.findings] == ["calendar_2026.toml"]


def test_without_tenant_toml_there_is_no_pack(pack_files: dict[str, bytes]) -> None:
    del pack_files["tenant.toml"]
    reading = read_pack_zip(write_zip_of(pack_files))
    assert reading.pack is None
    assert [finding.code for finding in reading.findings] == ["pack-file-missing"]


def test_writing_does_not_depend_on_order(pack_files: dict[str, bytes]) -> None:
    backwards = dict(reversed(pack_files.items()))
    assert write_zip_of(pack_files) == write_zip_of(backwards)
    assert read_zip(write_zip_of(pack_files, packed=True)).files == read_zip(write_zip_of(pack_files)).files


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_zip_never_breaks_the_reader(pack_files: dict[str, bytes], data: st.DataObject) -> None:
    source = bytearray(zipped(pack_files))
    for _ in range(data.draw(st.integers(1, 6))):
        source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(source)) | st.just(len(source)))
    reading = read_pack_zip(bytes(source[:cut]))
    assert reading.pack is not None or reading.findings
