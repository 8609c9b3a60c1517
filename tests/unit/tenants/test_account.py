"""Accounts lock after failures in a row; a weak password is refused with the reason."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tenants.account import Account, lock_after, password_fault
from tenants.identity import PersonId
from tenants.security import SecurityPolicy

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LOCKED_FOR = timedelta(minutes=15)


@pytest.mark.parametrize(("failures", "locks"), [(0, False), (1, False), (4, False), (5, True), (6, False), (10, True)])
def test_every_fifth_failure_locks(failures: int, locks: bool) -> None:
    assert lock_after(failures, NOW) == (NOW + LOCKED_FOR if locks else None)


def test_a_lock_ends_by_itself_and_with_a_sign_in() -> None:
    account = Account(PersonId(UUID(int=1)), "hash", failed_attempts=5, locked_until=NOW + LOCKED_FOR)
    assert account.is_locked(NOW)
    assert account.is_locked(NOW + LOCKED_FOR - timedelta(seconds=1))
    assert not account.is_locked(NOW + LOCKED_FOR)
    after = account.signed_in(NOW)
    assert (after.failed_attempts, after.locked_until, after.last_sign_in) == (0, None, NOW)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Aa1!Aa1!x", "10到200"),
        ("Aa1!" * 51, "10到200"),
        ("abcdefghijkl", "至少三种"),
        ("Abcdefghijkl", "至少三种"),
        ("WangFang-2026", "不能有登录名"),
        ("Aa1Aa1Aa1Aa1", "重复的字符太多"),
        ("Teahouse-1987", None),
        ("山高月小水落石出Aa1", None),
    ],
)
def test_passwords(password: str, reason: str | None) -> None:
    fault = password_fault(password, "wangfang")
    assert fault is None if reason is None else reason in (fault or "")


def test_a_centre_may_ask_for_more() -> None:
    strict = SecurityPolicy(shortest_password=14, password_kinds=4, attempts=3, locked_minutes=60)
    assert "14到200" in (password_fault("Teahouse-1987", "", strict) or "")
    assert "至少四种" in (password_fault("teahouse-1987-x", "", strict) or "")
    assert password_fault("Teahouse-1987-x", "", strict) is None
    assert lock_after(2, NOW, strict) is None
    assert lock_after(3, NOW, strict) == NOW + timedelta(hours=1)


def test_a_first_password_and_an_old_one_must_be_changed() -> None:
    person = PersonId(UUID(int=1))
    quarterly = SecurityPolicy(password_days=90)
    assert Account(person, "hash", must_change=True).must_choose(NOW)
    chosen = Account(person, "hash", must_change=True).with_password("other", NOW)
    assert (chosen.password_hash, chosen.must_choose(NOW)) == ("other", False)
    assert not chosen.must_choose(NOW + timedelta(days=89), quarterly)
    assert chosen.must_choose(NOW + timedelta(days=90), quarterly)
    assert not chosen.must_choose(NOW + timedelta(days=9000))
