"""matches, replace and split: regular expressions of XPath, run by google-re2 in time linear in the text."""

from bpmn.feel.functions import builtin
from bpmn.feel.pattern import Pattern, PatternFault, compile_pattern
from bpmn.feel.run import Run
from bpmn.feel.values import Value


def _pattern(run: Run, text: str, flags: str | None) -> Pattern | None:
    try:
        return compile_pattern(text, flags or "")
    except PatternFault as fault:
        run.note(str(fault))
        return None


@builtin("matches(input: string, pattern: string, flags??: string)", with_run=True)
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    found = _pattern(run, pattern, flags)
    run.burn(1 + len(text) // 64)
    return None if found is None else found.matches(text)


@builtin("replace(input: string, pattern: string, replacement: string, flags??: string)", with_run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    found = _pattern(run, pattern, flags)
    if found is None:
        return None
    run.burn(1 + len(text) // 64)
    try:
        result = found.replace(text, replacement, run)
    except PatternFault as fault:
        run.note(str(fault))
        return None
    run.check_size(len(result), "文字")
    return result


@builtin("split(string: string, delimiter: string)", with_run=True)
def split(run: Run, text: str, delimiter: str) -> Value:
    found = _pattern(run, delimiter, "")
    if found is None:
        return None
    try:
        parts = found.split(text, run)
    except PatternFault as fault:
        run.note(str(fault))
        return None
    run.check_size(len(parts))
    return parts
