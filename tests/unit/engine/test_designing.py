"""What stands behind the designer's pages: furnished templates, comparison in words, effect on open cases, holidays."""

from datetime import datetime

import pytest

from bpmn.templates import templates
from engine.beginnings import renamed
from engine.clock import CENTRE_ZONE
from engine.comparing import compare_bundles
from engine.furnishing import furnish, scenario_of
from engine.sandbox import after_holiday, next_working_day
from forms import read_form
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.matter import Matter, MatterKind, MatterType
from tenants.matter_document import read_matter
from tenants.matter_writer import write_matter
from tenants.organisation import CENTRE
from tenants.pack import Pack, read_pack, shipped_packs

CALENDAR = national_calendar()
MATTER = Matter("food_permit", "食品经营许可", MatterType.LICENCE, MatterKind.PROMISED, CENTRE)


@pytest.fixture(scope="module")
def yushan() -> Pack:
    found = next(read_pack(path).pack for path in shipped_packs() if path.name == "yushan")
    assert found is not None
    return found


def opening(pack: Pack) -> Bundle:
    found = pack.bundle("enterprise_opening")
    assert found is not None
    return found


@pytest.mark.parametrize("name", [each.id for each in templates()])
def test_a_template_stands_at_the_centres_own_window_and_exit(yushan: Pack, name: str) -> None:
    template = next(each for each in templates() if each.id == name)
    made = furnish(template.diagram, MATTER, yushan.organisation)

    posts = {node.step.kind: (node.step.department, node.step.post) for node in made.diagram.nodes() if node.step.kind}
    assert posts["receive"] == ("centre", "general_window")
    assert posts["deliver"] == ("centre", "exit_window")
    wanted = {node.step.form for node in made.diagram.nodes() if node.step.form}
    assert {f"forms/{form}.json" for form in wanted} == set(made.files)
    assert all(read_form(source).form is not None for source in made.files.values())
    assert read_matter(write_matter(made.matter)).matter == made.matter
    named = {code for node in made.diagram.nodes() for code in (*node.step.materials, *node.step.notices)}
    assert named <= {each.code for each in (*made.matter.materials, *made.matter.notices)}
    assert "当 综合窗口于" in scenario_of("食品经营许可", "玉山县政务服务中心", made.diagram)


def test_a_copy_changes_code_and_name_and_nothing_else(yushan: Pack) -> None:
    files = renamed(opening(yushan).files, "branch_opening", '分公司"开办"')
    before, after = (read_matter(each["matter.toml"]).matter for each in (opening(yushan).files, files))
    assert before is not None
    assert after is not None
    assert (after.code, after.name) == ("branch_opening", '分公司"开办"')
    assert after.bases == before.bases
    assert {path for path in files if files[path] != opening(yushan).files[path]} == {"matter.toml"}


def test_contents_are_compared_part_by_part_in_words(yushan: Pack) -> None:
    old = opening(yushan)
    listed = old.files["matter.toml"].decode()
    files = {
        **old.files,
        "matter.toml": listed.replace("promised = { amount = 3", "promised = { amount = 2", 1)
        .replace('name = "公司章程"', 'name = "章程"', 1)
        .encode(),
        "forms/extra.json": b'{"type": "default", "schemaVersion": 19, "id": "extra", "components": []}',
    }
    del files["samples/tax.json"]
    found = compare_bundles(old, Bundle(old.code, files))

    assert [each.file for each in found][-2:] == ["forms/extra.json", "samples/tax.json"]
    words = [each.change.message for each in found]
    assert "承诺时限：由“3工作日”改为“2工作日”。" in words
    assert "申请材料增加了“章程”。" in words
    assert "增加了表单“extra”。" in words
    assert "删除了样例“tax”。" in words
    assert found[0].change.days == -1
    assert compare_bundles(old, Bundle(old.code, dict(old.files))) == ()
    comment = {**old.files, "matter.toml": b"# x\n" + old.files["matter.toml"]}
    (only,) = compare_bundles(old, Bundle(old.code, comment))
    assert only.change.message == "实施清单只有排版或注释变动。"


@pytest.mark.parametrize(
    ("now", "morning", "holiday"),
    [
        ("2026-09-30 10:00", "2026-10-08", "2026-10-08"),  # 国庆 10-01 至 10-07
        ("2026-02-13 17:30", "2026-02-14", "2026-02-24"),  # 02-14 周六调休上班；春节 02-15 至 02-23
        ("2026-03-06 09:00", "2026-03-09", "2026-04-07"),  # 周末不算节；清明 04-04 至 04-06
    ],
)
def test_the_first_day_after_a_holiday(now: str, morning: str, holiday: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=CENTRE_ZONE)
    assert next_working_day(moment, CALENDAR).date().isoformat() == morning
    found = after_holiday(moment, CALENDAR)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == f"{holiday} 09:00"


def test_beyond_the_published_years_no_holiday_is_guessed() -> None:
    assert after_holiday(datetime(2031, 9, 30, 10, tzinfo=CENTRE_ZONE), CALENDAR) is None
