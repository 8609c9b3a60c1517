"""Sealing small secrets that the server must read again: authenticated encryption under a key of the data folder.

Whoever reads the database, a backup of it or a browser's cookie learns nothing from them. The key stands in
`secret.key`; several servers on one database need the same file.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@dataclass(frozen=True)
class Seal:
    """Seals and opens for one purpose; what was sealed for another purpose does not open."""

    key: Callable[[], str] = field(repr=False)
    purpose: str

    def close(self, content: bytes, now: datetime) -> bytes:
        """The content sealed, with the moment inside."""
        return self._fernet().encrypt_at_time(content, int(now.timestamp()))

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed; None when somebody changed it or another key closed it."""
        try:
            return self._fernet().decrypt(sealed)
        except InvalidToken:
            return None

    def open_within(self, keep: timedelta, sealed: bytes, now: datetime) -> bytes | None:
        """What was sealed no longer ago than `keep`; None otherwise."""
        try:
            return self._fernet().decrypt_at_time(sealed, int(keep.total_seconds()), int(now.timestamp()))
        except InvalidToken:
            return None

    def _fernet(self) -> Fernet:
        derived = HKDF(hashes.SHA256(), length=32, salt=None, info=self.purpose.encode()).derive(self.key().encode())
        return Fernet(base64.urlsafe_b64encode(derived))
