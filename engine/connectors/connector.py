"""What a connector is given and what may go wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.cases.case import Case
from engine.cases.waiting import Job
from engine.errors import EngineError
from tenants.operation import Operation
from tenants.tenant import Tenant


class ConnectorFault(EngineError):
    """系统操作没有成功。

    `again`: whether another attempt may help."""

    code = "connector"

    def __init__(self, message: str, *, again: bool = True) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Errand:
    """A job with all that it is about."""

    job: Job
    operation: Operation
    case: Case
    tenant: Tenant
    now: datetime


class Connector(Protocol):
    """Carries one runner's operations out."""

    async def run(self, errand: Errand) -> dict[str, Any]:
        """What the operation brings; `ConnectorFault` when it did not succeed."""
        ...
