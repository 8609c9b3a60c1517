"""Coverage is what the record of the cases tells, and names what no scenario went through."""

import pytest

from engine.verify.coverage import Coverage, Family, Observer
from engine.verify.runner import Runner
from tenants.pack import Pack, read_pack, shipped_packs

BEGIN = """# language: zh-CN
功能: 老年优待证
  场景: 一件
    假如 "玉山县下塘乡"已发布事项"老年优待证"
    当 综合窗口于"2026-03-02 09:30"收件
"""


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    readings = [read_pack(path) for path in shipped_packs()]
    return {reading.pack.tenant.code: reading.pack for reading in readings if reading.pack}


def covered(packs: dict[str, Pack], *steps: str) -> Coverage:
    observer = Observer()
    result = Runner(packs, look=observer.look).run(BEGIN + "".join(f"    当 {step}\n" for step in steps))
    assert result.passed, result
    (found,) = observer.coverage()
    return found


def test_a_refused_case_covers_the_refusal_and_not_the_way_on(packs: dict[str, Pack]) -> None:
    found = covered(packs, '综合窗口于"2026-03-02 09:40"不予受理,理由为"户籍不在本县"')

    missing = {part.key for part in found.missing()}
    assert "accept:不予受理" not in missing
    assert "flow_refuse" not in missing
    assert {"accept:受理", "flow_accept", "issue", "deliver", "done", "撤回申请"} <= missing
    assert [part.key for part in found.missing(Family.REFUSAL)] == ["撤回申请"]


def test_the_row_that_decided_is_covered_and_the_others_are_told(packs: dict[str, Pack]) -> None:
    found = covered(packs, '综合窗口于"2026-03-02 09:40"受理')

    # the sample is 67 years old and lives in the county: row 3
    assert [part.key for part in found.missing(Family.ROW)] == ["eligibility:1", "eligibility:2", "eligibility:4"]
    assert "决策行 1/4" in str(found)
    assert not found.complete


def test_cases_of_a_matter_add_up(packs: dict[str, Pack]) -> None:
    observer = Observer()
    runner = Runner(packs, look=observer.look)
    for end in ('综合窗口于"2026-03-02 09:40"受理', '申请人于"2026-03-02 09:40"撤回申请,理由为"不办了"'):
        assert runner.run(f"{BEGIN}    当 {end}\n").passed
    (found,) = observer.coverage()

    assert found.met[Family.STEP, "receive"] == 2
    assert found.met[Family.OUTCOME, "accept:受理"] == 1
    assert found.missing(Family.REFUSAL)[0].words == "受理：不予受理"
    told = found.to_json()
    assert told["refusals"] == {"covered": 1, "of": 2}
    assert {"family": "refusals", "key": "accept:不予受理", "name": "受理：不予受理"} in list(told["missing"])  # type: ignore[call-overload]
