"""What forms may lean on: of the model languages only FEEL, findings and identifiers."""

import ast
from pathlib import Path

import forms
from forms.components import COMPONENTS

FOLDER = Path(forms.__file__).parent
ALLOWED = {"bpmn.feel", "bpmn.finding", "bpmn.identifiers", "bpmn.errors"}


def imported():
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield path.name, node.module
            elif isinstance(node, ast.Import):
                yield from ((path.name, alias.name) for alias in node.names)


def test_imports_go_only_to_the_allowed_doors():
    ours = {
        (file, module)
        for file, module in imported()
        if module.split(".")[0] in ("bpmn", "tenants", "engine", "designer_api")
    }
    assert ours
    assert {module for _, module in ours} <= ALLOWED


def test_no_text_of_a_tenant_meets_pythons_own_patterns_or_clock():
    assert not {module for _, module in imported()} & {"re", "random", "os", "subprocess", "pickle"}


def test_feel_has_one_door_and_re2_one():
    assert {file for file, module in imported() if module == "bpmn.feel"} == {"condition.py"}
    assert {file for file, module in imported() if module == "re2"} == {"pattern.py"}


def test_each_component_is_found_by_its_file_and_documents_itself():
    files = {path.stem for path in (FOLDER / "components").glob("[a-z]*.py")}
    assert set(COMPONENTS) == files
    for name, component in COMPONENTS.items():
        first = (FOLDER / "components" / f"{name}.py").read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(f'"""{name} ')
        assert component.name


def test_each_component_has_a_test_of_its_name():
    tests = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / "components").glob("test_*.py")}
    assert tests == set(COMPONENTS)
