"""A bundle is read whole: every mistake of every file at once, and a model when all of them could be read."""

import pytest

from bpmn.diagram import Diagram, Flow, LimitText, Node, Process, StepFacts
from bpmn.document import write_diagram
from bpmn.finding import has_errors
from tenants.bundle import Bundle
from tenants.reading import read_bundle

FORM = b"""{"type": "default", "schemaVersion": 19, "id": "f", "components": [
  {"type": "number", "id": "a", "key": "area", "label": "\xe9\x9d\xa2\xe7\xa7\xaf"}]}"""

DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="资格" namespace="urn:test">
  <inputData id="in" name="area"><variable name="area" typeRef="number"/></inputData>
  <decision id="size" name="规模"><variable name="规模" typeRef="string"/>
    <informationRequirement id="r1"><requiredInput href="#in"/></informationRequirement>
    <literalExpression id="e1"><text>if area &gt; 50 then "大" else "小"</text></literalExpression>
  </decision>
  <decision id="qualification" name="资格"><variable name="资格" typeRef="boolean"/>
    <informationRequirement id="r2"><requiredDecision href="#size"/></informationRequirement>
    <literalExpression id="e2"><text>规模 = "小"</text></literalExpression>
  </decision>
</definitions>"""


def drawing() -> bytes:
    nodes = (
        Node("start", "startEvent", parent="P"),
        Node(
            "receive",
            "userTask",
            "收件",
            parent="P",
            step=StepFacts(kind="receive", form="application", limit=LimitText("1", "workingDay")),
        ),
        Node("end", "endEvent", parent="P"),
    )
    flows = (Flow("f1", "start", "receive", parent="P"), Flow("f2", "receive", "end", parent="P"))
    return write_diagram(Diagram(id="d", processes=(Process("P", nodes=nodes, flows=flows),)))


@pytest.fixture
def bundle(matter_toml: str) -> Bundle:
    files = {
        "matter.toml": matter_toml.encode(),
        "flow.bpmn": drawing(),
        "qualification.dmn": DMN.encode(),
        "forms/application.json": FORM,
        "commitments.feature": "功能: 时限\n  场景: 一天\n".encode(),
    }
    return Bundle("seal_filing", files)


def changed(bundle: Bundle, **files: bytes) -> Bundle:
    """The bundle with files put in; `__` in a name stands for a dot, `___` for a slash."""
    names = {name.replace("___", "/").replace("__", "."): content for name, content in files.items()}
    return Bundle(bundle.code, {**bundle.files, **names})


def test_everything_in_a_bundle_is_read(bundle: Bundle) -> None:
    reading = read_bundle(bundle)
    assert not has_errors(reading.findings), [str(finding) for finding in reading.findings]
    model = reading.model
    assert model is not None
    assert model.matter.code == "seal_filing"
    assert model.diagram.node("receive").step.form == "application"
    assert set(model.decisions) == {"size", "qualification"}
    assert set(model.forms) == {"application"}
    assert set(model.features) == {"commitments.feature"}
    assert model.hash == bundle.hash


def test_a_decision_asks_the_case_for_what_its_requirements_ask(bundle: Bundle) -> None:
    model = read_bundle(bundle).model
    assert model is not None
    assert model.decision_reads("qualification") == {"area"}
    assert model.decision("qualification").name == "资格"  # type: ignore[union-attr]
    assert model.decision("nothing") is None
    assert model.decision_reads("nothing") == frozenset()


def test_mistakes_of_all_files_come_at_once(bundle: Bundle) -> None:
    broken = changed(
        bundle,
        matter__toml=b'code = "other"\n',
        flow__bpmn=b"<!DOCTYPE x><definitions/>",
        qualification__dmn=b"<definitions",
        forms___application__json=b"{",
        commitments__feature="功能".encode("gb18030"),
    )
    reading = read_bundle(broken)
    assert reading.model is None
    assert {finding.file for finding in reading.findings} == set(bundle.files)
    assert all(finding.message for finding in reading.findings)


@pytest.mark.parametrize("name", ["matter.toml", "flow.bpmn"])
def test_a_missing_file_is_named(bundle: Bundle, name: str) -> None:
    files = {path: content for path, content in bundle.files.items() if path != name}
    reading = read_bundle(Bundle("seal_filing", files))
    assert reading.model is None
    assert [(finding.code, finding.file) for finding in reading.findings] == [("pack-file-missing", name)]


def test_the_folder_is_named_as_the_matter(bundle: Bundle) -> None:
    reading = read_bundle(Bundle("sealfiling", bundle.files))
    assert [finding.code for finding in reading.findings if finding.element == "code"] == ["matter-code"]
    assert has_errors(reading.findings)


def test_a_decision_stands_in_one_file(bundle: Bundle) -> None:
    reading = read_bundle(changed(bundle, copy__dmn=DMN.encode()))
    found = [(finding.file, finding.element) for finding in reading.findings if finding.code == "decision-duplicate"]
    assert found == [("qualification.dmn", "size"), ("qualification.dmn", "qualification")]


def test_a_mistake_in_matter_toml_does_not_hide_the_model(bundle: Bundle) -> None:
    text = bundle.files["matter.toml"].replace(b'kind = "promised"', b'kind = "promise"')
    reading = read_bundle(changed(bundle, matter__toml=text))
    assert reading.model is not None
    assert has_errors(reading.findings)
