"""Overlays: what is accepted is never looser, is the upper matter with the differences, and resolves level by level."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.diagram import Diagram, LimitText, Node, Process, StepFacts
from tenants.matter import (
    Channel,
    Condition,
    Fee,
    LimitUnit,
    Material,
    Matter,
    MatterKind,
    MatterLimit,
    MatterType,
    Need,
    Visits,
)
from tenants.model import MatterModel
from tenants.overlay import (
    Below,
    Effective,
    FeeChange,
    Level,
    Lower,
    MaterialChange,
    Overlay,
    broken_below,
    effective,
    resolve,
)
from tenants.rule import Centre
from tenants.step_kinds import KINDS
from tenants.tenant import Level as Rank
from tenants.tenant import TenantProfile, plant
from tenants.tightening.above import Above

COUNTY = Above("玉山县")
CENTRE = Centre(kinds=KINDS)


def drawn(promised: int, steps: dict[str, int]) -> Diagram:
    """A row of working steps with these limits in working days."""
    nodes = tuple(
        Node(name, "userTask", name, "p", step=StepFacts(limit=LimitText(str(days), "workingDay")))
        for name, days in steps.items()
    )
    return Diagram(processes=(Process("p", nodes=nodes, promised=LimitText(str(promised), "workingDay")),))


def model(promised: int = 10, **changes: object) -> MatterModel:
    matter = Matter(
        code="permit",
        name="某许可",
        type=MatterType.LICENCE,
        kind=MatterKind.PROMISED,
        lead="office",
        promised=MatterLimit(promised),
        statutory=MatterLimit(20),
        materials=(
            Material("form", "申请书", copies=2),
            Material("card", "身份证", need=Need.GAP, supply_working_days=5),
        ),
        fees=(Fee("工本费", "每件10元", amount_fen=1000),),
        channels=(Channel.WINDOW,),
        visits=Visits(1),
        conditions=(Condition("年满十八周岁"),),
    )
    return MatterModel(replace(matter, **changes), drawn(promised, {"accept": 0, "handle": promised}))  # type: ignore[arg-type]


def overlay(**changes: object) -> Overlay:
    return Overlay(code="permit", overlay_of="yushan", **changes)  # type: ignore[arg-type]


# ---- what is refused: the field, both values, the source above
@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ({"promised": MatterLimit(12)}, "承诺时限12工作日宽于玉山县的10工作日"),
        ({"statutory": MatterLimit(21)}, "法定时限21工作日宽于玉山县的20工作日"),
        ({"materials": (MaterialChange(code="proof", name="村委会证明"),)}, "增加了材料“村委会证明”，玉山县没有要求"),
        ({"materials": (MaterialChange(code="form", copies=3),)}, "复印件份数“3”宽于玉山县的“2”"),
        ({"materials": (MaterialChange(code="card", need=Need.REQUIRED),)}, "必要性“必要”宽于玉山县的“容缺后补”"),
        ({"fees": (FeeChange(name="工本费", amount_fen=1001),)}, "金额更高"),
        ({"fees": (FeeChange(name="代办费", standard="每件5元"),)}, "增加了收费“代办费”，玉山县不收"),
        ({"visits": Visits(2, "领证")}, "到现场2次宽于玉山县的1次"),
        ({"channels": (Channel.ONLINE,)}, "办理形式少了窗口，玉山县是有的"),
        ({"conditions": (Condition("本乡户籍"),)}, "增加了受理条件“本乡户籍”"),
        ({"steps": (("handle", MatterLimit(11)),)}, "环节“handle”的时限11工作日宽于玉山县的10工作日"),
        ({"promised": MatterLimit(10, start=MatterLimit(1).start), "online_depth": 0}, "网办深度0低于玉山县的1"),
    ],
)
def test_a_looser_field_is_refused(difference: dict[str, object], said: str) -> None:
    refused = effective(model(), overlay(**difference), COUNTY, CENTRE)
    assert refused.model is None
    assert said in " ".join(finding.message for finding in refused.findings)
    assert all(finding.expected and finding.met and finding.advice for finding in refused.findings)
    assert {finding.file for finding in refused.findings} == {"overlay.toml"}


def test_every_looser_field_is_named_at_once() -> None:
    refused = effective(model(), overlay(promised=MatterLimit(12), visits=Visits(3)), COUNTY, CENTRE)
    assert [finding.element for finding in refused.findings] == ["promised", "visits"]


def test_units_that_differ_are_not_accepted_without_a_calendar() -> None:
    refused = effective(model(), overlay(promised=MatterLimit(240, unit=LimitUnit.WORKING_HOUR)), COUNTY, CENTRE)
    assert refused.model is None
    assert "单位不同" in refused.findings[0].message


def test_an_overlay_of_another_matter_or_step_is_refused() -> None:
    stranger = Overlay(code="other", overlay_of="yushan")
    assert [each.code for each in effective(model(), stranger, COUNTY, CENTRE).findings] == ["overlay-matter"]
    unknown = overlay(steps=(("hanlde", MatterLimit(1)),))
    (finding,) = effective(model(), unknown, COUNTY, CENTRE).findings
    assert (finding.code, finding.met) == ("overlay-step", "hanlde")


# ---- what is accepted
def test_windows_hours_and_telephones_are_free() -> None:
    own = overlay(windows=("T1",), hours="周六无休", consult_phone="1", complaint_phone="2", place="便民服务中心")
    found = effective(model(), own, COUNTY, CENTRE)
    assert found.model is not None
    assert (found.model.matter.windows, found.model.matter.hours) == (("T1",), "周六无休")


def test_the_drawing_carries_the_tightened_limits() -> None:
    found = effective(model(), overlay(promised=MatterLimit(7), steps=(("handle", MatterLimit(7)),)), COUNTY, CENTRE)
    assert found.model is not None
    process = found.model.diagram.processes[0]
    assert (process.promised.amount, found.model.diagram.node("handle").step.limit.amount) == ("7", "7")


def test_a_second_level_is_held_against_what_the_first_set() -> None:
    town = Level("下塘乡", overlay(promised=MatterLimit(7)))
    village = Level("某村", overlay(promised=MatterLimit(8)))
    refused = resolve(model(), (town, village), COUNTY, CENTRE)
    assert refused.model is None
    assert refused.findings[0].message == "承诺时限8工作日宽于下塘乡的7工作日。"


def test_a_field_the_first_level_left_alone_names_the_county() -> None:
    town = Level("下塘乡", overlay(promised=MatterLimit(7)))
    village = Level("某村", overlay(visits=Visits(2)))
    assert resolve(model(), (town, village), COUNTY, CENTRE).findings[0].message == "到现场2次宽于玉山县的1次。"


# ---- properties
DAYS = st.integers(0, 25)
LIMITS = st.none() | DAYS.map(MatterLimit)
OVERLAYS = st.builds(
    overlay,
    promised=LIMITS,
    statutory=LIMITS,
    steps=st.lists(DAYS.map(lambda days: ("handle", MatterLimit(days))), max_size=1).map(tuple),
    waived_materials=st.lists(st.sampled_from(["form", "card", "nothing"]), unique=True, max_size=2).map(tuple),
    waived_fees=st.sampled_from([(), ("工本费",)]),
    materials=st.lists(
        st.builds(MaterialChange, code=st.sampled_from(["form", "proof"]), copies=st.none() | st.integers(0, 4)),
        max_size=1,
    ).map(tuple),
    fees=st.lists(st.builds(FeeChange, name=st.just("工本费"), amount_fen=st.integers(0, 1500)), max_size=1).map(tuple),
    visits=st.none() | st.builds(Visits, st.integers(0, 3)),
    channels=st.none() | st.lists(st.sampled_from(Channel), unique=True).map(tuple),
    online_depth=st.none() | st.integers(1, 4),
    hours=st.none() | st.sampled_from(["", "上午"]),
)
UPPERS = st.builds(model, st.integers(0, 20), visits=st.builds(Visits, st.integers(0, 2)))


def looser_than(lower: Matter, upper: Matter) -> list[str]:
    """The fields in which a matter is looser, said a second time and as plainly as possible."""
    fees = {fee.name: fee.amount_fen or 0 for fee in upper.fees}
    copies = {each.code: each.copies for each in upper.materials}
    assert upper.promised
    assert lower.promised
    assert upper.statutory
    assert lower.statutory
    judged = {
        "promised": lower.promised.amount > upper.promised.amount,
        "statutory": lower.statutory.amount > upper.statutory.amount,
        "visits": lower.visits.most > upper.visits.most,
        "channels": not set(lower.channels) >= set(upper.channels),
        "depth": lower.online_depth < upper.online_depth,
        "fees": any(fees.get(fee.name, -1) < (fee.amount_fen or 0) for fee in lower.fees),
        "materials": any(copies.get(each.code, -1) < each.copies for each in lower.materials),
        "conditions": lower.conditions != upper.conditions,
    }
    return [name for name, is_looser in judged.items() if is_looser]


def days_of(model: MatterModel) -> int:
    return int(model.diagram.node("handle").step.limit.amount)


@given(UPPERS, OVERLAYS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_is_accepted_is_never_looser_in_any_field(upper: MatterModel, own: Overlay) -> None:
    found = effective(upper, own, COUNTY, CENTRE)
    if found.model is None:
        assert found.findings
    else:
        assert looser_than(found.model.matter, upper.matter) == []
        assert days_of(found.model) <= days_of(upper)


@given(UPPERS, OVERLAYS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_is_not_looser_is_accepted(upper: MatterModel, own: Overlay) -> None:
    """The other way round: an overlay is refused only for a field that is really looser."""
    found = effective(upper, own, COUNTY, CENTRE)
    if found.model is None:
        elements = {finding.element.split("[")[0] for finding in found.findings}
        step = own.steps[0][1].amount if own.steps else 0
        promised = own.promised.amount if own.promised else 0
        assert upper.matter.promised is not None
        assert upper.matter.statutory is not None
        assert ("handle" in elements) == (step > days_of(upper))
        assert ("promised" in elements) == (promised > upper.matter.promised.amount)


@given(UPPERS, OVERLAYS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_effective_matter_is_the_upper_one_with_the_differences(upper: MatterModel, own: Overlay) -> None:
    found = effective(upper, own, COUNTY, CENTRE)
    if found.model is None:
        return
    for key in ("promised", "statutory", "visits", "channels", "online_depth", "hours"):
        said = getattr(own, key)
        assert getattr(found.model.matter, key) == (getattr(upper.matter, key) if said is None else said)
    kept = [each.code for each in upper.matter.materials if each.code not in own.waived_materials]
    assert [each.code for each in found.model.matter.materials] == kept
    untouched = {
        "fees",
        "materials",
        "overlay_of",
        "promised",
        "statutory",
        "visits",
        "channels",
        "online_depth",
        "hours",
    }
    for key in set(Matter.__slots__) - untouched - {"_bases"}:
        assert getattr(found.model.matter, key) == getattr(upper.matter, key)


@given(UPPERS, OVERLAYS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_same_overlay_twice_changes_nothing_more(upper: MatterModel, own: Overlay) -> None:
    once = effective(upper, own, COUNTY, CENTRE, name="下塘乡")
    if once.model is not None:
        assert effective(once.model, own, once.above, CENTRE).model == once.model


@given(UPPERS, st.lists(OVERLAYS, min_size=2, max_size=4))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_levels_fold(upper: MatterModel, owns: list[Overlay]) -> None:
    levels = [Level(f"第{number}级", own) for number, own in enumerate(owns, 1)]
    step = Effective(upper, COUNTY)
    for level in levels:
        if step.model is not None:
            step = effective(step.model, level.overlay, step.above, CENTRE, name=level.name)
    assert resolve(upper, levels, COUNTY, CENTRE).model == step.model


TREE, _ = plant(
    TenantProfile(code=code, name=name, centre=name, level=level, region_code="", parent=parent)
    for code, name, level, parent in [
        ("yushan", "玉山县", Rank.COUNTY, ""),
        ("xiatang", "下塘乡", Rank.TOWNSHIP, "yushan"),
        ("bingxi", "冰溪镇", Rank.TOWNSHIP, "yushan"),
        ("village", "某村", Rank.VILLAGE, "xiatang"),
    ]
)


def lowers(**days: int) -> list[Lower]:
    names = {"xiatang": "下塘乡", "bingxi": "冰溪镇", "village": "某村"}
    return [Lower(code, names[code], overlay(promised=MatterLimit(amount))) for code, amount in days.items()]


def test_a_change_above_names_the_overlays_it_breaks() -> None:
    # 10 → 6: 下塘乡 7 is broken; 冰溪镇 5 still holds; 某村 6 now stands under the county's 6 and holds
    below = Below.of("yushan", TREE, lowers(xiatang=7, bingxi=5, village=6))
    (broken,) = broken_below(model(10), model(6), below, COUNTY, CENTRE)
    assert (broken.tenant, broken.findings[0].message) == ("xiatang", "承诺时限7工作日宽于玉山县的6工作日。")
    assert "已收的办件按收件时的版本办完" in broken.fate


def test_a_change_that_loosens_breaks_nothing() -> None:
    below = Below.of("yushan", TREE, lowers(xiatang=7, bingxi=5))
    assert broken_below(model(10), model(15), below, COUNTY, CENTRE) == ()


def test_what_was_broken_before_is_not_the_change_s_doing() -> None:
    below = Below.of("yushan", TREE, lowers(xiatang=12))
    assert broken_below(model(10), model(9), below, COUNTY, CENTRE) == ()


@given(st.permutations(lowers(xiatang=7, bingxi=5, village=6)), st.integers(1, 12))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_order_of_claims_makes_no_difference(given_order: list[Lower], days: int) -> None:
    expected = broken_below(
        model(10), model(days), Below.of("yushan", TREE, lowers(xiatang=7, bingxi=5, village=6)), COUNTY, CENTRE
    )
    assert broken_below(model(10), model(days), Below.of("yushan", TREE, given_order), COUNTY, CENTRE) == expected


LAWS = {
    "never looser": (test_what_is_accepted_is_never_looser_in_any_field, (UPPERS, OVERLAYS)),
    "refused only for what is looser": (test_what_is_not_looser_is_accepted, (UPPERS, OVERLAYS)),
    "upper with differences": (test_the_effective_matter_is_the_upper_one_with_the_differences, (UPPERS, OVERLAYS)),
    "twice is once": (test_the_same_overlay_twice_changes_nothing_more, (UPPERS, OVERLAYS)),
    "levels fold": (test_levels_fold, (UPPERS, st.lists(OVERLAYS, min_size=2, max_size=4))),
}


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("law", LAWS)
def test_many_pairs(law: str) -> None:
    """The same laws for many more pairs, drawn anew each time."""
    test, strategies = LAWS[law]

    @settings(max_examples=20_000, deadline=None, database=None)
    @given(st.tuples(*strategies))
    def holds(drawn: tuple[object, ...]) -> None:
        test.hypothesis.inner_test(*drawn)  # type: ignore[attr-defined]

    holds()
