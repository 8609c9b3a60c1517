"""How long a step may take: limits and timers, as lengths in their own units."""

from collections.abc import Mapping

from bpmn.diagram import HUMAN_TASKS, Event, EventKind, LimitText, Loop, Node, StepFacts, TimerKind
from bpmn.proof.net import Length, Lengths
from bpmn.step_kind import Pauses, StepKind

WORKING_DAY, NATURAL_DAY, WORKING_HOUR, MONTH, YEAR = "workingDay", "naturalDay", "workingHour", "month", "year"
UNITS = frozenset({WORKING_DAY, NATURAL_DAY, WORKING_HOUR, MONTH, YEAR})
CHINESE = {WORKING_DAY: "工作日", NATURAL_DAY: "自然日", WORKING_HOUR: "工作小时", MONTH: "个月", YEAR: "年"}
LARGEST = 1_000_000
"""No amount above this is taken for a limit: it is a slip of the pen, and nobody has promised it."""


def read_limit(text: LimitText) -> Length | None:
    """The limit written on a step, None when there is none or it cannot be read."""
    if text.unit not in UNITS or not text.amount.isascii() or not text.amount.isdigit() or len(text.amount) > 7:
        return None
    amount = int(text.amount)
    return Length(amount, text.unit) if amount <= LARGEST else None


def read_duration(text: str) -> Length | None:
    """An ISO 8601 duration (also as FEEL `=duration("P3D")` and as a repeated `R2/P1D`) in natural units.

    A part of a day counts as a whole one: it may reach over midnight. Years and months stay such when they stand
    alone; mixed with days they are counted at their longest (366 and 31 days).
    """
    text = _unwrapped(text)
    if not text.startswith("P") or len(text) > 40:
        return None
    date, _, time = text[1:].partition("T")
    parts = _parts(date, "YMWD")
    clock = _parts(time, "HMS")
    if parts is None or clock is None or not (parts or clock):
        return None
    seconds = clock.get("H", 0) * 3600 + clock.get("M", 0) * 60 + clock.get("S", 0)
    days = parts.get("D", 0) + 7 * parts.get("W", 0) + -(-seconds // 86400)
    years, months = parts.get("Y", 0), parts.get("M", 0)
    if days == 0 and months == 0 and years:
        return Length(years, YEAR)
    if days == 0 and (months or years):
        return Length(months + 12 * years, MONTH)
    return Length(days + 31 * months + 366 * years, NATURAL_DAY)


def _unwrapped(text: str) -> str:
    text = text.strip()
    if text.startswith("="):
        text = text[1:].strip()
    if text.startswith("duration(") and text.endswith(")"):
        text = text[len("duration(") : -1].strip()
    text = text.strip('"')
    return text.partition("/")[2] if text.startswith("R") and "/" in text else text


def _parts(text: str, letters: str) -> dict[str, int] | None:
    """`3D12H` as {D: 3, H: 12}; None when it is not that or the letters are out of order."""
    found: dict[str, int] = {}
    digits, place = "", -1
    for sign in text:
        if sign.isascii() and sign.isdigit() and len(digits) < 7:
            digits += sign
            continue
        here = letters.find(sign)
        if not digits or here <= place:
            return None
        found[sign], digits, place = int(digits), "", here
    return None if digits else found


def timer_length(node: Node) -> Length | None:
    """After what time a timer event fires: its own limit, else its duration; None for a date or an expression."""
    own = read_limit(node.step.limit)
    if own is not None:
        return own
    timers = [each for each in events_of(node.event) if each.kind is EventKind.TIMER]
    if not timers or timers[0].timer is TimerKind.DATE:
        return None
    return read_duration(timers[0].expression)


def events_of(event: Event) -> tuple[Event, ...]:
    """The definitions of an event: itself, or those of a multiple one."""
    return event.several or (event,)


def is_timer(node: Node) -> bool:
    return any(each.kind is EventKind.TIMER for each in events_of(node.event))


WAITS = HUMAN_TASKS | {"receiveTask", "intermediateCatchEvent", "callActivity"}
"""What takes somebody's time: without a limit nobody can say how much. Machines act on the spot."""


def step_lengths(node: Node) -> Lengths | None:
    """The time a step may take by itself: () on the spot, None when nobody said."""
    if is_timer(node):
        length = timer_length(node)
        return None if length is None else (length,)
    length = read_limit(node.step.limit)
    if length is not None:
        return (length,)
    if node.kind == "intermediateCatchEvent" and node.event.kind in {EventKind.LINK, EventKind.NONE}:
        return ()
    return None if node.kind in WAITS or node.step.limit else ()


def is_excluded(step: StepFacts, kinds: Mapping[str, StepKind]) -> bool:
    """Whether the time of a step is kept out of the limit (行政许可法45, or the special law the step cites).

    What the step says (`countsInLimit`) counts first, but only a kind that may pause, or a legal basis, can take a
    step out of the clock. A step that says nothing follows its kind: licensing law 45 excludes by itself, a special
    law only when the step says so.
    """
    kind = kinds.get(step.kind)
    pauses = kind.pauses if kind is not None else Pauses.NEVER
    if step.counts_in_limit is None:
        return pauses is Pauses.LICENSING_LAW_45
    return not step.counts_in_limit and (pauses is not Pauses.NEVER or bool(step.legal_basis))


def instances(loop: Loop | None) -> int | None:
    """How many times an activity may run one after the other; None when no bound is declared."""
    if loop is None or loop.kind == "parallel":
        return 1
    if loop.maximum is not None:
        return max(loop.maximum, 0)
    text = loop.cardinality.strip().removeprefix("=").strip()
    return int(text) if loop.kind == "sequential" and text.isascii() and text.isdigit() and len(text) < 7 else None
