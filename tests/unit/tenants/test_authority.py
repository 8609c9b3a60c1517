"""Whoever a power was given to: the answer for a day does not hang on the order in which mandates were entered, and no
chain gives more than the department gave."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.authority import Authority, kept_for, may_use
from tenants.holders import Capability, chain_of, lacking, powers_on, warnings_on
from tenants.identity import PersonId, TenantId
from tenants.mandate import Holder, HolderKind, Mandate, Power, circles, person_holder
from tenants.mandates import Held, Mandates, NotHeld, Standing, chain_fault
from tenants.organisation import CENTRE, Organisation, Post, PostKind, Window, Zone
from tenants.people import Actor, HeldPost, Person, Rank, Role, Staff

LI, CLERK = PersonId(UUID(int=1)), PersonId(UUID(int=2))
HERE = TenantId(UUID(int=9))
BUREAU = Holder(HolderKind.DEPARTMENT, "bureau", "某局")
DAY = date(2026, 3, 2)
PEOPLE = {LI: Standing("李某", card="36", card_until=date(2030, 1, 1)), CLERK: Standing("林某", Staff.CONTRACT)}
HALL = Organisation(zones=(Zone("D", "无差别区"),), windows=(Window("D01", "D区1号", "D"),))
CHIEF = Actor(HERE, LI, "李某", "li", Staff.PERMANENT, frozenset({Role.OFFICER}), frozenset({("bureau", "desk")}))
AT_D01 = Actor(
    HERE,
    CLERK,
    "林某",
    "lin",
    Staff.CONTRACT,
    frozenset({Role.WINDOW_CLERK}),
    frozenset({(CENTRE, "general_window")}),
    frozenset({"D01"}),
)


def mandate(document: str, to: Holder, *powers: Power, **more: object) -> Mandate:
    facts: dict[str, object] = {"delegator": BUREAU, "since": date(2026, 1, 1), "until": date(2026, 12, 31), **more}
    return Mandate(document=document, department="bureau", delegate=to, powers=frozenset(powers), **facts)  # type: ignore[arg-type]


def authority(*mandates: Mandate, **more: object) -> Authority:
    return Authority(Mandates(mandates, PEOPLE), HALL, "jia", **more)  # type: ignore[arg-type]


PLACES = [
    (Holder(HolderKind.DEPARTMENT, CENTRE, "中心"), True),
    (Holder(HolderKind.WINDOW, "D01"), True),  # 坐在 D01
    (Holder(HolderKind.WINDOW, "D"), True),  # D01 在 D 区
    (Holder(HolderKind.WINDOW, "general_window"), True),  # 窗口岗位
    (Holder(HolderKind.TOWNSHIP, "jia"), True),  # 本租户
    (Holder(HolderKind.WINDOW, "C"), False),  # 别的专区
    (Holder(HolderKind.TOWNSHIP, "yi"), False),  # 别的乡镇
    (Holder(HolderKind.DEPARTMENT, "tax"), False),  # 别的部门
]


@pytest.mark.parametrize(("place", "holds"), PLACES, ids=lambda each: str(getattr(each, "code", each)))
def test_contract_staff_use_the_seal_of_the_place_they_work_at(place: Holder, holds: bool) -> None:
    answer = may_use(AT_D01, "any", Power.SEAL, DAY, authority(mandate("1号", place, Power.SEAL)), department="bureau")
    assert isinstance(answer, Held) is holds


def test_a_place_gives_nothing_but_the_seal() -> None:
    given = mandate("1号", Holder(HolderKind.DEPARTMENT, CENTRE), *Power)
    for power in set(Power) - {Power.SEAL}:
        assert isinstance(may_use(AT_D01, "any", power, DAY, authority(given), department="bureau"), NotHeld)


def test_a_window_that_was_closed_holds_nothing() -> None:
    given = mandate("1号", Holder(HolderKind.WINDOW, "D01"), Power.SEAL)
    closed = replace(authority(given), organisation=replace(HALL, windows=()))
    assert isinstance(may_use(AT_D01, "any", Power.SEAL, DAY, closed, department="bureau"), NotHeld)


def test_a_department_without_any_mandate_does_what_the_centre_has_settled() -> None:
    lenient = authority(free_powers=frozenset({Power.SEAL}))
    assert may_use(AT_D01, "any", Power.SEAL, DAY, lenient, department="bureau") == Held(Power.SEAL, ())
    assert isinstance(may_use(CHIEF, "any", Power.DECIDE, DAY, lenient, department="bureau"), NotHeld)
    kept = replace(lenient, mandates=Mandates((mandate("1号", person_holder(LI), Power.DECIDE),), PEOPLE))
    assert isinstance(may_use(AT_D01, "any", Power.SEAL, DAY, kept, department="bureau"), NotHeld)


def test_two_powers_bring_the_others_with_them() -> None:
    """充分授权（D3）：章随决定权，牵头随决定权或上报权；反过来不行。"""
    deciding = authority(mandate("1号", person_holder(LI), Power.DECIDE), two_powers=True)
    reporting = authority(mandate("1号", person_holder(LI), Power.REPORT), two_powers=True)
    table = [
        (deciding, Power.SEAL, True),
        (deciding, Power.COORDINATE, True),
        (deciding, Power.REPORT, False),
        (reporting, Power.COORDINATE, True),
        (reporting, Power.SEAL, False),
        (reporting, Power.DECIDE, False),
    ]
    for book, power, holds in table:
        assert isinstance(may_use(CHIEF, "any", power, DAY, book, department="bureau"), Held) is holds, power
    four = replace(deciding, two_powers=False)
    assert isinstance(may_use(CHIEF, "any", Power.SEAL, DAY, four, department="bureau"), NotHeld)


def test_a_giver_who_has_left_breaks_the_chain() -> None:
    gone = Holder(HolderKind.PERSON, "wang", "王某")
    first = mandate("1号", gone, Power.DECIDE, may_pass_on=True)
    second = mandate("2号", person_holder(LI), Power.DECIDE, delegator=gone, under="1号")
    answer = may_use(CHIEF, "any", Power.DECIDE, DAY, authority(first, second), department="bureau")
    assert isinstance(answer, NotHeld)
    assert "王某已离岗" in answer.message


def test_a_circle_is_found_once_and_names_the_others() -> None:
    a = mandate("1号", Holder(HolderKind.WINDOW, "A"), Power.SEAL, under="3号")
    b = mandate("2号", Holder(HolderKind.WINDOW, "B"), Power.SEAL, under="1号")
    c = mandate("3号", Holder(HolderKind.WINDOW, "C"), Power.SEAL, under="2号")
    (finding,) = circles([c, a, b])
    assert "1号" in finding.message
    assert "2号、3号" in finding.message
    assert circles([a, b]) == ()
    (alone,) = circles([replace(a, under="1号")])
    assert "以自己为上一级" in alone.message


def test_the_page_tells_uses_chains_and_what_lapses() -> None:
    first = mandate("1号", Holder(HolderKind.WINDOW, "D"), Power.DECIDE, may_pass_on=True, until=date(2026, 3, 20))
    second = mandate(
        "2号",
        person_holder(LI, "李某"),
        Power.DECIDE,
        delegator=Holder(HolderKind.WINDOW, "D"),
        under="1号",
        until=date(2026, 3, 20),
        deputy=True,
    )
    book = authority(first, second)
    (bureau,) = powers_on(book, DAY)
    assert [(use.holder, use.documents, use.deputy) for use in bureau.uses[Power.DECIDE]] == [
        ("D", ("1号",), False),
        ("李某", ("1号", "2号"), True),
    ]
    exits = Post("exit", "出件窗口", CENTRE, PostKind.EXIT)
    centre = replace(HALL, posts=(exits, Post("window", "综合窗口", CENTRE, PostKind.WINDOW)))
    clerk = Person(id=CLERK, login="lin", name="林某", posts=(HeldPost(CENTRE, "window"),))
    assert lacking(bureau, centre, [clerk], DAY) == (Capability.SEAL, Capability.CERTIFICATE)
    (sealed,) = powers_on(authority(first, second, mandate("3号", BUREAU, Power.SEAL)), DAY)
    both = replace(clerk, posts=(HeldPost(CENTRE, "window"), HeldPost(CENTRE, "exit")))
    assert lacking(sealed, centre, [clerk], DAY) == (Capability.CERTIFICATE,)
    assert lacking(sealed, centre, [both], DAY) == ()
    (later,) = powers_on(book, date(2026, 3, 21))
    assert later.uses[Power.DECIDE] == ()
    assert chain_of(second, book.mandates, "某局") == ("某局", "D", "李某")
    person = Person(
        id=LI,
        login="li",
        name="李某",
        roles=(Role.CHIEF_REPRESENTATIVE,),
        rank=Rank.MEMBER,
        card="36",
        card_until=date(2026, 3, 31),
    )
    told = "".join(warnings_on((first, second), [person], DAY))
    for words in ("1号（D）2026-03-20到期", "执法证将于2026-03-31到期", "应为在编的中层以上人员"):
        assert words in told
    assert tuple(warnings_on((first,), [], date(2026, 2, 1))) == ()  # 还有47天


# ---- whatever is entered, in whatever order
HOLDERS = (
    Holder(HolderKind.DEPARTMENT, CENTRE),
    Holder(HolderKind.WINDOW, "D"),
    Holder(HolderKind.TOWNSHIP, "jia"),
    person_holder(LI),
    person_holder(CLERK),
)
DAYS = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n - 20))


@st.composite
def mandates(draw: st.DrawFn) -> list[Mandate]:
    """Up to seven mandates of one department; each hangs on the department or on any document, even one unknown."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        since = draw(DAYS)
        under = draw(st.sampled_from(["", "", *(f"{n}号" for n in range(8))]))
        found.append(
            mandate(
                f"{number}号",
                draw(st.sampled_from(HOLDERS)),
                *draw(st.sets(st.sampled_from(Power), min_size=1)),
                delegator=draw(st.sampled_from(HOLDERS)) if under else BUREAU,
                under=under,
                since=since,
                until=since + timedelta(days=draw(st.integers(0, 30))),
                matters=draw(st.frozensets(st.sampled_from(["a", "b"]), max_size=2)),
                may_pass_on=draw(st.booleans()),
            )
        )
    return found


