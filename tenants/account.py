"""Local accounts (账号): the password's hash, failed attempts, locks. Pure; hashing itself is the door's work."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tenants.identity import PersonId
from tenants.security import SecurityPolicy

LONGEST_PASSWORD = 200
USUAL = SecurityPolicy()


@dataclass(frozen=True, slots=True)
class Account:
    """`password_hash` is argon2's own text, "" while somebody signs in through the identity provider alone;
    `must_change` asks for a new password at the next sign-in; `changed_at` is when the password was chosen."""

    person: PersonId
    password_hash: str
    must_change: bool = False
    failed_attempts: int = 0
    locked_until: datetime | None = None
    last_sign_in: datetime | None = None
    changed_at: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def signed_in(self, now: datetime) -> "Account":
        """The account after a successful sign-in."""
        return replace(self, failed_attempts=0, locked_until=None, last_sign_in=now)

    def must_choose(self, now: datetime, policy: SecurityPolicy = USUAL) -> bool:
        """Whether a new password must be chosen now: the first one, one that was reset, one that grew too old."""
        if self.must_change or not policy.password_days:
            return self.must_change
        return self.changed_at is not None and now - self.changed_at >= timedelta(days=policy.password_days)

    def with_password(self, password_hash: str, now: datetime) -> "Account":
        """The account after its owner has chosen a password."""
        return replace(self, password_hash=password_hash, must_change=False, changed_at=now)


def lock_after(failed_attempts: int, now: datetime, policy: SecurityPolicy = USUAL) -> datetime | None:
    """Until when an account is locked after so many failures in a row; None while there are attempts left. Each
    further series of failures locks it again."""
    locks = failed_attempts and failed_attempts % policy.attempts == 0
    return now + timedelta(minutes=policy.locked_minutes) if locks else None


def password_fault(password: str, login: str = "", policy: SecurityPolicy = USUAL) -> str | None:
    """Why a password may not be chosen, in Chinese; None when it may."""
    if not policy.shortest_password <= len(password) <= LONGEST_PASSWORD:
        return f"密码应有{policy.shortest_password}到{LONGEST_PASSWORD}个字符，现在有{len(password)}个。"
    kinds = sum(
        any(test(char) for char in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    )
    if kinds < policy.password_kinds:
        return f"密码应包含小写字母、大写字母、数字、符号中的至少{'一二三四'[policy.password_kinds - 1]}种。"
    if login and login.lower() in password.lower():
        return "密码里不能有登录名。"
    if len(set(password)) < 5:
        return "密码里重复的字符太多。"
    return None
