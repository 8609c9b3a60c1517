"""`registers.toml` is read with all its mistakes at once, written the same way every time, kept and exported whole."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

import pytest

from tenants.archive import write_zip_of
from tenants.catalogue import CatalogueEntry, EntryState, cancellations, listings, moved_on
from tenants.claims import TransferKind
from tenants.halls import Have
from tenants.identity import PersonId
from tenants.mandate import Power
from tenants.mandates import Held, NotHeld, power_for
from tenants.pack import read_pack_zip, write_zip
from tenants.people import PersonProfile, Role, actor_of
from tenants.registers import mandates_of
from tenants.registers_document import read_registers, write_registers
from tenants.tenant import TenantId
from tenants.testing import House
from tenants.transfer import export_pack, land_pack

WHOLE = """
[[mandates]]
document = "玉授〔2026〕1号"
department = "market_regulation"
delegate = { kind = "person", code = "li.ming", name = "李明" }
powers = ["decide", "seal"]
since = 2026-01-01
until = 2026-12-31
matters = ["seal_filing"]
signed_by = "局长"
may_pass_on = true

[[mandates]]
document = "玉授〔2026〕2号"
department = "market_regulation"
delegator = { kind = "person", code = "li.ming" }
delegate = { kind = "township", code = "xiatang" }
powers = ["decide"]
since = 2026-01-01
until = 2026-12-31
matters = ["seal_filing"]
under = "玉授〔2026〕1号"

[[catalogue]]
matter = "seal_filing"
name = "公章刻制备案"
type = "10"
basic_code = "361000001000"
bases = ["公章管理规定第九条"]
levels = ["county", "township"]
department = "market_regulation"
state = "published"
reviewed_by = "编办"
published_from = 2026-01-01
history = [
    { act = "draft", on = 2025-12-01, login = "xuli", who = "许例" },
    { act = "review", on = 2025-12-02, login = "dengshi", who = "邓示", note = "同意" },
]

[[claims]]
matter = "elder_card"
tenant = "yushan"
above = "shangrao"
effective_from = 2026-03-01
consent = "饶政数函〔2026〕3号"

[[transfers]]
matter = "old_permit"
kind = "cancel"
source = "yushan"
effective_from = 2026-05-01
document = "国发〔2026〕1号"

[[exceptions]]
matter = "firing_range"
reason = "safety"
approval = "常务会议纪要〔2026〕2号"
approved_on = 2026-02-01
published_on = 2026-02-03

[[presence]]
code = "seal_filing"
department = "market_regulation"

[[consents]]
matter = "seal_filing"
tenant = "xiatang"
document = "玉政数函〔2026〕3号"
agreed_on = 2026-02-01
extent = "receive"

[[targets]]
level = "township"
percent = 90
base = "without_exceptions"

[[acceptances]]
site = "main"
checked_on = 2026-02-01
haves = ["sign", "team", "matters", "computer", "rules", "ledger", "funds"]

[[criteria]]
code = "sign"
text = "统一挂牌"

