"""Strangers' TOML never breaks the reader, ours reads back the same, and the documented formats are the real ones."""

import tomllib
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.matter_document import read_matter
from tenants.registers import KINDS
from tenants.registers_document import read_registers
from tenants.tenant_document import read_tenant
from tenants.toml_document import is_code, open_document
from tenants.toml_notes import line_of, written
from tenants.toml_writer import write_toml

PAGE = Path(__file__).parents[3] / "docs" / "packs.md"
KEYS = st.text(alphabet="abcdefghij_-", min_size=1, max_size=8)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
LEAVES = st.one_of(
    TEXTS, st.booleans(), st.integers(-(2**62), 2**62), st.dates(date(1, 1, 1)), st.lists(TEXTS, max_size=3)
)
INLINE = st.dictionaries(KEYS, LEAVES, max_size=3)
ROWS = st.dictionaries(KEYS, st.one_of(LEAVES, INLINE), min_size=1, max_size=4)
DOCUMENTS = st.dictionaries(KEYS, st.one_of(LEAVES, ROWS, st.lists(ROWS, min_size=1, max_size=3)), max_size=5)


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_what_is_written_reads_back_the_same(document: dict[str, object]) -> None:
    assert tomllib.loads(write_toml(document).decode()) == document  # type: ignore[arg-type]


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    for reading in (read_tenant(source), read_matter(source)):
        assert all(finding.message and finding.file for finding in reading.findings)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_values_under_known_keys_are_findings_and_never_faults(data: st.DataObject) -> None:
    keys = [
        "code",
        "name",
        "type",
        "statutory",
        "materials",
        "bases",
        "visits",
        "tenant",
        "settings",
        "people",
        "zones",
    ]
    inner = [
        *keys,
        "amount",
        "unit",
        "basis",
        "posts",
        "planned",
        "business_hours",
        "severities",
        "roles",
        "most",
        "id",
    ]
    values = st.recursive(
        st.one_of(
            st.none().map(lambda _: ""), TEXTS, st.booleans(), st.integers(-5, 10**7), st.dates(), st.floats(0, 9)
        ),
        lambda deeper: st.one_of(
            st.lists(deeper, max_size=3), st.dictionaries(st.sampled_from(inner), deeper, max_size=4)
        ),
        max_leaves=12,
    )
    document = data.draw(st.dictionaries(st.sampled_from(keys), values, max_size=6))
    source = "\n".join(f"{key} = {_inline(value)}" for key, value in document.items()).encode()
    assert all(finding.message for finding in read_tenant(source).findings)
    assert all(finding.message for finding in read_matter(source).findings)


def _inline(value: object) -> str:
    """Any value on one line, floats included (which our own writer never writes)."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_inline(item)}" for key, item in value.items()) + "}"
    return write_toml({"x": value}).decode().removeprefix("x = ").strip()  # type: ignore[dict-item]


def examples() -> list[str]:
    """The TOML blocks of the page, in order: tenant.toml, registers.toml, matter.toml."""
    return [block.split("```")[0] for block in PAGE.read_text().split("```toml\n")[1:]]


def test_the_documented_tenant_file_is_the_real_one() -> None:
    reading = read_tenant(examples()[0].encode())
    # the example's person works at the centre, which a real file lists among its departments
    assert {finding.element for finding in reading.findings} == {
        "zones[1].departments",
        "people[1].posts[1].department",
    }


def test_the_documented_registers_are_the_real_ones() -> None:
    reading = read_registers(examples()[1].encode())
    assert reading.findings == ()
    assert all(getattr(reading.registers, kind) for kind in KINDS)


def test_the_documented_matter_file_is_the_real_one() -> None:
    text = examples()[2]
    cited = {"licensing-42", "opening-3", "reg-16", "road-37", "reconsideration-20"}
    findings = read_matter(text.encode()).findings
    assert {finding.met for finding in findings} == cited  # the example shows one basis and cites more
    for name in ("overlay_of", "composed_of", "start"):
        assert name in text


def test_key_paths_are_written_counting_from_one() -> None:
    assert written(("materials", 2, "need")) == "materials[3].need"
    assert written(("settings", "severities", "x")) == "settings.severities.x"
    assert written(()) == ""


def test_lines_are_found_in_nested_tables() -> None:
    lines = ("a = 1", "[[m]]", "x = 1", "[[m]]", "x = 2", "y = { z = 3 }", "[s]", "x = 4", "[s.t]", "x = 5")
    assert line_of(lines, ("a",)) == 1
    assert line_of(lines, ("m", 0, "x")) == 3
    assert line_of(lines, ("m", 1, "x")) == 5
    assert line_of(lines, ("m", 1, "y", "z")) == 6
    assert line_of(lines, ("m", 1, "missing")) == 4
    assert line_of(lines, ("s", "x")) == 8
    assert line_of(lines, ("s", "t", "x")) == 10
    assert line_of(lines, ("nowhere",)) == 0


def test_codes() -> None:
    good = ("a", "market_regulation", "a1", "a" * 60)
    bad = ("", "A", "1a", "_a", "a-b", "市监", "é", "a" * 61, "a b")
    assert [is_code(text) for text in (*good, *bad)] == [True] * len(good) + [False] * len(bad)


def test_a_key_written_twice_is_named_so() -> None:
    _, notes = open_document(b"a = 1\na = 2\n", "x.toml")
    assert notes.findings[0].message.startswith("同一个键写了两次")


def test_a_key_of_endless_parts_is_refused_before_it_costs_time() -> None:
    for hostile in ("a." * 200_000 + "a = 1", "x = 1\ny = {" + "a . " * 100 + "a = 1}", "[" + "a." * 100 + "a]"):
        root, notes = open_document(hostile.encode(), "x.toml")
        assert root is None
        assert [finding.code for finding in notes.findings] == ["toml-syntax"]
    root, _ = open_document(b'text = "' + b"." * 60 + b'"', "x.toml")
    assert root is not None
