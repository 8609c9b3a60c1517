"""Contexts: get value, get entries, context, context put, context merge (DMN 1.5, 10.3.4.10)."""

from bpmn.feel.functions import builtin
from bpmn.feel.run import Run
from bpmn.feel.values import Value


@builtin("get value(m: context, key: string)")
def get_value(context: dict[str, Value], key: str) -> Value:
    return context.get(key)


@builtin("get value(context: context, keys: list)")
def get_value_by_keys(context: dict[str, Value], keys: list[Value]) -> Value:
    if not keys:
        return None
    value: Value = context
    for key in keys:
        value = value.get(key) if isinstance(value, dict) and isinstance(key, str) else None
    return value


@builtin("get entries(m: context)", with_run=True)
def get_entries(run: Run, context: dict[str, Value]) -> Value:
    run.check_size(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)", with_run=True)
def context_of(run: Run, entries: list[Value]) -> Value:
    """The context of entries with `key` and `value`; null when one lacks either or a key comes twice."""
    run.check_size(len(entries))
    made: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)", with_run=True)
def context_put(run: Run, context: dict[str, Value], key: str, value: Value) -> Value:
    run.check_size(len(context) + 1)
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)", with_run=True)
def context_put_by_keys(run: Run, context: dict[str, Value], keys: list[Value], value: Value) -> Value:
    levels: list[tuple[dict[str, Value], str]] = []
    at: Value = context
    for key in keys:
        run.burn()
        if not isinstance(key, str) or not isinstance(at, dict):
            return None
        levels.append((at, key))
        at = at.get(key, {})
    for level, key in reversed(levels):
        run.check_size(len(level) + 1)
        value = {**level, key: value}
    return value if levels else None


@builtin("context merge(contexts: list)", with_run=True)
def context_merge(run: Run, contexts: list[Value]) -> Value:
    """All entries; a later context wins."""
    merged: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        run.check_size(len(merged) + len(context))
        merged.update(context)
    return merged
