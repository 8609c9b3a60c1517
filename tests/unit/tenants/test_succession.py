"""New names, mergers, functional areas and filings in `tenant.toml`: read as they were written, refused where they lead
nowhere; a name against the rule is a warning."""

from datetime import date

from bpmn.finding import Severity
from tenants.organisation import AreaKind, Organisation, Site, SiteKind
from tenants.succession import Merger, Rename
from tenants.tenant import Level, TenantProfile
from tenants.tenant_document import read_tenant
from tenants.tenant_writer import write_tenant

DAY = date(2026, 5, 6)
TOWN = TenantProfile(
    code="jia",
    name="甲乡",
    centre="甲乡便民服务中心",
    level=Level.TOWNSHIP,
    region_code="361123200",
    renames=(Rename(DAY, "甲府发〔2026〕1号", "甲镇", "甲镇便民服务中心", "甲镇办", "甲乡"),),
    merged=Merger("yi", date(2027, 1, 1), "甲府发〔2026〕9号"),
)
HOUSE = Organisation(
    sites=(
        Site("main", "甲乡便民服务中心", SiteKind.TOWNSHIP, areas=(AreaKind.SELF_SERVICE, AreaKind.NURSERY)),
        Site("hall", "甲乡车管大厅", SiteKind.RETAINED_HALL, approval="甲府批〔2026〕1号", filing="县备1号"),
    )
)


def test_what_was_written_is_read_again() -> None:
    written = write_tenant(TOWN, HOUSE, ())
    reading = read_tenant(written)
    assert reading.findings == ()
    assert (reading.tenant, reading.organisation) == (TOWN, HOUSE)
    assert write_tenant(reading.tenant or TOWN, reading.organisation, ()) == written


def test_a_merger_into_oneself_and_a_day_left_out_are_told_with_their_places() -> None:
    text = write_tenant(TOWN, HOUSE, ()).decode()
    itself = read_tenant(text.replace('into = "yi"', 'into = "jia"').encode())
    assert ["不能并入自己" in each.message for each in itself.findings] == [True]
    dayless = read_tenant(text.replace("effective_from = 2027-01-01\n", "").encode())
    assert [each.message for each in dayless.findings] == ["“merged.effective_from”没有写。"]


def test_a_retained_hall_without_its_filing_is_an_error_and_an_odd_name_a_warning() -> None:
    text = write_tenant(TOWN, HOUSE, ()).decode()
    unfiled = read_tenant(text.replace('filing = "县备1号"\n', "").encode())
    assert [each.severity for each in unfiled.findings] == [Severity.ERROR]
    assert "报上级备案" in unfiled.findings[0].message
    odd = read_tenant(text.replace('name = "甲乡便民服务中心"', 'name = "甲乡办事大厅"').encode())
    assert [(each.code, each.severity, each.element) for each in odd.findings] == [
        ("site-name", Severity.WARNING, "main")
    ]
