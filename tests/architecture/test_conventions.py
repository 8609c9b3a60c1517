"""The habits of this codebase, held by a test: a kind a file with a test of its name, one door a library, no clock."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bpmn", "forms", "tenants", "engine", "designer_api")
DOORS = {
    "SpiffWorkflow": re.compile(r"engine/runtime/"),
    "lxml": re.compile(r"bpmn/xml\.py$"),
    "chinese_calendar": re.compile(r"tenants/calendar\.py$"),
    "litestar": re.compile(r"designer_api/"),
    "piccolo": re.compile(r"(tables|store|storage)\.py$"),
    "gherkin": re.compile(r"engine/verify/"),
}
CLOCK_CALLS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
WITHOUT_TWIN = {"__init__"}


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (
            path
            for path in sorted((ROOT / package).rglob("*.py"))
            if "node_modules" not in path.parts and "static" not in path.parts
        )


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def names_of(path: Path) -> set[str]:
    """The top-level packages a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    door = DOORS[library]
    strangers = [
        str(path.relative_to(ROOT))
        for path in sources()
        if library in names_of(path) and not door.search(path.relative_to(ROOT).as_posix())
    ]
    assert strangers == []


def test_only_the_clock_module_reads_the_clock() -> None:
    found = []
    for path in sources():
        if path.relative_to(ROOT).as_posix() == "engine/clock.py":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = (
                    owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
                )
                if (name, node.func.attr) in CLOCK_CALLS:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_only_the_fold_of_the_ledger_makes_a_due_date() -> None:
    """Every due date of a case is what the legal clock answers to its ledger: no other way leads to one."""
    fold, clock = "engine/cases/ledger.py", "engine/legal_clock/"
    made, reckoned = [], []
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree(path)):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name == "DueDate" and place != fold:
                made.append(f"{place}:{node.lineno}")
            if name == "reckon" and place != fold and not place.startswith(clock):
                reckoned.append(f"{place}:{node.lineno}")
    assert (made, reckoned) == ([], [])


DATES = {
    "promised",
    "statutory",
    "check_due",
    "gap_due",
    "delivery",
    "pledge_due",
    "due",
    "call_back_due",
    "rectify_due",
}
WRITES = re.compile(r"update (due_row|case_open|case_done|task_open) set .*(due|promised|statutory)")
MOVERS = ("engine/cases/apply.py", "engine/cases/ledger.py", "engine/legal_clock/", "engine/verify/")
"""Applying an event and folding the ledger: nothing else puts another date into a case, an event or a step. Scenarios
hold no case of their own; what they change by these names are the limits of a matter before it is published."""


def test_no_path_outside_of_the_ledger_changes_a_due_date() -> None:
    """Neither a copy of a case with another date, nor an assignment to one, nor a statement that writes one."""
    copied, assigned, written = [], [], []
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        if not place.startswith(("engine/", "designer_api/")) or place.startswith(MOVERS):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                keys = {each.arg for each in node.keywords}
                # A result of a special step is held to the drawn step's date; it is no part of a case.
                if name in ("replace", "changed") and keys & DATES and not keys & {"min_staff"}:
                    copied.append(f"{place}:{node.lineno}")
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                assigned += [
                    f"{place}:{node.lineno}"
                    for t in targets
                    if isinstance(t, ast.Attribute) and t.attr in DATES - {"due"}
                ]
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if place != "engine/store.py" and WRITES.search(text):
                written.append(f"{place}:{node.lineno}")
    assert (copied, assigned, written) == ([], [], [])


def test_no_scenario_step_works_out_a_date() -> None:
    """Steps ask the engine and compare: none of them knows the clock's arithmetic."""
    banned = {"due", "reckon", "explain", "joint_due", "hearing_dates", "renewal_dates", "timedelta"}
    found = [
        f"{path.relative_to(ROOT)}: {alias.name}"
        for path in sorted((ROOT / "engine/verify/steps").glob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in banned or (node.module or "").startswith("engine.legal_clock.d")
    ]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    silent = [str(path.relative_to(ROOT)) for path in sources() if not ast.get_docstring(tree(path))]
    assert silent == []


@pytest.mark.parametrize(
    ("folder", "tests"),
    [
        ("tenants/step_kinds", "tests/unit/tenants/step_kinds"),
        ("tenants/rules", "tests/unit/tenants/rules"),
        ("bpmn/rules", "tests/unit/bpmn/rules"),
        ("bpmn/feel/builtins", "tests/unit/bpmn/feel/builtins"),
        ("forms/components", "tests/unit/forms/components"),
    ],
)
def test_each_kind_is_one_file_with_one_test_of_its_name(folder: str, tests: str) -> None:
    members = {path.stem for path in (ROOT / folder).glob("*.py")} - WITHOUT_TWIN
    twins = {path.stem.removeprefix("test_") for path in (ROOT / tests).rglob("test_*.py")}
    assert members - twins == set()


def test_no_module_is_named_after_nothing() -> None:
    banned = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
    assert [str(path) for path in sources() if path.stem in banned] == []


def test_nothing_is_left_for_nobody() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError|pytest\.(skip|mark\.(skip|xfail))")
    here = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in (*PACKAGES, "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.resolve() != here and "node_modules" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def test_no_page_asks_another_server() -> None:
    address = re.compile(r"""(?:src|href|action)\s*=\s*["']https?://|@import\s+["']?https?://""")
    found = [
        str(path.relative_to(ROOT))
        for pattern in ("**/*.j2", "**/*.css", "**/*.js")
        for path in (ROOT / "designer_api").glob(pattern)
        if "node_modules" not in path.parts and "static" not in path.parts and address.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_the_lock_file_names_no_host() -> None:
    assert '"resolved"' not in (ROOT / "designer_api/frontend/package-lock.json").read_text()


def test_tests_import_nothing_from_tests() -> None:
    found = [
        str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests").rglob("*.py")) if "tests" in names_of(path)
    ]
    assert found == []
