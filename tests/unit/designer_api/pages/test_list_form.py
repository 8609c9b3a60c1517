"""The implementation list as a form: whatever stands in a matter is shown, and what is typed comes back the same."""

from pathlib import Path

import pytest

from designer_api.pages.designer.list_form import flat_of, matter_of, sections
from tenants.matter import Matter, MatterLimit
from tenants.matter_document import read_matter
from tenants.organisation import Organisation
from tenants.term import Term

LISTS = sorted(Path("tenants/packs").rglob("matter.toml"))


def listed(path: Path) -> Matter:
    matter = read_matter(path.read_bytes()).matter
    assert matter is not None
    return matter


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.parent.name)
def test_every_shipped_list_comes_back_the_same(path: Path) -> None:
    matter = listed(path)
    again, errors = matter_of(flat_of(matter), matter, matter.code)
    assert errors == {}
    assert again == matter


def test_every_field_has_a_control_with_a_chinese_label() -> None:
    matter = listed(LISTS[0])
    shown = sections(flat_of(matter), {}, Organisation())
    controls = [c for section in shown for c in (*section.controls, *(x for row in section.rows for x in row.controls))]
    names = {control.name.split(".")[0] for control in controls}
    assert {field for field in Matter.__dataclass_fields__ if not field.startswith("_")} == names
    assert all(not control.label.isascii() for control in controls)


def test_a_row_is_added_and_another_taken_away() -> None:
    matter = listed(LISTS[0])
    flat = flat_of(matter)
    last = len(matter.materials)
    flat[f"materials.{last}.code"], flat[f"materials.{last}.name"] = ["lease"], ["租赁合同"]
    flat["materials.0._remove"] = ["yes"]
    flat[f"materials.{last + 1}.note"] = ["没有名称的空行"]
    after, errors = matter_of(flat, matter, matter.code)
    assert errors == {}
    assert after is not None
    assert [each.code for each in after.materials] == [*(each.code for each in matter.materials[1:]), "lease"]


def test_numbers_that_are_none_are_named_and_stay_as_typed() -> None:
    matter = listed(LISTS[0])
    flat = flat_of(matter) | {"promised.amount": ["三"]}
    after, errors = matter_of(flat, matter, matter.code)
    assert (after, errors) == (None, {"promised.amount": "应填整数，现在是“三”。"})
    shown = sections(flat, errors, Organisation())
    (control,) = [c for section in shown for c in section.controls if c.name == "promised.amount"]
    assert (control.value, control.error) == ("三", "应填整数，现在是“三”。")


def test_a_limit_left_empty_is_no_limit() -> None:
    matter = listed(LISTS[0])
    flat = flat_of(matter) | {"statutory.amount": [""]}
    after, _ = matter_of(flat, matter, matter.code)
    assert after is not None
    assert after.statutory is None
    assert isinstance(after.promised, MatterLimit)
    assert isinstance(after.type, Term)
