"""清单质量 through the doors: every defect at once, linked to where it is mended; and every channel says the same."""

from dataclasses import replace
from typing import Any

import pytest

from designer_api.demo import packs_by_code
from tenants import scope
from tenants.catalogue import CatalogueEntry

pytestmark = pytest.mark.anyio
NINE = ("name", "basis", "materials", "steps", "promised", "results", "lead", "responsible", "consult_phone")
"""What is published of every matter (B7): item, basis, materials, procedure, promise, result, body, persons
responsible, contact; no fee listed means none is taken."""


async def test_the_review_names_what_the_lists_lack(centre: Any) -> None:
    officer = await centre.officer("xuli")
    before = (await officer.get("/quality")).text
    assert "清单质量回头看" in before
    assert "不在目录清单里" not in before  # no catalogue is kept yet
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
