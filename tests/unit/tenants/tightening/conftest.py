"""The workbench of the order of fields: the matter and the county of the tenants' tests."""

import pytest

from bpmn.finding import has_errors
from tenants.matter_document import read_matter
from tenants.rule import Centre
from tenants.step_kinds import KINDS
from tenants.tenant_document import read_tenant
from tenants.testing import Workbench


@pytest.fixture
def bench(matter_toml: str, tenant_toml: str) -> Workbench:
    matter, county = read_matter(matter_toml.encode()), read_tenant(tenant_toml.encode())
    assert matter.matter is not None
    assert not has_errors((*matter.findings, *county.findings))
    return Workbench(matter.matter, Centre(organisation=county.organisation, kinds=KINDS))
