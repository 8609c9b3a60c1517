"""Files of a pack from a folder or a zip, read as if an enemy had made them; and a zip written without chance.

Nothing is unpacked to disk. Names are judged before content is read, sizes are counted while reading and never taken
from the archive's own word.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from unicodedata import is_normalized, normalize

from bpmn.finding import Finding
from forms.characters import line_fault

MAX_FILES = 10_000
"""A centre of two hundred matters has two to three thousand."""
MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_TOTAL_BYTES = 64 * 1024 * 1024
MAX_ARCHIVE_BYTES = 64 * 1024 * 1024
MAX_RATIO = 200
"""Largest ratio of unpacked to packed bytes of a file above RATIO_FROM bytes; text packs about 5 to 20 times."""
RATIO_FROM = 256 * 1024
MAX_NAME = 200
MAX_DEPTH = 8
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_LEFT_BY_SYSTEMS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Files:
    """The files read, by path with forward slashes; those that were refused are only in the findings."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()


def read_files(path: Path) -> Files:
    """The files of a folder or of a zip, whichever stands at the path."""
    if path.is_dir():
        return read_folder(path)
    if not path.exists():
        return _nothing("pack-missing", f"没有“{path}”这个文件或文件夹。", "请核对路径。", str(path))
    if path.stat().st_size > MAX_ARCHIVE_BYTES:
        return _too_large(path.stat().st_size)
    return read_zip(path.read_bytes())


def read_folder(folder: Path) -> Files:
    """The files under a folder; links are refused, never followed."""
    gathered = _Gathering()
    for root, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted((*names, *(each for each in folders if (Path(root) / each).is_symlink()))):
            place = Path(root) / name
            path = place.relative_to(folder).as_posix()
            if gathered.refused(path):
                continue
            if place.is_symlink() or not place.is_file():
                gathered.fault("pack-link", path, "是链接或特殊文件。", "请换成普通文件。")
            elif place.stat().st_size > MAX_FILE_BYTES:
                gathered.fault("pack-file-size", path, _size_text(place.stat().st_size), "请拆小。")
            else:
                gathered.keep(path, place.read_bytes())
    return gathered.done()


