"""What an import would change, told in words: rows by name, a matter by its facts and its drawing."""

from dataclasses import replace

import pytest

from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, Bundle
from tenants.organisation import BodyKind, Department
from tenants.pack import Pack, read_pack, shipped_packs
from tenants.pack_difference import differences
from tenants.people import PersonProfile


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The shipped county."""
    found = next(read_pack(folder).pack for folder in shipped_packs() if folder.name == "yushan")
    assert found is not None
    return found


def with_file(pack: Pack, path: str, old: str, new: str) -> Pack:
    bundle = pack.bundle("enterprise_opening")
    assert bundle is not None
    source = bundle.files[path].decode()
    assert old in source
    changed = Bundle(bundle.code, {**bundle.files, path: source.replace(old, new, 1).encode()})
    return replace(pack, bundles=tuple(changed if each.code == bundle.code else each for each in pack.bundles))


def test_the_same_pack_has_no_difference(pack: Pack) -> None:
    assert differences(pack, pack) == ()


def test_a_new_tenant_is_told_as_a_whole(pack: Pack) -> None:
    first, *rest = differences(None, pack)
    assert first == "新租户：玉山县（yushan），县级。"
    assert any("新事项：企业开办（enterprise_opening）" in line for line in rest)


def test_rows_are_told_by_name(pack: Pack) -> None:
    house = pack.organisation
    renamed = replace(house.departments[0], phone="12345")
    new = Department("archives", "玉山县档案局", "档案", BodyKind.INSTITUTION)
    changed = replace(
        pack,
        organisation=replace(house, departments=(renamed, *house.departments[2:], new)),
        people=(PersonProfile(login="new.one", name="新人"),),
    )
    assert differences(pack, changed) == (
        "修改部门：" + f"{renamed.name}（{renamed.code}）的 phone。",
        "增加部门：玉山县档案局（archives）。",
        f"删去部门：{house.departments[1].name}（{house.departments[1].code}）。",
        "增加人员：新人（new.one）。",
    )


def test_a_matter_is_told_by_its_facts(pack: Pack) -> None:
    changed = with_file(pack, MATTER_FILE, "promised = { amount = 3", "promised = { amount = 2")
    assert differences(pack, changed) == ("事项 企业开办（enterprise_opening）：promised：3工作日 → 2工作日。",)


def test_a_drawing_is_told_by_its_steps(pack: Pack) -> None:
    (line,) = differences(pack, with_file(pack, DIAGRAM_FILE, 'name="公章刻制"', 'name="印章刻制"'))
    assert line.startswith("事项 企业开办（enterprise_opening）：")
    assert "印章刻制" in line


def test_a_comment_alone_is_told_as_a_file(pack: Pack) -> None:
    changed = with_file(pack, MATTER_FILE, 'code = "enterprise_opening"', '# 说明\ncode = "enterprise_opening"')
    assert differences(pack, changed) == ("事项 企业开办（enterprise_opening）：修改文件 matter.toml。",)


def test_matters_that_are_not_in_the_pack_stay(pack: Pack) -> None:
    assert differences(pack, replace(pack, bundles=()))[0].endswith("它保持不变。")
