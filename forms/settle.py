"""`settle`: which fields are hidden, which are fixed, and what each value finally is.

Conditions read values and hiding a field takes its value away, so the question is asked again until the answer stays
the same. A form whose conditions contradict one another (A hides B, B hides A) never comes to rest; the fields that
keep changing are then shown and named.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Final

from forms.condition import Budget, Condition, Scope
from forms.intake import Intake
from forms.slots import LaidOut, Mark, Slot
from forms.values import Missing, Place, Value, exact, find, nest

MAX_PASSES: Final = 12


@dataclass(frozen=True, slots=True)
class State:
    """One answer: slots hidden, slots whose value nobody may change, values worked out."""

    hidden: frozenset[Mark] = frozenset()
    fixed: frozenset[Mark] = frozenset()
    computed: tuple[tuple[Place, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """`values` are those of fields in sight, by place; `restless` the marks of fields that never came to rest."""

    laid_out: LaidOut
    state: State
    values: Mapping[Place, Value]
    views: "Views"
    typed: Mapping[Place, Value]
    """Entries that could not be read, as they were typed."""
    restless: frozenset[Mark] = frozenset()

    def is_hidden(self, slot: Slot) -> bool:
        return slot.mark in self.state.hidden

    def is_fixed(self, slot: Slot) -> bool:
        return slot.mark in self.state.fixed

    def scope(self, slot: Slot) -> Scope:
        return self.views.at(slot)

    @property
    def failures(self) -> Mapping[str, str]:
        """Expressions that could not be worked out, with the reason."""
        return self.views.budget.failures


@dataclass(slots=True)
class Views:
    """The data as seen from each scope: the whole, over it the names of each object the field stands in, and
    `this`, `parent`, `i` (row numbers from 1) as form-js has them."""

    data: Mapping[str, Value]
    budget: Budget
    seen: dict[tuple[Place, ...], Scope] = field(default_factory=dict)

    def at(self, slot: Slot) -> Scope:
        scope = self.seen.get(slot.scopes)
        if scope is None:
            scope = self.seen[slot.scopes] = self._scope(slot.scopes)
        return scope

    def _scope(self, scopes: tuple[Place, ...]) -> Scope:
        if len(scopes) == 1:
            return Scope(self.data, self.budget)
        sight: dict[str, Value] = dict(self.data)
        this: Value = dict(self.data)
        for place in scopes[1:]:
            here = find(self.data, place)
            sight["parent"], this = this, here if isinstance(here, dict) else {}
            sight.update(this if isinstance(this, dict) else {})
        sight["this"] = this
        sight["i"] = [exact(part + 1) for part in scopes[-1] if isinstance(part, int)]
        return Scope(sight, self.budget)


def settle(
    intake: Intake, known: Mapping[str, object], *, not_needed: Set[str] = frozenset(), budget: Budget | None = None
) -> Settled:
    """The answer that stays the same. `known` is data kept so far: readonly fields take their value from it, and
    conditions may read it. `not_needed` are names of fields nobody has to fill in (无需提交): fixed too."""
    outside = _outside(intake.laid_out, known)
    stored = _stored(intake.laid_out, known)
    budget = budget or Budget()
    typed = {place: intake.typed.get(place) for place in intake.faults}
    state = State(fixed=frozenset(s.mark for s in intake.laid_out.walk() if _is_fixed_for_good(s, not_needed)))
    seen: list[State] = []
    while True:
        values = _values(intake, state, stored)
        views = Views(nest(values, onto=outside), budget)
        following = _ask(intake.laid_out, views, not_needed)
        if following == state:
            return Settled(intake.laid_out, state, values, views, typed)
        if following in seen or len(seen) >= MAX_PASSES:
            break
        seen.append(state)
        state = following
    restless = (state.hidden ^ following.hidden) | (state.fixed ^ following.fixed)
    restless |= _changed(intake.laid_out, state, following)
    calm = State(state.hidden - restless, state.fixed | following.fixed, following.computed)
    values = _values(intake, calm, stored)
    views = Views(nest(values, onto=outside), budget)
    return Settled(intake.laid_out, calm, values, views, typed, frozenset(restless))


def _is_fixed_for_good(slot: Slot, not_needed: Set[str]) -> bool:
    return slot.field.readonly is True or slot.name in not_needed


def _ask(laid_out: LaidOut, views: Views, not_needed: Set[str]) -> State:
    """One round over all fields, with the data as they now are."""
    hidden: set[Mark] = set()
    fixed: set[Mark] = set()
    computed: list[tuple[Place, Value]] = []

    def visit(slot: Slot, above_hidden: bool, above_fixed: bool) -> None:
        hide = slot.field.hide
        is_hidden = above_hidden or (hide is not None and views.at(slot).holds(hide))
        readonly = slot.field.readonly
        is_fixed = above_fixed or _is_fixed_for_good(slot, not_needed)
        if not is_fixed and isinstance(readonly, Condition) and not is_hidden:
            is_fixed = views.at(slot).holds(readonly)
        if is_hidden:
            hidden.add(slot.mark)
        if is_fixed:
            fixed.add(slot.mark)
        if slot.component.computed and not is_hidden:
            formulas = slot.component.conditions(slot.field)
            computed.append((slot.place, views.at(slot).value(formulas[-1]) if formulas else None))
        for row in slot.rows:
            for inner in row:
                visit(inner, is_hidden, is_fixed)

    for slot in laid_out.slots:
        visit(slot, False, False)
    return State(frozenset(hidden), frozenset(fixed), tuple(computed))


def _values(intake: Intake, state: State, stored: Mapping[Place, Value]) -> dict[Place, Value]:
    """Values of the fields in sight: what was sent, what is kept (readonly), or what was worked out. Lists in sight
    are there even without rows; a readonly list keeps its rows, however many were sent."""
    computed = dict(state.computed)
    values: dict[Place, Value] = {}

    def visit(slot: Slot) -> None:
        if slot.mark in state.hidden:
            return
        fixed = slot.mark in state.fixed
        if slot.component.computed:
            values[slot.place] = computed.get(slot.place)
        elif slot.carries_value():
            values[slot.place] = stored[slot.place] if fixed else intake.values[slot.place]
        rows = slot.rows
        if slot.component.repeats:
            kept = stored[slot.place]
            values[slot.place] = kept if fixed else [{} for _ in rows]
            rows = rows[: len(kept)] if fixed and isinstance(kept, list) else rows
        for row in rows:
            for inner in row:
                visit(inner)

    for slot in intake.laid_out.slots:
        visit(slot)
    return values


def _stored(laid_out: LaidOut, known: Mapping[str, object]) -> dict[Place, Value]:
    """What is kept for each field, or its default when nothing was kept yet; for a list its rows."""
    found: dict[Place, Value] = {}
    for slot in laid_out.walk():
        kept = find(known, slot.place)
        if slot.component.repeats:
            rows = exact(kept) if isinstance(kept, list | tuple) else []
            found[slot.place] = [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else []
        elif slot.carries_value():
            found[slot.place] = slot.field.default if isinstance(kept, Missing) else exact(kept)
    return found


def _outside(laid_out: LaidOut, known: Mapping[str, object]) -> dict[str, Value]:
    """The kept data without the form's own fields, so that a hidden field's old value is out of sight too."""
    data = exact(known)
    top = data if isinstance(data, dict) else {}
    for slot in laid_out.walk():
        if slot.carries_value() or slot.component.repeats:
            around = find(top, slot.place[:-1])
            if isinstance(around, dict):
                around.pop(str(slot.place[-1]), None)
    return top


def _changed(laid_out: LaidOut, state: State, following: State) -> set[Mark]:
    """Computed fields whose value still changed in the last round."""
    before, after = dict(state.computed), dict(following.computed)
    places = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    return {slot.mark for slot in laid_out.walk() if slot.place in places and slot.component.computed}
