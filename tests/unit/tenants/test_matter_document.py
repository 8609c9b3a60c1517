"""`matter.toml` is read into a matter; mistakes are named all at once."""

import pytest

from bpmn.diagram import LimitText
from tenants.matter import Audience, Channel, Exempt, LimitUnit, Mark, MatterKind, MatterType, Need, WorkGrant
from tenants.matter_document import read_matter
from tenants.tenant import Level


def test_a_matter_reads_without_findings(matter_toml: str) -> None:
    reading = read_matter(matter_toml.encode())
    assert reading.findings == ()
    matter = reading.matter
    assert matter is not None
    assert (matter.code, matter.type, matter.kind) == ("seal_filing", MatterType.OTHER, MatterKind.PROMISED)
    assert matter.promised is not None
    assert (matter.promised.amount, matter.promised.unit) == (1, LimitUnit.WORKING_DAY)
    assert matter.promised.text == LimitText("1", "workingDay")
    assert matter.promised.chinese == "1工作日"
    assert (matter.audience, matter.channels) == ((Audience.ORGANISATION,), (Channel.WINDOW, Channel.ONLINE))


def test_materials_say_what_must_be_handed_in_and_when(matter_toml: str) -> None:
    matter = read_matter(matter_toml.encode()).matter
    assert matter is not None
    application, licence, mandate = matter.materials
    assert (application.need, application.exempt, application.may_gap) == (Need.REQUIRED, None, False)
    assert licence.exempt is Exempt.SHARED
    assert (mandate.may_gap, mandate.supply_working_days) == (True, 3)
    assert matter.accepts_gaps
    assert [str(basis) for basis in matter.cited(mandate.basis)] == ["《公章管理规定》第九条"]
    assert matter.base("filing-9").mark is Mark.READ  # type: ignore[union-attr]
    assert matter.base("filing-9").since == "2022-03-01"  # type: ignore[union-attr]


def test_a_step_may_be_worked_by_another_tenant(matter_toml: str) -> None:
    granted = '[[work_grants]]\nstep = "confirm"\nlevel = "县级"\nfields = ["户主"]\n'
    matter = read_matter((matter_toml + granted).encode()).matter
    assert matter is not None
    assert matter.work_grant("confirm") == WorkGrant("confirm", Level.COUNTY, fields=("户主",))
    assert matter.work_grant("accept") is None


@pytest.mark.parametrize("said", ["", 'level = "county"\ntenant = "yushan"\n'])
def test_who_works_it_is_said_once(matter_toml: str, said: str) -> None:
    reading = read_matter((matter_toml + f'[[work_grants]]\nstep = "confirm"\n{said}').encode())
    assert ["level" in str(each.element) for each in reading.findings] == [True]


MISTAKES = [
    ('type = "10"', 'type = "许可"', "type", "不能写“许可”", "行政许可"),
    ('type = "10"', "type = 10", "type", "应是文字，现在是整数", ""),
    ('code = "seal_filing"', "", "code", "没有写", "code ="),
    ('lead = "market_regulation"', 'leed = "market_regulation"', "leed", "不是认识的键", "lead"),
    ("amount = 5", "amount = -5", "statutory.amount", "应在0到", ""),
    ("amount = 5", "amount = 2.5", "statutory.amount", "应是整数，现在是小数", ""),
    ("amount = 5, ", "", "statutory.amount", "没有写", ""),
    ('unit = "workingDay", basis = ["promise"]', 'basis = ["promise"]', "promised.unit", "必须写明单位", "workingDay"),
    ('unit = "workingDay", basis = ["promise"]', 'unit = "天", basis = ["promise"]', "promised.unit", "不能写“天”", ""),
    ('basis = ["promise"]', 'basis = ["promsie"]', "promised.basis", "没有的依据“promsie”", "[[bases]]"),
    ('code = "licence"', 'code = "application"', "materials[2].code", "“application”写了2次", ""),
    ("supply_working_days = 3", "", "materials[3].supply_working_days", "要有补交时限", ""),
    ('need = "容缺后补"', 'need = "必要"', "materials[3].supply_working_days", "只有容缺后补", ""),
    ('exempt = "shared"', 'exempt = "share"', "materials[2].exempt", "不能写“share”", "shared"),
    ('standard = "每枚100元"', "", "fees[1].standard", "没有写", ""),
    ("amount_fen = 10000", "amount_fen = 100.5", "fees[1].amount_fen", "应是整数", ""),
    ('windows = ["C01"]', 'windows = ["C01"]\nvisits = { most = 2 }', "visits.reason", "须说明原因", "减为1次"),
    ('windows = ["C01"]', 'windows = ["C01", 2]', "windows", "第2项应是文字", ""),
    ('windows = ["C01"]', 'windows = "C01"', "windows", "应是列表，现在是文字", ""),
    ("[[questions]]", "[questions]", "questions", "应是列表，现在是表", ""),
]


@pytest.mark.parametrize(("right", "wrong", "key", "message", "advice"), MISTAKES)
def test_a_mistake_names_its_key_and_cure(
    matter_toml: str, right: str, wrong: str, key: str, message: str, advice: str
) -> None:
    assert right in matter_toml
    findings = read_matter(matter_toml.replace(right, wrong, 1).encode()).findings
    found = [finding for finding in findings if finding.element == key]
    assert found, [str(finding) for finding in findings]
    assert message in found[0].message
    assert advice in found[0].advice
    assert found[0].expected


def test_all_mistakes_come_at_once(matter_toml: str) -> None:
    broken = matter_toml.replace('type = "10"', 'type = "x"').replace('kind = "promised"', 'kind = "y"', 1)
    broken = broken.replace('name = "公章刻制备案"', "").replace("[[remedies]]", "[[remedy]]")
    assert {finding.element for finding in read_matter(broken.encode()).findings} == {"type", "kind", "name", "remedy"}


def test_a_broken_file_gives_no_matter() -> None:
    reading = read_matter(b"code = ", file="matters/x/matter.toml")
    assert reading.matter is None
    assert reading.findings[0].file == "matters/x/matter.toml"


def test_parts_are_read_with_phase_condition_and_content(matter_toml: str) -> None:
    written = """
[[parts]]
matter = "house"
name = "首次转移登记"
lead = "natural_resources"
content = "abc"
[[parts]]
matter = "water"
when = '要办 = "办理"'
phase = 2
[[parts]]
matter = "water"
phase = 0
"""
    reading = read_matter(f"{matter_toml}{written}".encode())
    assert reading.matter is not None
    house, water, _ = reading.matter.parts
    assert (house.label, house.phase, house.when, house.content) == ("首次转移登记", 1, "", "abc")
    assert (water.label, water.phase, water.when) == ("water", 2, '要办 = "办理"')
    assert reading.matter.part("water") == water
    assert reading.matter.made_of == ("house", "water")
    assert {each.code for each in reading.findings} >= {"matter-duplicate"}
    assert any("phase" in each.element for each in reading.findings)
