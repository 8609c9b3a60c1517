"""A whole pack is checked at once: files are named by their path in it, the pack's own settings weigh the findings."""

from dataclasses import replace

import pytest

from bpmn.finding import Severity
from tenants.archive import write_zip_of
from tenants.bundle import Bundle
from tenants.checks import check_bundle, check_pack
from tenants.pack import Pack, read_pack_zip
from tenants.rule import Centre
from tenants.step_kinds import KINDS

DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gov="urn:banshi:gov:1" id="d"
 targetNamespace="urn:test"><process id="P" isExecutable="true">
 <startEvent id="s"/><userTask id="receive" name="收件" gov:stepKind="receive" gov:formKey="application"
 gov:department="tax" gov:limit="0" gov:limitUnit="workingDay"/><endEvent id="e"/>
 <sequenceFlow id="f1" sourceRef="s" targetRef="receive"/><sequenceFlow id="f2" sourceRef="receive" targetRef="e"/>
</process></definitions>"""


@pytest.fixture
def pack(pack_files: dict[str, bytes]) -> Pack:
    field = b'{"type": "textfield", "id": "a", "key": "name", "label": "name"}'
    form = b'{"type": "default", "schemaVersion": 19, "id": "f", "components": [' + field + b"]}"
    files = {
        **pack_files,
        "matters/seal_filing/flow.bpmn": DRAWING.encode(),
        "matters/seal_filing/forms/application.json": form,
        "matters/broken/matter.toml": b"code =",
        "matters/broken/flow.bpmn": b"<x/>",
    }
    reading = read_pack_zip(write_zip_of(files))
    assert reading.pack is not None
    return reading.pack


def test_findings_of_all_bundles_name_files_of_the_pack(pack: Pack) -> None:
    findings = check_pack(pack, Centre(kinds=KINDS))
    found = {(finding.code, finding.file, finding.severity) for finding in findings}
    assert ("toml-syntax", "matters/broken/matter.toml", Severity.ERROR) in found
    assert ("not-bpmn", "matters/broken/flow.bpmn", Severity.ERROR) in found
    assert ("department-known", "matters/seal_filing/flow.bpmn", Severity.ERROR) in found
    # the county's settings say that scenarios may follow later
    assert ("features-present", "matters/seal_filing/commitments.feature", Severity.WARNING) in found


def test_a_bundle_by_itself_is_checked_without_a_centre(pack: Pack) -> None:
    bundle = pack.bundle("seal_filing")
    assert bundle is not None
    reading = check_bundle(bundle, Centre(kinds=KINDS))
    assert reading.model is not None
    assert "department-known" not in {finding.code for finding in reading.findings}
    at_centre = check_bundle(bundle, replace(Centre(kinds=KINDS), organisation=pack.organisation))
    assert "department-known" in {finding.code for finding in at_centre.findings}


def test_what_cannot_be_read_is_not_checked_further() -> None:
    reading = check_bundle(Bundle("x", {}), Centre(kinds=KINDS))
    assert reading.model is None
    assert {finding.code for finding in reading.findings} == {"pack-file-missing"}
