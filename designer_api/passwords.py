"""Passwords: argon2id, hashed and checked off the event loop, never more than a few at once (each takes 64 MiB)."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

AT_ONCE = 4
_hasher = PasswordHasher()
_quick = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
_letters = "abcdefghjkmnpqrstuvwxyz"
_digits = "23456789"
_busy: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


async def hash_password(password: str, *, quick: bool = False) -> str:
    """The encoded hash to keep. `quick` is for the demonstration alone, which makes a hundred and more accounts with
    passwords drawn by lot and listens to this machine only; the cost stands in the hash."""
    async with _turn():
        return await asyncio.to_thread((_quick if quick else _hasher).hash, password)


async def password_fits(encoded: str, password: str) -> bool:
    """Whether the password is the one behind the hash. An account that is not there costs the same time."""
    async with _turn():
        return await asyncio.to_thread(_fits, encoded or _NOBODY, password) and bool(encoded)


def new_password() -> str:
    """A password easy to read aloud and type: four groups of letters and digits, about 57 bits."""
    return "-".join(
        "".join(secrets.choice(_letters) for _ in range(3)) + secrets.choice(_digits) for _ in range(3)
    ) + secrets.choice(_digits)


def _fits(encoded: str, password: str) -> bool:
    try:
        return _hasher.verify(encoded, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _turn() -> asyncio.Semaphore:
    """One semaphore for each event loop (tests run several)."""
    loop = asyncio.get_running_loop()
    for old in [each for each in _busy if each.is_closed()]:
        del _busy[old]
    return _busy.setdefault(loop, asyncio.Semaphore(AT_ONCE))


_NOBODY = PasswordHasher().hash(secrets.token_hex(16))