[[gradings]]
site = "main"
graded_on = 2026-02-01
met = ["sign"]
"""


def test_registers_read_without_findings_and_are_written_as_they_were_read() -> None:
    reading = read_registers(WHOLE.encode())
    assert reading.findings == ()
    registers = reading.registers
    assert [each.document for each in registers.mandates] == ["玉授〔2026〕1号", "玉授〔2026〕2号"]
    assert registers.mandates[0].powers == {Power.DECIDE, Power.SEAL}
    assert str(registers.mandates[0].delegator) == "market_regulation"
    assert registers.transfers[0].kind is TransferKind.CANCEL
    assert registers.acceptances[0].passes
    written = write_registers(registers)
    assert read_registers(written).registers == registers
    assert write_registers(read_registers(written).registers) == written


MISTAKES = [
    ('department = "market_regulation"\ndelegate', "delegate", "没有写"),
    ('powers = ["decide", "seal"]', 'powers = ["approve"]', "approve"),
    ("since = 2026-01-01\nuntil", 'since = "2026-01-01"\nuntil', "应是日期"),
    ("since = 2026-01-01\nuntil", "until", "没有写"),
    ('delegate = { kind = "person", code = "li.ming", name = "李明" }', "", "要写授给谁"),
    ('reason = "safety"', 'reason = "不方便"', "不能写“不方便”"),
    ('signed_by = "局长"', 'signed_by = "局\\u202e长"', "signed_by"),
    ('signed_by = "局长"', 'signed_by = "局\\u200b长"', "signed_by"),
    ('kind = "cancel"', 'kinds = "cancel"', "不是认识的键"),
]


@pytest.mark.parametrize(("said", "instead", "told"), MISTAKES)
def test_a_mistake_is_named_with_its_line(said: str, instead: str, told: str) -> None:
    assert said in WHOLE
    findings = read_registers(WHOLE.replace(said, instead, 1).encode()).findings
    assert findings
    assert any(told in f"{each.element}{each.message}" for each in findings), findings
    assert all(each.file == "registers.toml" for each in findings)


def test_rows_are_held_against_the_organisation_and_one_another(pack_files: dict[str, bytes]) -> None:
    wrong = WHOLE.replace('"li.ming", name = "李明"', '"nobody"', 1).replace(
        'site = "main"\nchecked', 'site = "hut"\nchecked'
    )
    twice = (
        wrong
        + '\n[[claims]]\nmatter = "elder_card"\ntenant = "yushan"\nabove = "shangrao"\neffective_from = 2026-04-01\n'
    )
    reading = read_pack_zip(write_zip_of({**pack_files, "registers.toml": twice.encode()}))
    assert {"mandate-person", "register-site", "register-twice"} <= {each.code for each in reading.findings}
    assert {each.file for each in reading.findings} == {"registers.toml"}


def test_overlapping_mandates_are_refused_with_both_documents(pack_files: dict[str, bytes]) -> None:
    other = WHOLE.replace("玉授〔2026〕2号", "玉授〔2026〕3号").split("\n[[mandates]]")[1].replace("1号", "9号")
    both = WHOLE + "\n[[mandates]]" + other.replace('code = "li.ming"', 'code = "wangfang"')
    reading = read_pack_zip(write_zip_of({**pack_files, "registers.toml": both.encode()}))
    overlap = [each.message for each in reading.findings if each.code == "mandate-overlap"]
    assert any("1号" in message and "9号" in message for message in overlap)


@pytest.mark.anyio
async def test_what_was_imported_is_exported_byte_for_byte(house: House, pack_files: dict[str, bytes]) -> None:
    pack = read_pack_zip(write_zip_of({**pack_files, "registers.toml": WHOLE.encode()})).pack
    assert pack is not None
    ids = count(1)
    landing = await land_pack(
        pack,
        house.directory,
        house.store,
        new_id=lambda: UUID(int=next(ids)),
        now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    )
    exported = await export_pack(landing.tenant, house.store)
    assert exported.registers == pack.registers
    assert write_zip(exported) == write_zip(pack)


def test_powers_are_found_by_the_people_who_hold_them_now() -> None:
    registers = read_registers(WHOLE.encode()).registers
    li = PersonProfile(login="Li.Ming", name="李明", roles=(Role.OFFICER,), card="36").with_id(PersonId(UUID(int=7)))
    mandates = mandates_of(registers, (li,))
    actor = actor_of(li, TenantId(UUID(int=1)), date(2026, 3, 2))
    ask = {"department": "market_regulation"}
    held = power_for(actor, "seal_filing", Power.DECIDE, date(2026, 3, 2), mandates, **ask)
    assert isinstance(held, Held)
    assert held.documents == ("玉授〔2026〕1号",)
    late = power_for(actor, "seal_filing", Power.DECIDE, date(2027, 1, 1), mandates, **ask)
    assert isinstance(late, NotHeld)
    assert "到期" in late.message
    left = mandates_of(registers, ())
    assert isinstance(power_for(actor, "seal_filing", Power.DECIDE, date(2026, 3, 2), left, **ask), NotHeld)


def test_the_catalogue_is_drafted_reviewed_and_published_in_this_order() -> None:
    entry = CatalogueEntry("seal_filing", "公章刻制备案", bases=("第九条",), published_from=date(2026, 1, 1))
    assert not entry.published_on(date(2026, 3, 2))
    assert moved_on(entry, EntryState.PUBLISHED) is not None
    assert moved_on(entry, EntryState.REVIEWED) is None
    published = replace(entry, state=EntryState.PUBLISHED, reviewed_by="编办")
    assert published.published_on(date(2026, 1, 1))
    assert not published.published_on(date(2025, 12, 31))
    cancelled = replace(published, cancelled_from=date(2026, 6, 1), cancel_document="国发〔2026〕1号")
    assert cancelled.published_on(date(2026, 5, 31))
    assert not cancelled.published_on(date(2026, 6, 1))
    assert [each.tenant for each in listings("yushan", (entry, cancelled))] == ["yushan"]
    assert [each.kind for each in cancellations("yushan", (cancelled,))] == [TransferKind.CANCEL]


def test_seven_haves_are_all_wanted() -> None:
    (acceptance,) = read_registers(WHOLE.encode()).registers.acceptances
    poorer = replace(acceptance, haves=tuple(each for each in Have if each is not Have.FUNDS))
    assert not poorer.passes
    assert [each.chinese for each in poorer.missing] == ["经费"]
