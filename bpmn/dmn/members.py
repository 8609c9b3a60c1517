"""The names that boxed expressions give to parts of their values, so that `a.b c` is read as a path."""

from bpmn.dmn import model


def add_members(box: model.Box | None, found: set[str]) -> None:
    """Add the names of context entries, columns and outputs inside a box."""
    stack: list[model.Box | None] = [box]
    while stack:
        top = stack.pop()
        if isinstance(top, model.Context):
            found.update(entry.name for entry in top.entries if entry.name)
            stack.extend(entry.value for entry in top.entries)
        elif isinstance(top, model.Relation):
            found.update(top.columns)
            stack.extend(part for row in top.rows for part in row)
        elif isinstance(top, model.Table):
            found.update(output.name for output in top.outputs if output.name)
        elif isinstance(top, model.Items):
            stack.extend(top.items)
        elif isinstance(top, model.FunctionBox):
            stack.append(top.body)
        elif isinstance(top, model.Invocation):
            stack.extend(value for _, value in top.bindings)
        elif isinstance(top, model.Conditional):
            stack.extend((top.condition, top.then, top.otherwise))
        elif isinstance(top, model.FilterBox):
            stack.extend((top.source, top.match))
        elif isinstance(top, model.IteratorBox):
            stack.extend((top.source, top.body))
