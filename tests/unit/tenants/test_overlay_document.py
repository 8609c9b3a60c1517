"""`overlay.toml`: only what is written is a difference; a mistake is named with its line and its remedy."""

from bpmn.finding import has_errors
from tenants.archive import Files
from tenants.bundle import Bundle
from tenants.matter import Channel, LimitUnit, MatterLimit, Need, Visits
from tenants.overlay import FeeChange, MaterialChange, Overlay
from tenants.overlay_document import is_overlay, read_overlay, read_overlay_bundle
from tenants.pack import pack_of

WRITTEN = """
overlay_of = "yushan"
promised = { amount = 7, unit = "workingDay" }
waived_materials = ["licence"]
waived_fees = ["工本费"]
visits = { most = 0 }
channels = ["窗口", "online", "mobile"]
windows = ["T01"]
hours = "周一至周六"

[steps]
handle = { amount = 5, unit = "workingDay" }

[[materials]]
code = "mandate"
need = "optional"
"""


def test_what_is_written_is_the_difference_and_nothing_else() -> None:
    reading = read_overlay(WRITTEN.encode(), code="seal_filing")
    assert reading.findings == ()
    assert reading.overlay == Overlay(
        code="seal_filing",
        overlay_of="yushan",
        promised=MatterLimit(7),
        steps=(("handle", MatterLimit(5)),),
        waived_materials=("licence",),
        materials=(MaterialChange(code="mandate", need=Need.OPTIONAL),),
        waived_fees=("工本费",),
        visits=Visits(0),
        channels=(Channel.WINDOW, Channel.ONLINE, Channel.MOBILE),
        windows=("T01",),
        hours="周一至周六",
    )
    assert reading.overlay.changes == {
        "promised",
        "steps",
        "materials",
        "fees",
        "visits",
        "channels",
        "windows",
        "hours",
    }


def test_an_empty_text_is_a_difference_too() -> None:
    reading = read_overlay(b'overlay_of = "yushan"\nplace = ""\n', code="m")
    assert reading.overlay is not None
    assert (reading.overlay.place, reading.overlay.hours) == ("", None)


def test_every_mistake_is_named_at_once() -> None:
    source = 'overlay_off = "yushan"\nchannels = ["窗囗"]\nwaived_materials = ["a"]\n\n[[materials]]\ncode = "a"\n'
    reading = read_overlay(source.encode(), code="m")
    said = "\n".join(str(finding) for finding in reading.findings)
    assert "overlay_of" in said
    assert "窗囗" in said
    assert "写了2次" in said
    assert "overlay_off" in said
    assert all(finding.advice for finding in reading.findings)


def test_a_file_that_cannot_be_read_is_no_overlay() -> None:
    assert read_overlay(b"overlay_of = ", code="m").overlay is None


def test_a_fee_may_be_changed_in_part() -> None:
    source = 'overlay_of = "y"\n[[fees]]\nname = "工本费"\namount_fen = 5000\n'
    reading = read_overlay(source.encode(), code="m")
    assert reading.overlay is not None
    assert reading.overlay.fees == (FeeChange(name="工本费", amount_fen=5000),)


def test_limits_keep_their_unit() -> None:
    source = 'overlay_of = "y"\nstatutory = { amount = 1, unit = "month" }\n'
    overlay = read_overlay(source.encode(), code="m").overlay
    assert overlay is not None
    assert overlay.statutory == MatterLimit(1, LimitUnit.MONTH)


def test_a_bundle_with_an_overlay_alone_is_one(tenant_toml: str) -> None:
    read = pack_of(Files({"tenant.toml": tenant_toml.encode(), "matters/m/overlay.toml": b'overlay_of = "y"\n'}))
    assert read.pack is not None
    assert not has_errors(read.findings)
    assert is_overlay(read.pack.bundles[0])


def test_a_broken_drawing_beside_it_is_named() -> None:
    reading = read_overlay_bundle(Bundle("m", {"overlay.toml": b'overlay_of = "y"\n', "flow.bpmn": b"<x"}))
    assert reading.overlay is None
    assert {finding.file for finding in reading.findings} == {"flow.bpmn"}
