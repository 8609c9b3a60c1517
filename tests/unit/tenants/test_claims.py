"""Claims and transfers by their dates. 玉山县 lists 摊点备案 from January; 下塘乡 claims it from March."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.claims import Claim, Consent, Extent, Listing, Offers, Transfer, TransferKind, may_receive_for
from tenants.tenant import Level, TenantProfile, plant

TREE, _ = plant(
    TenantProfile(code=code, name=code, centre=code, level=level, region_code="", parent=parent)
    for code, level, parent in [
        ("yushan", Level.COUNTY, ""),
        ("xiatang", Level.TOWNSHIP, "yushan"),
        ("bingxi", Level.TOWNSHIP, "yushan"),
        ("duyun", Level.COUNTY, ""),
    ]
)
LISTED = Listing("stall", "yushan", date(2026, 1, 1))
CLAIMED = Claim("stall", "xiatang", "yushan", date(2026, 3, 1))
DOWN = Transfer("stall", TransferKind.HAND_DOWN, "yushan", date(2026, 5, 1), "玉府发〔2026〕5号", "bingxi")
AGREED = Consent("stall", "xiatang", "玉政数函〔2026〕3号", date(2026, 2, 1))
GONE = Transfer("stall", TransferKind.CANCEL, "yushan", date(2026, 7, 1), "国发〔2026〕7号")


def offers(*transfers: Transfer, claims: tuple[Claim, ...] = (CLAIMED,)) -> Offers:
    return Offers(TREE, (LISTED,), claims, transfers)


@pytest.mark.parametrize(
    ("transfers", "day", "expected"),
    [
        ((), "2025-12-31", set()),  # 目录还没公布
        ((), "2026-01-01", {"yushan"}),
        ((), "2026-02-28", {"yushan"}),
        ((), "2026-03-01", {"yushan", "xiatang"}),  # 认领生效
        ((DOWN,), "2026-04-30", {"yushan", "xiatang"}),
        ((DOWN,), "2026-05-01", {"bingxi"}),  # 下放：县里不再办，下塘乡的认领随之失效
        ((GONE,), "2026-06-30", {"yushan", "xiatang"}),
        ((GONE,), "2026-07-01", set()),  # 取消：谁也不再收
    ],
)
def test_who_takes_new_cases(transfers: tuple[Transfer, ...], day: str, expected: set[str]) -> None:
    assert offers(*transfers).offered_by("stall", date.fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("tenant", "day", "said"),
    [
        ("xiatang", "2026-02-28", "自2026-03-01起才生效"),
        ("bingxi", "2026-03-01", "不在本级的清单上，也没有认领"),
        ("yushan", "2026-07-01", "已于2026-07-01取消（国发〔2026〕7号）"),
        ("xiatang", "2026-07-01", "上级已不再办理，认领随之失效"),
    ],
)
def test_a_refusal_says_why(tenant: str, day: str, said: str) -> None:
    finding = offers(GONE).may_receive("stall", tenant, date.fromisoformat(day))
    assert finding is not None
    assert said in finding.message
    assert "已收的办件照常办完" in finding.advice or "新申请" in finding.advice


def test_whoever_offers_may_receive() -> None:
    assert offers().may_receive("stall", "xiatang", date(2026, 3, 1)) is None


def test_after_a_transfer_the_new_body_is_named() -> None:
    finding = offers(DOWN).may_receive("stall", "yushan", date(2026, 5, 1))
    assert finding is not None
    assert "已于2026-05-01下放（玉府发〔2026〕5号）" in finding.message
    assert finding.expected == "bingxi"


def test_a_take_over_goes_to_another_of_the_tree() -> None:
    over = Transfer("stall", TransferKind.TAKE_OVER, "yushan", date(2026, 5, 1), "3号", "xiatang")
    back = Transfer("stall", TransferKind.TAKE_OVER, "xiatang", date(2026, 6, 1), "4号", "yushan")
    known = offers(back, over, claims=())
    assert known.faults() == ()
    assert known.offered_by("stall", date(2026, 5, 1)) == {"xiatang"}
    assert known.offered_by("stall", date(2026, 6, 1)) == {"yushan"}


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (offers(claims=(replace(CLAIMED, above="duyun"),)), "claim-above"),
        (offers(claims=(replace(CLAIMED, matter="other"),)), "claim-above"),
        (offers(claims=(replace(CLAIMED, tenant="nowhere"),)), "claim-above"),
        (offers(replace(DOWN, target="duyun")), "transfer-target"),
        (offers(replace(DOWN, target="")), "transfer-target"),
        (offers(replace(GONE, target="xiatang")), "transfer-target"),
        (offers(replace(DOWN, kind=TransferKind.TAKE_OVER, target="duyun")), "transfer-target"),
        (offers(DOWN, replace(DOWN, document="6号", target="xiatang")), "transfer-twice"),
    ],
)
def test_what_leads_nowhere_is_named(known: Offers, code: str) -> None:
    (finding,) = known.faults()
    assert finding.code == code
    assert finding.advice


@pytest.mark.parametrize(
    ("consents", "accepts_here", "code"),
    [
        ((), True, "claim-consent"),
        ((AGREED,), True, None),
        ((replace(AGREED, tenant="bingxi"),), True, "claim-consent"),  # another claimant's
        ((replace(AGREED, matter="other"),), True, "claim-consent"),
        ((replace(AGREED, agreed_on=date(2026, 3, 2)),), True, "claim-consent"),  # not yet
        ((replace(AGREED, withdrawn_from=date(2026, 3, 1)),), True, "claim-consent"),  # no longer
        ((replace(AGREED, extent=Extent.RECEIVE),), True, "claim-extent"),
        ((replace(AGREED, extent=Extent.RECEIVE),), False, None),
    ],
)
def test_receiving_for_another_needs_its_consent(
    consents: tuple[Consent, ...], accepts_here: bool, code: str | None
) -> None:
    day = date(2026, 3, 1)
    refused = may_receive_for(CLAIMED, consents, day, decides_here=False, accepts_here=accepts_here)
    assert (refused.code if refused else None) == code
    assert may_receive_for(CLAIMED, consents, day, decides_here=True, accepts_here=accepts_here) is None


def test_what_the_claimant_writes_itself_is_no_consent() -> None:
    own = replace(CLAIMED, consent="玉委〔2026〕1号")
    assert may_receive_for(own, (), date(2026, 3, 1), decides_here=False, accepts_here=True) is not None


MANY = (CLAIMED, replace(CLAIMED, tenant="bingxi", effective_from=date(2026, 2, 1)))


@given(st.permutations(MANY), st.permutations((DOWN, GONE)), st.dates(date(2025, 12, 1), date(2026, 12, 31)))
def test_the_order_of_claims_makes_no_difference(claims: list[Claim], transfers: list[Transfer], day: date) -> None:
    expected = offers(DOWN, GONE, claims=MANY)
    mixed = offers(*transfers, claims=tuple(claims))
    assert mixed.offered_by("stall", day) == expected.offered_by("stall", day)
    assert mixed.faults() == expected.faults()
