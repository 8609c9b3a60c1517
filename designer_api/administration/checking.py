"""The last check of a changed centre: what a pack may not say of it, a form may not make of it either."""

from bpmn.finding import Severity
from tenants.organisation import Organisation
from tenants.people import PersonProfile
from tenants.tenant import TenantProfile
from tenants.tenant_document import read_tenant
from tenants.tenant_writer import write_tenant


def new_fault(
    before: tuple[TenantProfile, Organisation, tuple[PersonProfile, ...]],
    after: tuple[TenantProfile, Organisation, tuple[PersonProfile, ...]],
) -> str:
    """The first mistake that the change brings in, in Chinese with what to do; "" when it brings none. Mistakes that
    were there before are not held against it."""
    known = {finding.code + finding.message for finding in read_tenant(write_tenant(*before)).findings}
    for finding in read_tenant(write_tenant(*after)).findings:
        if finding.severity is Severity.ERROR and finding.code + finding.message not in known:
            return _plain(finding.message) + finding.advice
    return ""


def _plain(message: str) -> str:
    """A message without the place in a file that it begins with: a form has no file."""
    place, _, rest = message.removeprefix("“").partition("”")
    return rest.lstrip("：") if message.startswith("“") and place.isascii() and rest else message
