"""The two lists held against one another, and materials before and now (100 → 70 is thirty per cent)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tenants.catalogue import CatalogueEntry, EntryState
from tenants.matter import Exempt, Material, Matter, MatterType, Need
from tenants.matter_document import read_matter
from tenants.quality import Reduction, asked_materials, cross_defects

DAY = date(2026, 3, 2)


@pytest.fixture
def matter(matter_toml: str) -> Matter:
    found = read_matter(matter_toml.encode()).matter
    assert found is not None
    return found


def entry(matter: Matter, **facts: object) -> CatalogueEntry:
    known: dict[str, object] = {
        "type": matter.type, "department": matter.lead, "state": EntryState.PUBLISHED, "reviewed_by": "编办",
        "published_from": date(2026, 1, 1), **facts,
    }  # fmt: skip
    name = str(known.pop("name", matter.name))
    return CatalogueEntry(matter.code, name, **known)  # type: ignore[arg-type]


def test_lists_that_agree_have_no_defect(matter: Matter) -> None:
    assert list(cross_defects((matter,), (entry(matter),), DAY)) == []
    assert list(cross_defects((matter,), (), DAY)) == []  # no catalogue is kept yet


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"name": "刻章"}, "名称，目录为“刻章”"),
        ({"type": MatterType.LICENCE}, "事项类型，目录为“行政许可”"),
        ({"department": "tax"}, "主管部门，目录为“tax”"),
    ],
)
def test_what_differs_is_named_with_both_values(matter: Matter, facts: dict[str, object], text: str) -> None:
    (finding,) = cross_defects((matter,), (entry(matter, **facts),), DAY)
    assert text in finding.message


def test_what_stands_in_one_list_alone_is_named(matter: Matter) -> None:
    other = replace(entry(matter), matter="other", name="另一项")
    (unlisted, uncatalogued) = cross_defects((matter,), (other,), DAY)
    assert (unlisted.code, unlisted.element) == ("quality-unlisted", "other")
    assert (uncatalogued.code, uncatalogued.element) == ("quality-uncatalogued", matter.code)
    coming = replace(other, published_from=date(2026, 4, 1))
    assert [each.code for each in cross_defects((matter,), (coming,), DAY)] == ["quality-uncatalogued"]


@pytest.mark.parametrize(
    ("before", "now", "share"),
    [(100, 70, Fraction(3, 10)), (100, 71, Fraction(29, 100)), (3, 4, Fraction(-1, 3)), (0, 0, Fraction(0))],
)
def test_the_share_saved_is_exact(before: int, now: int, share: Fraction) -> None:
    assert Reduction(before, now).share == share


def test_only_what_the_applicant_must_bring_counts(matter: Matter) -> None:
    materials = (
        Material("a", "申请书"),
        Material("b", "执照", exempt=Exempt.SHARED),
        Material("c", "照片", need=Need.OPTIONAL),
        Material("d", "证明", need=Need.GAP, supply_working_days=5),
    )
    assert asked_materials(replace(matter, materials=materials)) == 2
