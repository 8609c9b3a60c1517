"""A spreadsheet (表格) as people fill it in, read safely: rows of plain texts, or everything that is wrong with row and
column. Nothing in it is ever run: a formula is a fault, not a value.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from forms.characters import line_fault

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 2_000_000, 20_000_000, 500, 60
UNREADABLE = (
    BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, SyntaxError,
    EOFError, RuntimeError, zlib.error,
)  # fmt: skip
"""What a file that is no spreadsheet, a damaged one or one with a password makes its readers raise."""
FIRST_ROW = 2
"""The row after the headings."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template: its heading, whether it must be filled in, an example, a hint for the second sheet, the
    longest text."""

    name: str
    required: bool = False
    example: str = ""
    hint: str = ""
    most: int = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: row and column count from 1, 0 is the whole file or row."""

    row: int
    column: int
    message: str

    @property
    def place(self) -> str:
        """`第 3 行 B 列`."""
        letter = get_column_letter(self.column) if self.column else ""
        return (f"第 {self.row} 行" if self.row else "") + (f" {letter} 列" if letter else "") or "文件"


@dataclass(frozen=True, slots=True)
class Line:
    """One row that was filled in: its number in the file and its texts by heading."""

    row: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What came of reading: lines without faults, or faults."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read_sheet(content: bytes, columns: Sequence[Column]) -> SheetRead:
    """The lines of the first sheet. Every fault is told at once; with one, there are no lines to be used."""
    sheet, fault = _opened(content)
    if fault:
        return SheetRead((), (Fault(0, 0, fault),))
    faults = [*_headings(sheet, columns), *_merged(sheet), *_hidden(sheet)]
    if faults:
        return SheetRead((), tuple(faults))
    lines: list[Line] = []
    for number, row in enumerate(sheet.iter_rows(min_row=FIRST_ROW, max_col=len(columns)), FIRST_ROW):
        if all(cell.value is None or str(cell.value).strip() == "" for cell in row):
            continue
        texts: dict[str, str] = {}
        for place, (cell, column) in enumerate(zip(row, columns, strict=True), 1):
            text, wrong = _text(cell, column)
            texts[column.name] = text
            if wrong:
                faults.append(Fault(number, place, wrong))
        lines.append(Line(number, texts))
    if not lines and not faults:
        faults.append(Fault(FIRST_ROW, 0, "没有填写任何一行。"))
    if len(lines) > MOST_ROWS:
        faults.append(Fault(0, 0, f"一次最多导入 {MOST_ROWS} 行，现有 {len(lines)} 行，请分成几个文件。"))
    return SheetRead(tuple(lines), tuple(faults))


def template(title: str, columns: Sequence[Column]) -> bytes:
    """An empty sheet to fill in, with a second one that explains it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, column.name)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 18
        for row in range(FIRST_ROW, MOST_ROWS + FIRST_ROW):
            sheet.cell(row, place).number_format = "@"
    sheet.freeze_panes = "A2"
    help_ = book.create_sheet("填写说明")
    for row, column in enumerate((Column("列", hint="说明"), *columns), 1):
        said = "说明" if row == 1 else ("必填。" if column.required else "可空。") + column.hint
        for place, text in enumerate((column.name, said, "例" if row == 1 else column.example), 1):
            help_.cell(row, place, text).font = Font(bold=row == 1)
    for letter, width in (("A", 16), ("B", 70), ("C", 24)):
        help_.column_dimensions[letter].width = width
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _opened(content: bytes) -> tuple[Any, str]:
    """The first sheet, or why the file cannot be read. Sizes are looked at before anything is unpacked."""
    if len(content) > MOST_BYTES:
        return None, f"文件超过 {MOST_BYTES // 1_000_000} MB，请只保留要导入的行。"
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                return None, "文件展开后太大，请用下载的模板重新填写。"
            for each in packed.infolist():
                if _declares(packed.read(each)):
                    return None, "文件里有不允许的声明，请用下载的模板重新填写。"
        book = load_workbook(BytesIO(content), data_only=False, keep_links=False)
        sheet = book.worksheets[0]
    except UNREADABLE:
        return None, "不是 .xlsx 表格，或文件已损坏。请用下载的模板填写后另存为 .xlsx。"
    if sheet.max_row > MOST_ROWS * 4 or sheet.max_column > MOST_COLUMNS:
        return None, f"表格太大（{sheet.max_row} 行 {sheet.max_column} 列），请用下载的模板重新填写。"
    return sheet, ""


def _declares(part: bytes) -> bool:
    """Whether a part declares a document type or entities, or hides what it says in another encoding."""
    text = part.lower()
    return b"<!doctype" in text or b"<!entity" in text or (text[:1] in b"<\xef\xfe\xff" and b"\x00" in text[:200])


def _headings(sheet: Any, columns: Sequence[Column]) -> list[Fault]:
    faults = []
    for place, column in enumerate(columns, 1):
        met = sheet.cell(1, place).value
        if str(met or "").strip() != column.name:
            faults.append(Fault(1, place, f"列名应为“{column.name}”，现为“{met or '空'}”，请不要改动模板的第一行。"))
    for place in range(len(columns) + 1, sheet.max_column + 1):
        if sheet.cell(1, place).value is not None:
            faults.append(Fault(1, place, f"多出一列“{sheet.cell(1, place).value}”，请删去。"))
    return faults


def _merged(sheet: Any) -> list[Fault]:
    return [
        Fault(each.min_row, each.min_col, f"单元格 {each.coord} 合并了，请取消合并，每行填完整。")
        for each in sheet.merged_cells.ranges
    ]


def _hidden(sheet: Any) -> list[Fault]:
    """Rows and columns that nobody has seen: hidden, folded away or filtered out."""
    rows = [
        Fault(number, 0, "这一行被隐藏或筛选掉了，请取消隐藏、核对后再导入，或删去。")
        for number, each in sheet.row_dimensions.items()
        if (each.hidden or each.height == 0) and any(cell.value is not None for cell in sheet[number])
    ]
    columns = [
        Fault(1, column_index_from_string(letter), "这一列被隐藏了，请取消隐藏后再导入。")
        for letter, each in sheet.column_dimensions.items()
        if (each.hidden or each.width == 0) and (each.min or 1) <= sheet.max_column
    ]
    return [*columns, *rows[:MOST_COLUMNS]]


def _text(cell: Any, column: Column) -> tuple[str, str]:
    """What a cell says, and what is wrong with it."""
    value = cell.value
    if cell.data_type == "f":
        return "", f"“{column.name}”是公式，请改成文字（复制后选择性粘贴为数值）。"
    if cell.data_type == "e":
        return "", f"“{column.name}”是错误值 {value}，请重新填写。"
    if isinstance(value, bool):
        return "", f"“{column.name}”应为文字，现为 {value}。"
    if isinstance(value, datetime):
        return value.date().isoformat(), ""
    if isinstance(value, date):
        return value.isoformat(), ""
    if isinstance(value, float) and not value.is_integer():
        return "", f"“{column.name}”应为文字，现为小数 {value}，请把单元格设为文本格式后重新填写。"
    text = str(int(value)) if isinstance(value, int | float) else str(value or "").strip()
    if fault := line_fault(text):
        return "", f"“{column.name}”{fault}"
    if len(text) > column.most:
        return "", f"“{column.name}”最多 {column.most} 个字，现为 {len(text)} 个字。"
    if column.required and not text:
        return "", f"“{column.name}”没有填写。"
    return text, ""
