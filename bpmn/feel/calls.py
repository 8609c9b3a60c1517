"""Calling functions: built-ins by their signatures, functions of the model by position or by name."""

from bpmn.feel.functions import Builtin
from bpmn.feel.run import Run
from bpmn.feel.types import coerce
from bpmn.feel.values import Function, Value, chinese_kind


def call(run: Run, function: Value, arguments: list[Value], names: tuple[str, ...] = ()) -> Value:
    """The result of a call; null, with a note, when it is no function or the arguments do not fit."""
    if isinstance(function, Builtin):
        return function.call(run, arguments, names)
    if not isinstance(function, Function):
        run.note(f"{chinese_kind(function)}不是函数，不能调用，结果为空值。")
        return None
    placed = _place(function, arguments, names)
    if placed is None:
        wanted = "、".join(function.parameters) or "无"
        run.note(f"函数 {function.name} 的参数是：{wanted}；给的参数不合适，结果为空值。")
        return None
    for index, expected in enumerate(function.types):
        value = placed[index]
        if value is not None:
            placed[index] = coerce(value, expected)
            if placed[index] is None:
                run.note(f"函数 {function.name} 的参数“{function.parameters[index]}”应为 {expected}，结果为空值。")
                return None
    run.enter()
    try:
        result = function.body(run, placed)
    finally:
        run.leave()
    return result if function.result is None else coerce(result, function.result)


def _place(function: Function, arguments: list[Value], names: tuple[str, ...]) -> list[Value] | None:
    if not names:
        return list(arguments) if len(arguments) == len(function.parameters) else None
    given = dict(zip(names, arguments, strict=True))
    if len(given) != len(names) or set(given) != set(function.parameters):
        return None
    return [given[name] for name in function.parameters]
