"""Windows from a spreadsheet: each row a new window of a zone; all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer_api.administration.field import is_place
from designer_api.administration.sheet import Column, Fault, Line
from tenants.organisation import Organisation, Window, WindowKind
from tenants.term import term_of

CODE, NAME, ZONE, KIND, DEPARTMENTS = "编号", "名称", "专区", "窗口类型", "受理部门"
COLUMNS = (
    Column(CODE, True, "C01", "字母、数字、连字符、下划线，全中心不重复。"),
    Column(NAME, True, "商事登记综合窗口1号"),
    Column(ZONE, True, "C", "专区的代码或名称。"),
    Column(KIND, True, "综合", f"{'、'.join(each.chinese for each in WindowKind)}。"),
    Column(DEPARTMENTS, False, "市监局、税务局", "部门的简称、全称或代码，用顿号隔开；空则受理专区内全部部门的事项。"),
)


@dataclass(frozen=True, slots=True)
class WindowsRead:
    """The centre with the windows of a sheet, or what is wrong."""

    windows: tuple[tuple[int, Window], ...]
    faults: tuple[Fault, ...]

    def added_to(self, centre: Organisation) -> Organisation:
        return replace(centre, windows=(*centre.windows, *(window for _, window in self.windows)))


def windows_of(lines: Sequence[Line], centre: Organisation) -> WindowsRead:
    """The windows the lines describe; a code in use or written twice is a fault."""
    windows: list[tuple[int, Window]] = []
    faults: list[Fault] = []
    codes = {window.code: 0 for window in centre.windows}
    for line in lines:
        window, found = _window(line, centre)
        if window.code in codes:
            where = f"与第 {codes[window.code]} 行重复" if codes[window.code] else "已被使用"
            found.append(Fault(line.row, 1, f"编号“{window.code}”{where}。"))
        codes.setdefault(window.code, line.row)
        faults += found
        windows.append((line.row, window))
    return WindowsRead((), tuple(faults)) if faults else WindowsRead(tuple(windows), ())


def _window(line: Line, centre: Organisation) -> tuple[Window, list[Fault]]:
    faults: list[Fault] = []
    code, kind = line.texts[CODE], term_of(WindowKind, line.texts[KIND])
    zone = next((each for each in centre.zones if line.texts[ZONE] in (each.code, each.name)), None)
    if not is_place(code):
        faults.append(Fault(line.row, 1, f"编号“{code}”只能用字母、数字、连字符、下划线，最长 30 个。"))
    if zone is None:
        faults.append(Fault(line.row, 3, f"没有专区“{line.texts[ZONE]}”，请先登记专区。"))
    if kind is None:
        names = "、".join(each.chinese for each in WindowKind)
        faults.append(Fault(line.row, 4, f"没有“{line.texts[KIND]}”这种窗口，应为{names}。"))
    departments = []
    for word in line.texts[DEPARTMENTS].replace("，", "、").replace(",", "、").split("、"):
        body = next((d for d in centre.departments if word.strip() in (d.short, d.name, d.code)), None)
        if body is not None:
            departments.append(body.code)
        elif word.strip():
            faults.append(Fault(line.row, 5, f"没有部门“{word.strip()}”，请先登记部门。"))
    made = Window(code, line.texts[NAME], zone.code if zone else "", kind or WindowKind.GENERAL, tuple(departments))
    return made, faults
