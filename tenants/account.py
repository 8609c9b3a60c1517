"""Local accounts (账号): the password's hash, failed attempts, locks. Pure; hashing itself is the door's work."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tenants.identity import PersonId

ATTEMPTS = 5
"""Failed sign-ins in a row after which an account is locked."""
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200


@dataclass(frozen=True, slots=True)
class Account:
    """`password_hash` is argon2's own text; `must_change` asks for a new password at the next sign-in."""

    person: PersonId
    password_hash: str
    must_change: bool = False
    failed_attempts: int = 0
    locked_until: datetime | None = None
    last_sign_in: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def signed_in(self, now: datetime) -> "Account":
        """The account after a successful sign-in."""
        return replace(self, failed_attempts=0, locked_until=None, last_sign_in=now)


def lock_after(failed_attempts: int, now: datetime) -> datetime | None:
    """Until when an account is locked after so many failures in a row; None while there are attempts left. Each
    further series of failures locks it again."""
    return now + LOCKED_FOR if failed_attempts and failed_attempts % ATTEMPTS == 0 else None


def password_fault(password: str, login: str = "") -> str | None:
    """Why a password may not be chosen, in Chinese; None when it may."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return f"密码应有{SHORTEST_PASSWORD}到{LONGEST_PASSWORD}个字符，现在有{len(password)}个。"
    kinds = sum(
        any(test(char) for char in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    )
    if kinds < 3:
        return "密码应包含小写字母、大写字母、数字、符号中的至少三种。"
    if login and login.lower() in password.lower():
        return "密码里不能有登录名。"
    if len(set(password)) < 5:
        return "密码里重复的字符太多。"
    return None
