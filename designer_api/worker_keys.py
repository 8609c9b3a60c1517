"""Keys of external workers (外部程序凭证): made once, shown once, kept as a hash."""

import secrets
from datetime import timedelta
from hashlib import sha256

from designer_api.access.audit import AuditKind
from designer_api.house import House
from designer_api.me import Me
from engine.work_ports import WorkerKey
from tenants.identity import RANDOM_BYTES, new_id

DAYS = 365
"""How long a key is good for."""


def digest(secret: str) -> str:
    """SHA-256 of a secret of 256 random bits: nobody finds it by guessing, so it needs no salt."""
    return sha256(secret.encode()).hexdigest()


async def issue(house: House, me: Me, name: str, topics: tuple[str, ...]) -> str:
    """A new key of the centre; its secret, which is not kept."""
    secret, now = f"banshi-{secrets.token_urlsafe(32)}", house.clock.now()
    identity = new_id(now, secrets.token_bytes(RANDOM_BYTES))
    key = WorkerKey(identity, me.tenant.id, name, topics, now, now + timedelta(days=DAYS))
    async with house.cases.transaction():
        await house.work.save_key(key, digest(secret))
        told = f"发放，可领取{'、'.join(topics) or '全部操作'}，有效 {DAYS} 天"
        await house.audit.note(AuditKind.KEY, me.doer, name, told)
    return secret
