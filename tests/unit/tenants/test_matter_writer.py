"""A matter written is read back as the same matter, and writing it again gives the same bytes."""

import pytest

from tenants.bundle import MATTER_FILE
from tenants.matter_document import read_matter
from tenants.matter_writer import write_matter
from tenants.pack import read_pack, shipped_packs

SHIPPED = [
    pytest.param(bundle.files[MATTER_FILE], id=f"{folder.name}/{bundle.code}")
    for folder in shipped_packs()
    if (pack := read_pack(folder).pack)
    for bundle in pack.bundles
]


@pytest.mark.parametrize("source", SHIPPED)
def test_every_shipped_matter_survives_writing(source: bytes) -> None:
    matter = read_matter(source).matter
    assert matter is not None
    written = write_matter(matter)
    again = read_matter(written)
    assert (again.matter, again.findings) == (matter, read_matter(source).findings)
    assert write_matter(matter) == written


def test_the_matter_of_the_tests_survives(matter_toml: str) -> None:
    matter = read_matter(matter_toml.encode()).matter
    assert matter is not None
    assert read_matter(write_matter(matter)).matter == matter
