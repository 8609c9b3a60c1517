"""Until when the clock of an open step stands still for a special step, unless its result comes first."""

STATEMENTS = ("alter table task_open add column paused_until {instant}",)
