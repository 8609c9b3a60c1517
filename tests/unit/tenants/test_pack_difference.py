"""What an import would change, told in words: rows by name, a matter by its facts and its drawing."""

from dataclasses import fields, replace
from datetime import date

import pytest

from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, Bundle
from tenants.organisation import BodyKind, Department, Post, Site, Window, Zone
from tenants.pack import Pack, read_pack, shipped_packs
from tenants.pack_difference import Difference, Part, differences, register_name
from tenants.pack_labels import FACT_LABELS, REGISTER_NAMES
from tenants.people import PersonProfile, Role
from tenants.registers import KINDS
from tenants.tenant import Settings, TenantProfile


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


def lines(before: Pack | None, after: Pack) -> list[str]:
    return [str(each) for each in differences(before, after)]


def test_the_same_pack_has_no_difference(pack: Pack) -> None:
    assert differences(pack, pack) == ()


def test_a_new_tenant_is_told_as_a_whole(pack: Pack) -> None:
    first, *rest = lines(None, pack)
    assert first == "新租户：玉山县（yushan），县级。"
    assert any("新事项：企业开办（enterprise_opening）" in line for line in rest)


def test_rows_are_told_by_name(pack: Pack) -> None:
    house = pack.organisation
    renamed = replace(house.departments[0], phone="12345")
    new = Department("archives", "玉山县档案局", "档案", BodyKind.INSTITUTION)
    changed = replace(
        pack,
        organisation=replace(house, departments=(renamed, *house.departments[2:], new)),
        people=(PersonProfile(login="new.one", name="新人", roles=(Role.WINDOW_CLERK,)),),
    )
    assert differences(pack, changed) == (
        Difference(Part.ORGANISATION, f"修改部门：{renamed.name}（{renamed.code}）：电话：空 → 12345。"),
        Difference(Part.ORGANISATION, "增加部门：玉山县档案局（archives）。"),
        Difference(
            Part.ORGANISATION, f"删去部门：{house.departments[1].name}（{house.departments[1].code}）。", removes=True
        ),
        Difference(Part.PEOPLE, "增加人员：新人（new.one）。角色 窗口人员。", grants=True),
    )


def test_what_a_person_may_do_is_told_with_both_values(pack: Pack) -> None:
    clerk = next(each for each in pack.people if each.login == "chenyang")
    (told,) = differences(pack, replace(pack, people=(replace(clerk, roles=(Role.AUDITOR,), posts=()),)))
    assert (told.part, told.grants) == (Part.PEOPLE, True)
    assert "角色：窗口人员 → 审计管理员" in told.text
    assert "任岗：删去政务中心·综合窗口" in told.text


def test_every_register_is_told_row_by_row(pack: Pack) -> None:
    first, *rest = pack.registers.mandates
    longer = replace(first, until=date(2030, 12, 31))
    changed = replace(pack, registers=replace(pack.registers, mandates=(longer, *rest[1:])))
    one, two = differences(pack, changed)
    assert one == Difference(
        Part.REGISTERS, f"修改授权书：{first.document}：截止日：{first.until} → 2030-12-31。", grants=True
    )
    assert two == Difference(Part.REGISTERS, f"删去授权书：{rest[0].document}。", removes=True, grants=True)
    for kind in KINDS:
        rows = getattr(pack.registers, kind)
        if rows:
            gone = replace(pack, registers=replace(pack.registers, **{kind: ()}))
            found = differences(pack, gone)
            assert len(found) == len(rows), kind
            assert all(each.removes and each.text.startswith(f"删去{register_name(kind)}：") for each in found), kind


def test_what_a_list_loses_is_marked(pack: Pack) -> None:
    bundle = pack.bundle("enterprise_opening")
    assert bundle is not None
    source = bundle.files[MATTER_FILE].decode()
    begin = source.index("[[materials]]")
    end = source.index("[[materials]]", begin + 1)
    changed = with_file(pack, MATTER_FILE, source[begin:end], "")
    (told,) = differences(pack, changed)
    assert told.removes
    assert told.text.startswith("事项 企业开办（enterprise_opening）：申请材料：删去")


@pytest.mark.parametrize("kind", [TenantProfile, Settings, Department, Post, Site, Zone, Window, PersonProfile])
def test_every_fact_has_a_name_for_people(kind: type) -> None:
    assert [each.name for each in fields(kind) if each.name not in FACT_LABELS] == []


def test_every_register_and_its_facts_have_a_name_for_people() -> None:
    assert [kind for kind in KINDS if kind not in REGISTER_NAMES] == []
    unnamed = {f"{kind}.{each.name}" for kind, row in KINDS.items() for each in fields(row)}
    assert {each for each in unnamed if each.split(".")[1] not in FACT_LABELS} == set()


def test_a_matter_is_told_by_its_facts(pack: Pack) -> None:
    changed = with_file(pack, MATTER_FILE, "promised = { amount = 3", "promised = { amount = 2")
    assert lines(pack, changed) == ["事项 企业开办（enterprise_opening）：承诺时限：3工作日 → 2工作日。"]


def test_a_drawing_is_told_by_its_steps(pack: Pack) -> None:
    (line,) = differences(pack, with_file(pack, DIAGRAM_FILE, 'name="公章刻制"', 'name="印章刻制"'))
    assert line.text.startswith("事项 企业开办（enterprise_opening）：")
    assert "印章刻制" in line.text


def test_a_comment_alone_is_told_as_a_file(pack: Pack) -> None:
    changed = with_file(pack, MATTER_FILE, 'code = "enterprise_opening"', '# 说明\ncode = "enterprise_opening"')
    assert lines(pack, changed) == ["事项 企业开办（enterprise_opening）：修改文件 matter.toml。"]


def test_matters_that_are_not_in_the_pack_stay(pack: Pack) -> None:
    (line,) = lines(pack, replace(pack, bundles=()))
    assert line.startswith(f"包里没有的 {len(pack.bundles)} 个事项保持不变：")
