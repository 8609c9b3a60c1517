"""The one place that reads the wall clock. Everything else takes `now` as an argument."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

CENTRE_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which local text such as "2026-02-13 15:00" is read and dates are shown."""


class Clock(Protocol):
    """Tells the instant, always aware of its zone."""

    def now(self) -> datetime: ...


class WallClock:
    """The host's clock, in the centre's zone."""

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(CENTRE_ZONE)  # noqa: TID251 - the one reader of the wall clock


class ManualClock:
    """A clock that tests, scenarios and the demo move by hand; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to `moment`; ValueError when that lies in the past."""
        if _aware(moment) < self._now:
            raise ValueError(f"时间不能倒退：现在是 {self._now:%Y-%m-%d %H:%M}，要求 {moment:%Y-%m-%d %H:%M}。")
        self._now = moment

    def turn_back(self, moment: datetime) -> None:
        """Back to a moment that was: only for whoever puts back everything else as it was then."""
        self._now = _aware(moment)

    def after(self, **span: float) -> datetime:
        """Move on by days, hours, minutes (as `timedelta` takes them) and tell the new instant."""
        self.set(self._now + timedelta(**span))
        return self._now


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("时刻必须带有时区。")
    return moment
