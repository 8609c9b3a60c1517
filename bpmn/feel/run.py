"""`Run`: one evaluation's fuel, deadline, calendar, clock and notes; `Frame`: the variables in sight at one place."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from time import monotonic
from typing import Protocol

from bpmn.feel.errors import FeelLimitError
from bpmn.feel.limits import DEFAULT_LIMITS, Limits

MAX_NOTES = 50
_LOOK_EVERY = 512


class WorkingDays(Protocol):
    """The calendar of an evaluation: which days are worked on. It is passed in, never imported."""

    def is_working_day(self, day: date, /) -> bool: ...


class Run:
    """What one evaluation has used, and what it may ask for."""

    __slots__ = ("calendar", "calls", "deadline", "fuel", "limits", "next_look", "notes", "now", "watcher")

    def __init__(
        self, limits: Limits | None = None, calendar: WorkingDays | None = None, now: datetime | None = None
    ) -> None:
        self.limits = limits or DEFAULT_LIMITS
        self.calendar = calendar
        self.now = now
        self.fuel = self.limits.fuel
        self.next_look = self.fuel - _LOOK_EVERY
        self.deadline = 0.0
        self.calls = 0
        self.notes: list[str] = []
        self.watcher: Callable[[object, Frame, list[object], int], None] | None = None

    def burn(self, amount: int = 1) -> None:
        """Pay for work before doing it; FeelLimitError when the fuel or the time is used up."""
        self.fuel -= amount
        if self.fuel < self.next_look:
            self._look()

    def check_size(self, size: int, what: str = "列表") -> None:
        """Refuse a string or list beyond the largest size, and pay for one within it."""
        if size > self.limits.size:
            raise FeelLimitError(f"{what}长度 {size} 超过 {self.limits.size} 的上限，已停止计算。")
        self.burn(1 + size // 16)

    def enter(self) -> None:
        """One call deeper; pair with `leave`."""
        self.calls += 1
        self.burn()
        if self.calls > self.limits.calls:
            raise FeelLimitError(f"函数互相调用超过 {self.limits.calls} 层，已停止计算；请检查是否无止境地调用自己。")

    def leave(self) -> None:
        self.calls -= 1

    def note(self, message: str) -> None:
        """Remember why a value became null, for whoever asks for an explanation."""
        if len(self.notes) < MAX_NOTES and message not in self.notes:
            self.notes.append(message)

    def _look(self) -> None:
        if self.fuel < 0:
            raise FeelLimitError(f"计算量超过 {self.limits.fuel} 步的上限，已停止计算；请缩小循环或列表。")
        now = monotonic()
        if not self.deadline:
            self.deadline = now + self.limits.seconds
        elif now > self.deadline:
            raise FeelLimitError(f"计算时间超过 {self.limits.seconds} 秒的上限，已停止计算。")
        self.next_look = max(-1, self.fuel - _LOOK_EVERY)


class Frame:
    """Variables by name, over the frame outside."""

    __slots__ = ("run", "up", "values")

    def __init__(self, values: Mapping[str, object], up: "Frame | None", run: Run) -> None:
        self.values = values
        self.up = up
        self.run = run


ACTIVE: ContextVar[Run | None] = ContextVar("ACTIVE", default=None)
"""The evaluation going on, for walks over values that may be far larger than they look (one list held many times)."""


def spend(amount: int = 1) -> None:
    """Pay for a deep walk out of the evaluation going on, if there is one."""
    run = ACTIVE.get()
    if run is not None:
        run.burn(amount)
