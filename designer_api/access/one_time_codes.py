"""One-time codes (动态码) by RFC 6238: six digits each half minute, each good once; recovery codes besides."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

import pyotp

STEP_SECONDS = 30
LEEWAY = 1
"""Steps before and after now that are taken too, for clocks that differ (RFC 6238 section 5.2)."""
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Authenticator:
    """The secret shared with a person's phone, in base 32."""

    secret: str

    def code(self, step: int) -> str:
        """The code of a step: the count of half minutes since 1970."""
        return pyotp.HOTP(self.secret).at(step)

    def step_of(self, code: str, now: datetime, after: int) -> int | None:
        """The step whose code this is, later than the last one used; None when it is none."""
        digits = code.replace(" ", "")
        if not (self.secret and len(digits) == 6 and digits.isascii() and digits.isdigit()):
            return None
        present = int(now.timestamp()) // STEP_SECONDS
        fitting = (
            step
            for step in range(present - LEEWAY, present + LEEWAY + 1)
            if step > after and compare_digest(self.code(step), digits)
        )
        return next(fitting, None)

    def address(self, login: str, centre: str) -> str:
        """The `otpauth://` address that an authenticator app reads from the picture."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=login, issuer_name=centre)


def new_authenticator() -> Authenticator:
    """A fresh secret of 160 bits (RFC 4226 section 4)."""
    return Authenticator(pyotp.random_base32(32))


def new_recovery_codes() -> tuple[str, ...]:
    """Codes to write down, each good once; about 49 bits."""
    return tuple(
        f"{''.join(secrets.choice(_ALPHABET) for _ in range(5))}-{''.join(secrets.choice(_ALPHABET) for _ in range(5))}"
        for _ in range(RECOVERY_CODES)
    )


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code."""
    return sha256(code.strip().lower().encode()).hexdigest()
