"""A pack (租户包): a tenant with its organisation, people and matters, as a folder or a zip."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpmn.finding import Finding
from tenants.bundle import Bundle
from tenants.organisation import Organisation
from tenants.people import PersonProfile
from tenants.tenant import TenantProfile


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a tenant brings along. `calendars` are its own calendar files by name (`calendar_2026.toml`);
    people carry no passwords."""

    tenant: TenantProfile
    organisation: Organisation = field(default_factory=Organisation)
    people: tuple[PersonProfile, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    calendars: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    def bundle(self, code: str) -> Bundle | None:
        """The bundle of that matter."""
        return next((bundle for bundle in self.bundles if bundle.code == code), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a pack: the pack when its frame could be read, and everything found."""

    pack: Pack | None
    findings: tuple[Finding, ...] = ()
