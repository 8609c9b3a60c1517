"""An overlay over a shipped bundle: what comes of it reads, carries the limits, and is judged like any other."""

import pytest

from bpmn.finding import has_errors
from tenants.bundle import Bundle
from tenants.overlay_bundle import effective_bundle
from tenants.pack import read_pack, shipped_packs
from tenants.reading import read_bundle
from tenants.rule import Centre
from tenants.step_kinds import KINDS
from tenants.tightening.above import Above

YUSHAN = Above("玉山县")
CENTRE = Centre(kinds=KINDS)


@pytest.fixture(scope="module")
def county() -> Bundle:
    (folder,) = (folder for folder in shipped_packs() if folder.name == "yushan")
    pack = read_pack(folder).pack
    assert pack is not None
    bundle = pack.bundle("enterprise_opening")
    assert bundle is not None
    return bundle


def over(source: str, **files: bytes) -> Bundle:
    return Bundle("enterprise_opening", {"overlay.toml": source.encode(), **files})


def test_the_bundle_that_comes_of_it_reads_without_error(county: Bundle) -> None:
    own = over('overlay_of = "yushan"\nstatutory = { amount = 30, unit = "workingDay" }\nhours = "周六无休"\n')
    made = effective_bundle(county, own, YUSHAN, CENTRE, name="下塘乡")
    assert made.bundle is not None
    reading = read_bundle(made.bundle)
    assert reading.model is not None
    assert not has_errors(reading.findings)
    assert reading.model.matter.statutory is not None
    assert (reading.model.matter.statutory.amount, reading.model.matter.hours) == (30, "周六无休")
    assert reading.model.diagram.processes[0].statutory.amount == "30"
    assert reading.model.diagram.shapes == read_bundle(county).model.diagram.shapes  # type: ignore[union-attr]
    assert made.resolved.above.of("hours") == "下塘乡"
    assert made.resolved.above.of("promised") == "玉山县"


def test_the_same_files_give_the_same_bundle_and_a_change_above_another(county: Bundle) -> None:
    own = over('overlay_of = "yushan"\nhours = "周六无休"\n')
    once = effective_bundle(county, own, YUSHAN, CENTRE).bundle
    again = effective_bundle(county, own, YUSHAN, CENTRE).bundle
    assert once is not None
    assert again is not None
    assert once.hash == again.hash
    changed = Bundle(county.code, {**county.files, "README.md": "说明\n".encode()})
    later = effective_bundle(changed, own, YUSHAN, CENTRE).bundle
    assert later is not None
    assert later.hash != once.hash


def test_a_looser_overlay_makes_no_bundle(county: Bundle) -> None:
    made = effective_bundle(
        county, over('overlay_of = "yushan"\npromised = { amount = 12, unit = "workingDay" }\n'), YUSHAN, CENTRE
    )
    assert made.bundle is None
    assert "承诺时限12工作日宽于玉山县的3工作日。" in [finding.message for finding in made.findings]


def test_a_drawing_of_ones_own_that_keeps_the_promise_is_accepted(county: Bundle) -> None:
    source = county.files["flow.bpmn"].decode().replace('name="公章刻制"', 'name="公章刻制备案"', 1)
    made = effective_bundle(county, over('overlay_of = "yushan"\n', **{"flow.bpmn": source.encode()}), YUSHAN, CENTRE)
    assert made.findings == ()
    assert made.bundle is not None


def test_a_drawing_of_ones_own_without_the_proof_is_refused(county: Bundle) -> None:
    drawn = county.files["flow.bpmn"].decode()
    source = drawn.replace('name="公章刻制"', 'name="公章刻制备案"', 1).replace('gov:limit="1"', 'gov:limit="9"')
    assert source != drawn
    made = effective_bundle(county, over('overlay_of = "yushan"\n', **{"flow.bpmn": source.encode()}), YUSHAN, CENTRE)
    assert made.bundle is None
    assert "没有证明守诺" in made.findings[-1].message


def test_a_whole_matter_is_held_against_the_one_above_too(county: Bundle) -> None:
    matter = county.files["matter.toml"].decode()
    looser = matter.replace("promised = { amount = 3", "promised = { amount = 4")
    assert looser != matter
    made = effective_bundle(
        county, Bundle(county.code, {**county.files, "matter.toml": looser.encode()}), YUSHAN, CENTRE
    )
    assert made.bundle is None
    assert {finding.element for finding in made.findings} >= {"promised"}
    same = effective_bundle(county, county, YUSHAN, CENTRE)
    assert same.bundle is county


def test_an_upper_bundle_that_cannot_be_read_is_the_callers_fault(county: Bundle) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        effective_bundle(Bundle("m", {}), county, YUSHAN, CENTRE)


def test_fragments_come_from_above(county: Bundle) -> None:
    own = Bundle("enterprise_opening", {"overlay.toml": b'overlay_of = "yushan"\n', "permit.bpmn": b"<x/>"})
    made = effective_bundle(county, own, YUSHAN, CENTRE, name="下塘乡")
    assert made.bundle is None
    assert "overlay-fragment" in {finding.code for finding in made.findings}
