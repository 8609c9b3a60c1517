"""The bargain with SpiffWorkflow: what our subclasses override is still there, and still takes what it took.

`library_contract.txt` names every method of ours that stands over one of the library's, with what the library's takes.
When the library is moved on purpose, read its changes, run the soak tests, and write the new contract with
`python tests/unit/engine/runtime/test_contract.py > tests/unit/engine/runtime/library_contract.txt`.
"""

import ast
import hashlib
import importlib
import importlib.metadata
import importlib.util
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import engine.runtime

CONTRACT = Path(__file__).with_name("library_contract.txt")
ROOT = Path(__file__).parents[4]
LEANED_ON = (
    "SpiffWorkflow.task:Task.__init__",
    "SpiffWorkflow.task:Task._ready",
    "SpiffWorkflow.task:Task.run",
    "SpiffWorkflow.task:Task.complete",
    "SpiffWorkflow.task:Task.cancel",
    "SpiffWorkflow.task:Task._drop_children",
    "SpiffWorkflow.specs.base:TaskSpec.__init__",
    "SpiffWorkflow.specs.base:TaskSpec._update",
    "SpiffWorkflow.specs.base:TaskSpec._on_ready",
    "SpiffWorkflow.specs.base:TaskSpec._run",
    "SpiffWorkflow.specs.base:TaskSpec._on_complete",
    "SpiffWorkflow.workflow:Workflow.__init__",
    "SpiffWorkflow.bpmn.workflow:BpmnWorkflow.__init__",
    "SpiffWorkflow.bpmn.workflow:BpmnWorkflow.get_subprocess",
    "SpiffWorkflow.bpmn.util.event:EventManager.add_task",
    "SpiffWorkflow.bpmn.specs.mixins.subworkflow_task:SubWorkflowTask._update_hook",
    "SpiffWorkflow.bpmn.specs.mixins.subworkflow_task:SubWorkflowTask._on_subworkflow_completed",
    "SpiffWorkflow.bpmn.specs.mixins.subworkflow_task:SubWorkflowTask._on_cancel",
    "SpiffWorkflow.bpmn.specs.mixins.events.event_types:CatchingEvent._update_hook",
    "SpiffWorkflow.bpmn.specs.mixins.events.event_types:ThrowingEvent._run_hook",
)
"""Methods we call or rely on being called, without standing over them; their source is part of the bargain."""


def our_classes() -> Iterator[type]:
    for module in pkgutil.walk_packages(engine.runtime.__path__, "engine.runtime."):
        members = vars(importlib.import_module(module.name)).values()
        yield from (one for one in members if inspect.isclass(one) and one.__module__ == module.name)


def overridden(ours: type) -> Iterator[str]:
    """`Class.method over library.module.Class(parameters)` for each method and property of the class."""
    for name, member in vars(ours).items():
        if not inspect.isfunction(member) and not isinstance(member, property):
            continue
        base = next((b for b in ours.__mro__[1:] if b.__module__.startswith("SpiffWorkflow") and name in vars(b)), None)
        if base is not None:
            theirs = vars(base)[name]
            takes = "" if isinstance(theirs, property) else f"({', '.join(inspect.signature(theirs).parameters)})"
            yield f"{ours.__name__}.{name} over {base.__module__}.{base.__name__}{takes}"


def leaned_on() -> Iterator[str]:
    """Each method with a digest of its source."""
    for place in LEANED_ON:
        module, _, path = place.partition(":")
        of, name = path.split(".")
        method = vars(getattr(importlib.import_module(module), of))[name]
        yield f"{place} is {hashlib.sha256(inspect.getsource(method).encode()).hexdigest()[:16]}"


def contract() -> str:
    lines = sorted({line for ours in our_classes() for line in overridden(ours)})
    return "\n".join([*lines, "", *leaned_on()]) + "\n"


def test_the_library_still_has_what_we_override() -> None:
    assert contract() == CONTRACT.read_text("utf-8"), "see the docstring of this file"


def test_the_version_is_the_pinned_one() -> None:
    assert importlib.metadata.version("SpiffWorkflow") == "3.2.0"


def test_nothing_of_the_library_is_patched() -> None:
    """No statement of ours assigns to an attribute of an imported library name."""
    for module in pkgutil.walk_packages(engine.runtime.__path__, "engine.runtime."):
        source = Path(importlib.util.find_spec(module.name).origin).read_text("utf-8")  # type: ignore[union-attr,arg-type]
        tree = ast.parse(source)
        library = {
            alias.asname or alias.name
            for part in ast.walk(tree)
            if isinstance(part, ast.ImportFrom) and (part.module or "").startswith("SpiffWorkflow")
            for alias in part.names
        }
        for part in ast.walk(tree):
            targets = part.targets if isinstance(part, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                    assert target.value.id not in library, f"{module.name}: {ast.unparse(part)}"
            assert not (isinstance(part, ast.Call) and ast.unparse(part.func) == "setattr"), module.name


def test_only_the_runtime_imports_the_library() -> None:
    for package in ("bpmn", "forms", "tenants", "engine", "designer_api"):
        for file in (ROOT / package).rglob("*.py"):
            if ROOT / "engine" / "runtime" in file.parents:
                continue
            for part in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [alias.name for alias in part.names] if isinstance(part, ast.Import) else []
                names += [part.module or ""] if isinstance(part, ast.ImportFrom) else []
                assert not any(name.split(".")[0] == "SpiffWorkflow" for name in names), file


if __name__ == "__main__":
    print(contract(), end="")
