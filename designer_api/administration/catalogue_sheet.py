"""The catalogue from a spreadsheet: each row a new entry to be reviewed; all of them or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer_api.administration.sheet import Column, Fault, Line
from tenants.catalogue import BASIS_FORM, CatalogueEntry, basis_fault
from tenants.matter import Authority, MatterType
from tenants.matter_codes import CODE_RULES, NATIONAL, Codes, code_faults
from tenants.organisation import Organisation
from tenants.tenant import Level
from tenants.term import Term, term_of
from tenants.toml_document import is_code

MATTER, NAME, TYPE, MAIN, CODE, RULE, BASES, LEVELS, DIVISION, DEPARTMENT = (
    "事项代码", "名称", "事项类型", "主项代码", "基本编码", "编码规则", "设定依据", "行使层级", "权限划分", "主管部门",
)  # fmt: skip


def _words(kind: type[Term]) -> str:
    return "、".join(each.chinese for each in kind)


COLUMNS = (
    Column(MATTER, True, "food_permit", "小写字母开头，只用小写字母、数字、下划线；与实施清单的代码相同。"),
    Column(NAME, True, "食品经营许可", "不能是公式，不能有看不见的字符。"),
    Column(TYPE, True, "行政许可", f"{_words(MatterType)}。"),
    Column(MAIN, False, "", "是子项的，写主项的事项代码。"),
    Column(CODE, False, "000131001000", "没有取得的留空；按编码规则核对位数和事项类型。"),
    Column(RULE, False, "国家基本编码（12位）", f"空则为国家编码。{'、'.join(r.name for r in CODE_RULES.values())}"),
    Column(
        BASES, True, "中华人民共和国食品安全法·主席令第21号·第三十五条·法律",
        f"写成 {BASIS_FORM}，多条用分号隔开；没有文号的留空。效力层级：{_words(Authority)}。", most=2000,
    ),
    Column(LEVELS, True, "县级、乡镇级", f"用顿号隔开：{_words(Level)}。"),
    Column(DIVISION, False, "县级受理、审批", "各层级分别管什么。", most=1000),
    Column(DEPARTMENT, True, "市监局", "部门的简称、全称或代码。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueRead:
    """The entries of a sheet with their rows, or what is wrong."""

    entries: tuple[tuple[int, CatalogueEntry], ...]
    faults: tuple[Fault, ...]


def entries_of(lines: Sequence[Line], centre: Organisation, known: Iterable[CatalogueEntry]) -> CatalogueRead:
    """The entries the lines describe; a code the catalogue has or that is written twice is a fault, of matters and of
    basic codes alike."""
    listed = tuple(known)
    matters = {each.matter: 0 for each in listed}
    codes = {each.basic_code: 0 for each in listed if each.basic_code}
    entries: list[tuple[int, CatalogueEntry]] = []
    faults: list[Fault] = []
    for line in lines:
        reader = _Reader(line, centre)
        entry = reader.entry()
        for name, what, seen, value in (
            (MATTER, "事项代码", matters, entry.matter),
            (CODE, "基本编码", codes, entry.basic_code),
        ):
            if value and value in seen:
                where = f"与第 {seen[value]} 行重复" if seen[value] else "目录里已有"
                reader.fault(name, f"{what}“{value}”{where}。")
            if value:
                seen.setdefault(value, line.row)
        faults += reader.faults
        entries.append((line.row, entry))
    mains = {each.matter for each in listed} | {entry.matter for _, entry in entries}
    for row, entry in entries:
        if entry.main and (entry.main == entry.matter or entry.main not in mains):
            faults.append(Fault(row, _place(MAIN), f"主项“{entry.main}”不在目录里，也不在这张表里。"))
    return CatalogueRead((), tuple(faults)) if faults else CatalogueRead(tuple(entries), ())


class _Reader:
    """One line on its way to an entry; what is wrong gathers in `faults`."""

    def __init__(self, line: Line, centre: Organisation) -> None:
        self._line, self._centre = line, centre
        self.faults: list[Fault] = []

    def entry(self) -> CatalogueEntry:
        texts = self._line.texts
        if not is_code(texts[MATTER]):
            self.fault(MATTER, f"事项代码“{texts[MATTER]}”应以小写字母开头，只用小写字母、数字、下划线。")
        if texts[MAIN] and not is_code(texts[MAIN]):
            self.fault(MAIN, f"主项代码“{texts[MAIN]}”应以小写字母开头，只用小写字母、数字、下划线。")
        kind = term_of(MatterType, texts[TYPE])
        if kind is None:
            self.fault(TYPE, f"没有“{texts[TYPE]}”这种事项类型。")
        rule = self._rule()
        codes = Codes(basic=texts[CODE], rule=rule, type=kind.value if kind else "")
        for found in code_faults(codes):
            self.fault(CODE, f"{found.name}{found.text}。")
        return CatalogueEntry(
            matter=texts[MATTER],
            name=texts[NAME],
            type=kind or MatterType.OTHER,
            basic_code=texts[CODE],
            main=texts[MAIN],
            bases=self._bases(),
            levels=self._levels(),
            division=texts[DIVISION],
            department=self._department(),
            code_rule="" if rule == NATIONAL else rule,
        )

    def fault(self, column: str, message: str) -> None:
        self.faults.append(Fault(self._line.row, _place(column), message))

    def _rule(self) -> str:
        word = self._line.texts[RULE]
        found = next((each.id for each in CODE_RULES.values() if word in (each.id, each.name)), "")
        if word and not found:
            self.fault(RULE, f"没有编码规则“{word}”。")
        return found or NATIONAL

    def _bases(self) -> tuple[str, ...]:
        lines = tuple(each.strip() for each in self._line.texts[BASES].replace(";", "；").split("；") if each.strip())
        for line in lines:
            if fault := basis_fault(line):
                self.fault(BASES, f"设定依据“{line}”{fault}。")
        return lines

    def _levels(self) -> tuple[Level, ...]:
        words = [each.strip() for each in self._line.texts[LEVELS].replace("，", "、").replace(",", "、").split("、")]
        found = {word: term_of(Level, word) for word in words if word}
        for word, level in found.items():
            if level is None:
                self.fault(LEVELS, f"没有“{word}”这一级，应为{_words(Level)}。")
        return tuple(level for level in Level if level in found.values())

    def _department(self) -> str:
        word = self._line.texts[DEPARTMENT]
        body = next((d for d in self._centre.departments if word in (d.short, d.name, d.code)), None)
        if word and body is None:
            self.fault(DEPARTMENT, f"没有部门“{word}”，请先由系统管理员登记。")
        return body.code if body is not None else ""


def _place(column: str) -> int:
    return next(number for number, each in enumerate(COLUMNS, 1) if each.name == column)
