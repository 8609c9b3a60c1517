"""What changed in the texts that stand beside a diagram: forms, decision tables, scenarios."""

from difflib import SequenceMatcher

from bpmn.compare.change import Change, ChangeKind, turn


def compare_texts(subject: str, before: str, after: str, *, element: str = "") -> tuple[Change, ...]:
    """What changed in a text that stands beside the diagram (a form, a decision table, a scenario), line by line.

    `subject` names it for people (“表单 application”); an empty text means that it was not there."""
    if before == after:
        return ()
    if not before or not after:
        kind, verb = (ChangeKind.ADDED, "增加了") if not before else (ChangeKind.REMOVED, "删除了")
        return (Change(kind, element, f"{verb}{subject}。"),)
    old, new = before.splitlines(), after.splitlines()
    found = []
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = "\n".join(old[start:end]).strip(), "\n".join(new[first:last]).strip()
        message = f"{subject}第{first + 1}行：{turn(gone, come)}"
        found.append(Change(ChangeKind.CHANGED, element, message, "text", gone, come))
    return tuple(found) or (Change(ChangeKind.CHANGED, element, f"{subject}只有换行变动。", "text"),)
