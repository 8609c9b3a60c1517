"""Built-in functions: their signatures as FEEL writes them, and how arguments find the right one.

    @builtin("substring(string: string, start position: number, length?: number)")
    def substring(text: str, start: Decimal, length: Decimal | None = None) -> Value: ...

A parameter marked `?` may be left out; `??` may be left out or null; `...` takes the rest. An argument that does not
fit its kind makes the call null, as the standard says. A family that needs the run takes it first (`with_run=True`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bpmn.feel.run import Run
from bpmn.feel.temporal import UTC, Date, DateTime, DaysTime, Time, YearsMonths
from bpmn.feel.values import Function, Range, Value, chinese_kind

_MISFIT = object()
_CLASSES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "context": (dict,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "date or moment": (Date, DateTime),
    "days and time duration": (DaysTime,),
    "years and months duration": (YearsMonths,),
    "duration": (DaysTime, YearsMonths),
    "range": (Range,),
}


@dataclass(frozen=True, slots=True)
class Formal:
    """One formal parameter of a built-in."""

    name: str
    kind: str
    optional: bool = False
    nullable: bool = False
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature of a built-in with the function behind it."""

    formals: tuple[Formal, ...]
    body: Callable[..., Value]
    with_run: bool

    def place(self, arguments: list[Value], names: tuple[str, ...]) -> list[Value] | None:
        """The arguments in the order of the formals; None when their count or names do not fit."""
        if names:
            return self._by_name(arguments, names)
        rest = bool(self.formals) and self.formals[-1].rest
        least = sum(1 for formal in self.formals if not formal.optional and not formal.rest)
        if len(arguments) < least or (not rest and len(arguments) > len(self.formals)):
            return None
        return arguments

    def _by_name(self, arguments: list[Value], names: tuple[str, ...]) -> list[Value] | None:
        given = dict(zip(names, arguments, strict=True))
        if len(given) != len(names) or any(formal.rest and formal.name not in given for formal in self.formals):
            return None
        placed: list[Value] = []
        for formal in self.formals:
            if formal.name in given:
                value = given.pop(formal.name)
                placed.extend(value if formal.rest and isinstance(value, list) else [value])
            elif formal.optional:
                placed.append(_MISFIT)
            else:
                return None
        if given:
            return None
        while placed and placed[-1] is _MISFIT:
            placed.pop()
        return None if _MISFIT in placed and not self._fill(placed) else placed

    def _fill(self, placed: list[Value]) -> bool:
        """A parameter left out before one that is given counts as null, where null is allowed."""
        for index, value in enumerate(placed):
            if value is _MISFIT:
                if not self.formals[index].nullable:
                    return False
                placed[index] = None
        return True

    def fit(self, placed: list[Value]) -> list[Value] | None:
        """The arguments coerced to the kinds; None when one does not fit."""
        fitted: list[Value] = []
        last = len(self.formals) - 1
        for index, value in enumerate(placed):
            formal = self.formals[min(index, last)]
            if value is None:
                if formal.kind != "any" and not formal.nullable:
                    return None
                fitted.append(None)
                continue
            value = fit(value, formal.kind)
            if value is _MISFIT:
                return None
            fitted.append(value)
        return fitted


def fit(value: Value, kind: str) -> Value:
    """The value as an argument of the kind, after the standard's implicit conversions; `_MISFIT` when it is none."""
    if kind == "any":
        return value
    if kind == "list":
        return value if isinstance(value, list) else [value]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if kind == "function":
        return value if isinstance(value, Function | Builtin) else _MISFIT
    if kind == "point":
        return value if not isinstance(value, list | dict | Function | Builtin) and value is not None else _MISFIT
    if isinstance(value, _CLASSES[kind]):
        return value
    if kind == "date and time" and isinstance(value, Date):
        return DateTime(value.days, 0, UTC)
    return _MISFIT


@dataclass(frozen=True, slots=True, eq=False)
class Builtin:
    """A built-in function under its FEEL name, with all its signatures."""

    name: str
    overloads: tuple[Overload, ...]

    def call(self, run: Run, arguments: list[Value], names: tuple[str, ...] = ()) -> Value:
        """The value for the first signature the arguments fit; null, with a note, when none does."""
        run.burn()
        for overload in self.overloads:
            placed = overload.place(arguments, names)
            fitted = overload.fit(placed) if placed is not None else None
            if fitted is not None:
                return overload.body(run, *fitted) if overload.with_run else overload.body(*fitted)
        run.note(self._complaint(arguments, names))
        return None

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(formal.name for formal in self.overloads[0].formals)

    def _complaint(self, arguments: list[Value], names: tuple[str, ...]) -> str:
        given = "、".join(chinese_kind(value) for value in arguments) or "没有参数"
        wanted = "；或 ".join(
            f"{self.name}({', '.join(formal.name for formal in overload.formals)})" for overload in self.overloads
        )
        named = f"（名称：{'、'.join(names)}）" if names else ""
        return f"{self.name} 的参数不合适：得到{given}{named}，写法是 {wanted}；结果为空值。"


def builtin(signature: str, *, with_run: bool = False) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Marks a function as a built-in under the signature; the folder of families finds it by the mark."""

    def mark(body: Callable[..., Value]) -> Callable[..., Value]:
        name, formals = read_signature(signature)
        marks: list[tuple[str, Overload]] = getattr(body, "feel", [])
        marks.append((name, Overload(formals, body, with_run)))
        body.feel = marks  # type: ignore[attr-defined]
        return body

    return mark


def read_signature(signature: str) -> tuple[str, tuple[Formal, ...]]:
    """`name(a: kind, b?: kind, c...: kind)` as a name and its formals."""
    name, _, inside = signature.rstrip(")").partition("(")
    formals = [_formal(part) for part in inside.split(",") if part.strip()]
    return name.strip(), tuple(formals)


def _formal(text: str) -> Formal:
    name, _, kind = (part.strip() for part in text.partition(":"))
    bare = name.rstrip("?.")
    marks = name[len(bare) :]
    return Formal(bare, kind, optional="?" in marks, nullable=marks == "??", rest=marks == "...")
