"""Faults of a caller of the clock: one family; the docstring is the default message, the facts are fields."""

from datetime import datetime

from engine.errors import EngineError


class ClockError(EngineError):
    """时限无法计算。"""

    code = "clock-error"


class NaiveInstant(ClockError):
    """时刻没有注明时区。"""

    code = "naive-instant"

    def __init__(self, at: datetime) -> None:
        super().__init__(f"时刻 {at} 没有注明时区。")
        self.at = at


class NoHours(ClockError):
    """没有营业时间，工作小时无法计算。"""

    code = "no-hours"


class MixedUnits(ClockError):
    """延期的单位与时限的单位不同，不能换算。"""

    code = "mixed-units"
