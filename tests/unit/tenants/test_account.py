"""Accounts lock after failures in a row; a weak password is refused with the reason."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tenants.account import LOCKED_FOR, Account, lock_after, password_fault
from tenants.identity import PersonId

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


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