@given(mandates(), st.data())
def test_the_order_of_entry_does_not_matter(entered: list[Mandate], data: st.DataObject) -> None:
    other = data.draw(st.permutations(entered))
    for who in (CHIEF, AT_D01):
        for power in Power:
            one, two = (may_use(who, "a", power, DAY, authority(*x), department="bureau") for x in (entered, other))
            assert one == two
    assert [str(x) for x in circles(entered)] == [str(x) for x in circles(other)]


@given(mandates())
def test_no_chain_gives_more_than_the_department_gave(entered: list[Mandate]) -> None:
    known = {each.document: each for each in entered}
    for who in (CHIEF, AT_D01):
        for power in Power:
            for matter in ("a", "b"):
                answer = may_use(who, matter, power, DAY, authority(*entered), department="bureau")
                if not isinstance(answer, Held):
                    continue
                chain = [known[document] for document in answer.documents]
                assert chain[0].under == ""
                assert chain[0].delegator == BUREAU
                for hop in chain:
                    assert power in hop.powers
                    assert hop.covers(matter)
                    assert hop.since <= DAY <= hop.until
                for above, below in pairwise(chain):
                    assert above.may_pass_on
                    assert above.delegate == below.delegator
                    assert above.since <= below.since
                    assert below.until <= above.until


def test_what_lies_anywhere_seals_a_decision_and_a_broken_hop_is_told_at_entry() -> None:
    seal = mandate("1号", Holder(HolderKind.WINDOW, "X"), Power.SEAL)
    assert isinstance(kept_for("a", Power.SEAL, DAY, authority(seal), department="bureau"), Held)
    assert kept_for("a", Power.SEAL, DAY, authority(), department="bureau") is None
    hanging = mandate("2号", person_holder(LI), Power.SEAL, delegator=Holder(HolderKind.WINDOW, "X"), under="1号")
    fault = chain_fault(hanging, Mandates((seal, hanging), PEOPLE))
    assert fault is not None
    assert "授权书1号不许再授权" in fault.message
    assert chain_fault(seal, Mandates((seal,), PEOPLE)) is None
