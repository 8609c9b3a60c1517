"""清单质量 through the doors: every defect at once, linked to where it is mended; and every channel says the same."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bpmn.finding import Finding
from designer_api.demo import packs_by_code
from engine.overlays import Overlays
from engine.publishing import Gate
from engine.releasing import NotPublishable, Releasing
from tenants import scope
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.catalogue import CatalogueEntry
from tenants.people import actor_of
from tenants.step_kinds import KINDS
from tenants.versions import Draft, Version

pytestmark = pytest.mark.anyio
MONDAY = date(2026, 3, 2)
NINE = ("name", "basis", "materials", "steps", "promised", "results", "lead", "responsible", "consult_phone")
"""What is published of every matter (B7): item, basis, materials, procedure, promise, result, body, persons
responsible, contact; no fee listed means none is taken."""


async def test_the_review_names_what_the_lists_lack(centre: Any) -> None:
    officer = await centre.officer("xuli")
    before = (await officer.get("/quality")).text
    assert "清单质量回头看" in before
    assert "实施清单“企业开办”不在目录清单里" not in before  # the shipped catalogue has it
    with scope.acting_for(await centre.tenant()):
        async with centre.house.tenants.transaction():
            registers = await centre.house.tenants.registers()
            entry = CatalogueEntry("stall_filing", "摊点备案", basic_code="0001")
            await centre.house.tenants.save_registers(replace(registers, catalogue=(entry,)))
    shown = (await officer.get("/quality")).text
    assert "没有写设定依据" in shown
    assert "应为12位，现在是4位" in shown
    assert "实施清单“企业开办”不在目录清单里" in shown
    assert 'href="/catalogue/entries/stall_filing"' in shown
    assert (await (await centre.officer("chenyang")).get("/quality")).status_code == 403


async def test_a_code_that_another_matter_bears_is_not_published(centre: Any) -> None:
    house, code = centre.house, "11361123MB1A2B3CX04000131001000"
    overlays = Overlays(house.directory, house.tenants, house.clock)
    releasing = Releasing(house.tenants, house.clock, overlays, Gate(national_calendar(), KINDS))
    tenant = await house.directory.by_code("yushan")

    async def nothing_else(bundle: Bundle) -> tuple[Finding, ...]:
        return ()

    async def published(matter: str) -> Any:
        shipped = packs_by_code()["yushan"].bundle(matter)
        files = {**shipped.files}
        files["matter.toml"] = f'implementation_code = "{code}"\n'.encode() + files["matter.toml"]
        draft = Draft(tenant.id, Bundle(matter, files), 1, actor.person, house.clock.now())
        async with house.tenants.transaction():
            await house.tenants.save_draft(draft)
        return await releasing.publish(actor, tenant, matter, 1, MONDAY, nothing_else)

    with scope.acting_for(tenant.id):
        person = await house.tenants.person_by_login("xuli")
        actor = actor_of(person, tenant.id, MONDAY)
        assert isinstance(await published("tree_felling"), Version)
        refused = await published("road_excavation")
    assert isinstance(refused, NotPublishable)
    (finding,) = refused.findings
    assert (finding.code, finding.element, finding.met) == ("code-twice", "implementation_code", code)
    assert "林木采伐" in finding.message


@pytest.mark.parametrize("tenant", ["yushan", "xiatang", "duyun", "mochong"])
async def test_every_shipped_matter_publishes_what_must_be_published(centre: Any, tenant: str) -> None:
    anybody = await centre.stranger()
    lacking = []
    codes = [bundle.code for bundle in packs_by_code()[tenant].bundles]
    assert codes
    for code in codes:
        answer = await anybody.get(f"/guide/{tenant}/{code}/json")
        assert answer.status_code == 200, (tenant, code)
        facts = answer.json()
        lacking += [(code, field) for field in NINE if not facts[field]]
    assert lacking == []


async def test_page_card_print_and_json_bear_one_version_and_one_hash(centre: Any) -> None:
    anybody = await centre.stranger()
    for code in ("enterprise_opening", "resident_insurance_enrolment"):
        facts = (await anybody.get(f"/guide/yushan/{code}/json")).json()
        page = (await anybody.get(f"/guide/yushan/{code}")).text
        card = (await anybody.get(f"/guide/yushan/{code}/card")).text
        listed = (await anybody.get("/guide/yushan")).text
        assert facts["hash"] in page
        assert "data-print" in page  # the page prints itself
        assert facts["hash"][:16] in card
        assert facts["hash"][:8] in listed
        for shown in (page, card, listed):
            assert f"第 {facts['version']} 版" in shown
        for said in (facts["name"], facts["promised"]):
            assert said in page
            assert said in card
