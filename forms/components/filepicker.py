"""filepicker 附件: which files were chosen, by name and size; their content is kept elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from forms.characters import line, line_fault
from forms.component import Component, Entry, Facts, Fault, Schema, should_be
from forms.field import Field, Settings
from forms.source import Source
from forms.values import Upload, Value

MAX_FILES: Final = 50
MAX_NAME: Final = 200
MAX_SIZE: Final = 1 << 31
_KINDS: Final = {
    "image/*": (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ofd"),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/pdf": (".pdf",),
    "application/msword": (".doc",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/zip": (".zip",),
    "text/plain": (".txt",),
}
"""Media types a schema may name, as the file name endings they stand for."""


@dataclass(frozen=True, slots=True)
class FileSettings(Settings):
    """`endings` are lower case with their dot; none means any."""

    endings: tuple[str, ...] = ()
    multiple: bool = False


class FilePicker(Component[FileSettings]):
    type = "filepicker"
    name = "附件"
    sticky = True
    settings_type = FileSettings

    def read(self, source: Source) -> FileSettings:
        endings: list[str] = []
        for part in source.plain("accept", most=500).split(","):
            ending = part.strip().lower()
            if ending.startswith(".") and ending[1:].isalnum():
                endings.append(ending)
            elif ending in _KINDS:
                endings.extend(_KINDS[ending])
            elif ending:
                source.complain("form-value", f"的“accept”里不认识“{ending}”，请写文件后缀，如 .pdf,.jpg。")
        return FileSettings(tuple(dict.fromkeys(endings)), source.flag("multiple"))

    def from_post(self, field: Field, entries: Sequence[Entry]) -> Value | Fault:
        """The uploads of a multipart form; a control left empty sends one without a name."""
        chosen = [entry for entry in entries if isinstance(entry, Upload) and (entry.name or entry.size)]
        return self.from_json(field, [{"name": each.name, "size": Decimal(each.size)} for each in chosen])

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        if raw is None:
            return None
        if not isinstance(raw, list) or len(raw) > MAX_FILES:
            return Fault(f"应为最多 {MAX_FILES} 个附件的列表（每个有 name 和 size），请更正。")
        files: list[Value] = []
        for part in raw:
            file = _file(part)
            if isinstance(file, Fault):
                return file
            files.append(file)
        return files or None

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        settings = self.own(field)
        files = value if isinstance(value, list) else []
        if len(files) > 1 and not settings.multiple:
            return Fault(f"只能交 1 个附件，现为 {len(files)} 个，请只选一个。")
        for file in files:
            name = str(file.get("name")) if isinstance(file, dict) else ""
            if settings.endings and not name.lower().endswith(settings.endings):
                return should_be("、".join(settings.endings) + " 文件", name)
        return None

    def missing(self, field: Field, value: Value) -> str | None:
        return "没有附件，请选择文件。" if value is None else None

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        files = [_file(file) for file in value] if isinstance(value, list) else []
        return "、".join(f"{file['name']}（{_size(file['size'])}）" for file in files if isinstance(file, dict))

    def schema(self, field: Field) -> Schema:
        file: Schema = {
            "type": "object",
            "properties": {"name": {"type": "string"}, "size": {"type": "integer", "minimum": Decimal(0)}},
            "required": ["name", "size"],
            "additionalProperties": False,
        }
        most = MAX_FILES if self.own(field).multiple else 1
        return {"type": "array", "items": file, "maxItems": Decimal(most)}

    def limits(self, field: Field) -> tuple[tuple[str, str], ...]:
        settings = self.own(field)
        return (("文件类型", "、".join(settings.endings)), ("附件数", "可多个" if settings.multiple else "1 个"))


def _file(raw: Value) -> dict[str, Value] | Fault:
    name = raw.get("name") if isinstance(raw, dict) else None
    size = raw.get("size") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or set(raw) != {"name", "size"} or not isinstance(name, str):
        return Fault("的附件应写明 name 和 size，请更正。")
    if not isinstance(size, Decimal) or size != size.to_integral_value() or not 0 <= size <= MAX_SIZE:
        return Fault("的附件大小应为不超过 2 GB 的字节数，请更正。")
    own = line(name.replace("\\", "/").rpartition("/")[2])
    if not own or len(own) > MAX_NAME or (fault := line_fault(own)):
        return Fault(
            f"的附件名称应为 1 到 {MAX_NAME} 个看得见的字，请改名后重新选择。"
            if not own or len(own) > MAX_NAME
            else f"的附件名称{fault}"
        )
    return {"name": own, "size": Decimal(int(size))}


def _size(size: Value) -> str:
    """`820 KB`, `1.5 MB`: as people read sizes."""
    amount = size if isinstance(size, Decimal) else Decimal(0)
    if amount < 1024:
        return f"{amount} 字节"
    kilobytes = amount / 1024
    return f"{kilobytes:.0f} KB" if kilobytes < 1000 else f"{kilobytes / 1024:.1f} MB"


COMPONENT = FilePicker()
