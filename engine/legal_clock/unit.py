"""`Unit` (时限单位): what a limit is counted in. It is always said, never assumed: 行政许可法82 covers only its own."""

from enum import StrEnum


class Unit(StrEnum):
    """The units a limit may have; the values are those of `gov:limitUnit`."""

    WORKING_DAY = "workingDay"
    NATURAL_DAY = "naturalDay"
    WORKING_HOUR = "workingHour"
    MONTH = "month"
    YEAR = "year"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    Unit.WORKING_DAY: "工作日",
    Unit.NATURAL_DAY: "自然日",
    Unit.WORKING_HOUR: "工作小时",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}

WORDS = {
    "工作日": Unit.WORKING_DAY,
    "自然日": Unit.NATURAL_DAY,
    "日历日": Unit.NATURAL_DAY,
    "工作小时": Unit.WORKING_HOUR,
    "月": Unit.MONTH,
    "年": Unit.YEAR,
} | {unit.value: unit for unit in Unit}
"""What people may write for a unit. “日”, “天” and “小时” alone are missing on purpose: they do not say which."""
