"""The second factors (双因素) of people as kept: the secret sealed, the last step used, hashes of recovery codes."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from designer_api.access.one_time_codes import Authenticator, new_authenticator, new_recovery_codes, recovery_hash
from designer_api.access.sealing import Seal
from engine.instants import to_micros
from engine.storage import Database
from tenants import scope
from tenants.identity import PersonId

_PUT = (
    "insert into second_factor (tenant, person, secret, confirmed_at, last_step, recovery) "
    "values (?, ?, ?, null, 0, '[]') "
    "on conflict (tenant, person) do update set secret = excluded.secret, confirmed_at = null, last_step = 0, "
    "recovery = '[]'"
)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A person's second factor; it counts once it was confirmed by a code."""

    authenticator: Authenticator
    confirmed: bool
    last_step: int
    recovery: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """Second factors of the tenant acted for. Every change is made inside a transaction."""

    database: Database
    seal: Seal

    async def of(self, person: PersonId) -> SecondFactor | None:
        statement = (
            "select secret, confirmed_at, last_step, recovery from second_factor where tenant = ? and person = ?"
        )
        rows = await self.database.fetch(statement, str(scope.current()), str(person))
        if not rows:
            return None
        secret = self.seal.open(bytes(rows[0]["secret"])) or b""  # a lost key opens no door: no code fits ""
        recovery = tuple(msgspec.json.decode(rows[0]["recovery"], type=list[str]))
        confirmed = rows[0]["confirmed_at"] is not None
        return SecondFactor(Authenticator(secret.decode()), confirmed, int(rows[0]["last_step"]), recovery)

    async def confirmed(self, person: PersonId) -> SecondFactor | None:
        found = await self.of(person)
        return found if found is not None and found.confirmed else None

    async def begin(self, person: PersonId, now: datetime) -> Authenticator:
        """A fresh secret that does not count yet, in the place of one that did not; a confirmed one stays."""
        known = await self.of(person)
        if known is not None:
            return known.authenticator
        fresh = new_authenticator()
        await self.database.write(_PUT, str(scope.current()), str(person), self.seal.close(fresh.secret.encode(), now))
        return fresh

    async def confirm(self, person: PersonId, code: str, now: datetime) -> tuple[str, ...] | None:
        """Let it count from now on, if the code is right: the recovery codes, told once. None otherwise."""
        known = await self.of(person)
        if known is None or known.confirmed:
            return None
        step = known.authenticator.step_of(code, now, known.last_step)
        if step is None:
            return None
        codes = new_recovery_codes()
        await self.database.write(
            "update second_factor set confirmed_at = ?, last_step = ?, recovery = ? where tenant = ? and person = ?",
            to_micros(now),
            step,
            _hashes(codes),
            str(scope.current()),
            str(person),
        )
        return codes

    async def accept(self, person: PersonId, code: str, now: datetime) -> bool:
        """Whether a code signs the person in. Each code does so once, also when two come at the same moment."""
        known = await self.confirmed(person)
        if known is None:
            return False
        step = known.authenticator.step_of(code, now, known.last_step)
        mine = (str(scope.current()), str(person))
        if step is not None:
            statement = "update second_factor set last_step = ? where tenant = ? and person = ? and last_step < ?"
            return bool(await self.database.write(f"{statement} returning person", step, *mine, step))
        used = recovery_hash(code)
        if used not in known.recovery:
            return False
        before, after = _listed(known.recovery), _listed(tuple(each for each in known.recovery if each != used))
        statement = "update second_factor set recovery = ? where tenant = ? and person = ? and recovery = ?"
        return bool(await self.database.write(f"{statement} returning person", after, *mine, before))

    async def renew_recovery(self, person: PersonId) -> tuple[str, ...]:
        """Fresh recovery codes; the old ones are good no more."""
        codes = new_recovery_codes()
        await self.database.write(
            "update second_factor set recovery = ? where tenant = ? and person = ?",
            _hashes(codes),
            str(scope.current()),
            str(person),
        )
        return codes

    async def remove(self, person: PersonId) -> None:
        await self.database.write(
            "delete from second_factor where tenant = ? and person = ?", str(scope.current()), str(person)
        )


def _hashes(codes: tuple[str, ...]) -> str:
    return _listed(tuple(recovery_hash(code) for code in codes))


def _listed(hashes: tuple[str, ...]) -> str:
    return msgspec.json.encode(list(hashes)).decode()