def read_zip(source: bytes) -> Files:
    """The files of a zip's bytes. When all of them stand in one folder, that folder is taken off."""
    if len(source) > MAX_ARCHIVE_BYTES:
        return _too_large(len(source))
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            return _without_top(_read_members(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        return _nothing("pack-zip", "这不是完好的 zip 文件。", "请重新打包后再导入。", str(error))


def write_zip_of(files: Mapping[str, bytes], *, packed: bool = False) -> bytes:
    """The same files always give the same bytes: sorted, one fixed time, plain rights. Stored, not packed, unless asked
    for, because packed bytes differ between versions of zlib."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, FIXED_TIME)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(info, files[path])
    return target.getvalue()


class _Gathering:
    """What has been read so far, within the limits."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.findings: list[Finding] = []
        self.seen: dict[str, str] = {}
        self.total = 0
        self.count = 0

    def refused(self, path: str) -> bool:
        """Whether a path is not to be read: left by the system, over the count, a bad or repeated name."""
        if any(path.startswith(mark) or path.rsplit("/", 1)[-1] == mark for mark in _LEFT_BY_SYSTEMS):
            return True
        self.count += 1
        if self.count > MAX_FILES:
            if self.count == MAX_FILES + 1:
                self.fault("pack-count", path, f"是第{self.count}个文件，最多{MAX_FILES}个。", "请精简。")
            return True
        if reason := name_fault(path):
            self.fault("pack-name", path, reason, "请改名后重新打包。")
            return True
        same = normalize("NFC", path).casefold()
        if same in self.seen:
            self.fault("pack-duplicate", path, f"与“{self.seen[same]}”重名（大小写不算不同）。", "请删去一个。")
            return True
        self.seen[same] = path
        return False

    def keep(self, path: str, content: bytes) -> None:
        self.total += len(content)
        if self.total <= MAX_TOTAL_BYTES:
            self.files[path] = content
        elif self.total - len(content) <= MAX_TOTAL_BYTES:
            text = f"使总大小超过{MAX_TOTAL_BYTES // 1024 // 1024} MB，它和后面的文件都没有读。"
            self.fault("pack-total-size", path, text, "请精简。")

    def fault(self, code: str, path: str, text: str, advice: str) -> None:
        shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in path[:MAX_NAME])
        self.findings.append(Finding(code=code, file=shown, message=f"“{shown}”{text}", met=shown, advice=advice))

    def done(self) -> Files:
        return Files(MappingProxyType(dict(sorted(self.files.items()))), tuple(self.findings))


def name_fault(path: str) -> str | None:
    """Why a path may not stand in a pack, to follow its name; None when nothing is wrong."""
    parts = path.split("/")
    if path.startswith("/") or (len(path) > 1 and path[1] == ":"):
        return "是绝对路径。"
    if "\\" in path:
        return "里有反斜杠；文件夹之间要用“/”。"
    if ".." in parts or "." in parts or "" in parts:
        return "里有“..”、“.”或空的一级。"
    if fault := line_fault(path):
        return f"的名字里，{fault}"
    if any(char in '<>:"|?*' for char in path) or any(part != part.strip() or part.endswith(".") for part in parts):
        return "里有别的系统不能用的字符。"
    if not is_normalized("NFC", path):
        return "的名字不是规范的 Unicode 写法（NFC）。"
    if len(path) > MAX_NAME or len(parts) > MAX_DEPTH:
        return f"太长或太深：最长{MAX_NAME}个字，最深{MAX_DEPTH}层。"
    return None


def _read_members(archive: zipfile.ZipFile) -> Files:
    gathered = _Gathering()
    for info in archive.infolist():
        if info.is_dir():
            continue
        path = info.orig_filename
        if gathered.refused(path):
            continue
        if fault := _member_fault(info):
            gathered.fault(fault[0], path, fault[1], fault[2])
        elif gathered.total > MAX_TOTAL_BYTES:
            continue
        else:
            _read_member(archive, info, path, gathered)
    return gathered.done()


def _member_fault(info: zipfile.ZipInfo) -> tuple[str, str, str] | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind and kind != stat.S_IFREG:
        return "pack-link", "是链接或特殊文件。", "请换成普通文件。"
    if info.flag_bits & _ENCRYPTED:
        return "pack-encrypted", "加了密码。", "请去掉密码后重新打包。"
    if not info.orig_filename.isascii() and not info.flag_bits & _UTF8_NAME:
        return "pack-name", "的文件名不是 UTF-8 编码。", "请用 UTF-8 文件名重新打包。"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "pack-zip", "用了不支持的压缩方法。", "请用普通的 zip（deflate）重新打包。"
    return None


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, gathered: _Gathering) -> None:
    try:
        with archive.open(info) as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        gathered.fault("pack-zip", path, f"已损坏：{error}。", "请重新打包。")
        return
    packed = max(info.compress_size, 1)
    if len(content) > MAX_FILE_BYTES:
        gathered.fault("pack-file-size", path, _size_text(len(content)), "请拆小。")
    elif len(content) > RATIO_FROM and len(content) / packed > MAX_RATIO:
        gathered.fault("pack-bomb", path, f"的压缩比超过{MAX_RATIO}倍，不予解开。", "请用普通的 zip 重新打包。")
    else:
        gathered.keep(path, content)


def _without_top(read: Files) -> Files:
    tops = {path.split("/", 1)[0] for path in read.files if "/" in path}
    if len(tops) != 1 or any("/" not in path for path in read.files):
        return read
    (top,) = tops
    if f"{top}/tenant.toml" not in read.files and f"{top}/matter.toml" not in read.files:
        return read
    return Files(
        MappingProxyType({path[len(top) + 1 :]: content for path, content in read.files.items()}), read.findings
    )


def _size_text(size: int) -> str:
    return f"有{size // 1024} KB 以上，单个文件最大{MAX_FILE_BYTES // 1024} KB。"


def _too_large(size: int) -> Files:
    text = f"文件有{size // 1024 // 1024} MB，超过{MAX_ARCHIVE_BYTES // 1024 // 1024} MB 的上限。"
    return _nothing("pack-total-size", text, "请精简后再导入。", str(size))


def _nothing(code: str, message: str, advice: str, met: str) -> Files:
    return Files(MappingProxyType({}), (Finding(code=code, message=message, met=met, advice=advice),))
