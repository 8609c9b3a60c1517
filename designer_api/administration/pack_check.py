"""What must hold before a pack may land in a tenant: its own findings, the tree, the people and registers as they would
be, and what the rules say of powers. Pure; the drawings are judged by the publish gate besides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from bpmn.finding import Finding
from designer_api.administration.person_form import power_fault
from tenants.pack import Pack, files_of
from tenants.pack_difference import GRANTING
from tenants.people import Person, PersonProfile
from tenants.registers import register_faults
from tenants.registers_document import FILE as REGISTERS_FILE
from tenants.security import SecurityPolicy
from tenants.tenant import Tenant, TenantProfile
from tenants.tenant_document import FILE as TENANT_FILE
from tenants.tenant_document import read_tenant
from tenants.tenant_writer import write_tenant
from tenants.versions import Draft


@dataclass(frozen=True, slots=True)
class Ground:
    """What a tenant holds when a pack is laid beside it: as a pack of its own, its people with their ids, what is being
    drawn, what is asked before a role is had, and every tenant of the installation."""

    pack: Pack
    people: tuple[Person, ...]
    drafts: tuple[Draft, ...]
    policy: SecurityPolicy
    tenants: tuple[Tenant, ...]
    today: date

    def fingerprint(self, around: object = None) -> str:
        """The hash of everything a check depends on; `around` is what the gate looks at above the tenant."""
        found = sha256()
        for path, content in sorted(files_of(self.pack).items()):
            found.update(f"{path}\0{len(content)}\0".encode() + content)
        drafts = [(each.matter, each.revision) for each in self.drafts]
        tree = [(each.code, each.parent, each.level.value) for each in self.tenants]
        found.update(repr((drafts, self.policy, tree, self.today, around)).encode())
        return found.hexdigest()


def coming(pack: Pack, ground: Ground, *, plain: bool) -> Pack:
    """The pack as it would land; `plain`: people, mandates and what stands in for them are left as they are here."""
    if not plain:
        return pack
    kept = ground.pack
    powers = {name: getattr(kept.tenant.settings, name) for name in GRANTING}
    return replace(
        pack,
        tenant=replace(pack.tenant, settings=replace(pack.tenant.settings, **powers)),
        people=(),
        registers=replace(pack.registers, mandates=kept.registers.mandates),
    )


def own_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What is wrong with a pack wherever it lands: people named in its registers may be at work there already."""
    return tuple(each for each in findings if each.code != "mandate-person")


def home_faults(pack: Pack, home: TenantProfile) -> Iterator[Finding]:
    """Why a pack is not this tenant's: another code, another place in the tree. The tree is set at the console."""
    if pack.tenant.code != home.code:
        yield Finding(
            "pack-other-tenant",
            f"这是“{pack.tenant.name}”（{pack.tenant.code}）的租户包，不能导入到“{home.name}”（{home.code}）。",
            file=TENANT_FILE,
            element="code",
            expected=home.code,
            met=pack.tenant.code,
            advice="请选择本租户的包。",
        )
    for field, word in (("level", "级别"), ("parent", "上级"), ("merged", "合并")):
        old, new = getattr(home, field), getattr(pack.tenant, field)
        if old != new and pack.tenant.code == home.code:
            told = [getattr(each, "chinese", each) or "空" for each in (old, new)]
            yield Finding(
                "pack-place",
                f"租户包要把{word}由“{told[0]}”改为“{told[1]}”；这关系到别的租户，不能在页面上改。",
                file=TENANT_FILE,
                element=field,
                expected=str(told[0]),
                met=str(told[1]),
                advice="请由上级在“体系”里办理，或在服务器上用 banshi import 导入。",
            )


def result_faults(pack: Pack, ground: Ground) -> Iterator[Finding]:
    """What would be wrong once the pack had landed beside the people who stay, and was not wrong before."""
    named = {each.login.lower() for each in pack.people}
    people = (*(each for each in ground.pack.people if each.login.lower() not in named), *pack.people)
    before = (ground.pack.tenant, ground.pack.organisation, ground.pack.people)
    known = {_told(each) for each in read_tenant(write_tenant(*before)).findings}
    known |= {_told(each) for each in read_tenant(write_tenant(pack.tenant, pack.organisation, pack.people)).findings}
    for finding in read_tenant(write_tenant(pack.tenant, pack.organisation, people)).findings:
        if _told(finding) not in known:
            yield _of_person(finding, people)
    before_registers = ground.pack.registers, ground.pack.organisation, ground.pack.people
    told = {_told(each) for each in register_faults(*before_registers)}
    alone = own_findings(register_faults(pack.registers, pack.organisation, pack.people))
    told |= {_told(each) for each in alone}
    for finding in register_faults(pack.registers, pack.organisation, people):
        if _told(finding) not in told:
            yield finding.in_file(REGISTERS_FILE)
    yield from _power_faults(pack, ground)


def _of_person(finding: Finding, people: tuple[PersonProfile, ...]) -> Finding:
    """A finding of the whole document with the person it means by name, for rows that no file of the pack holds."""
    number, closed, _ = finding.element.removeprefix("people[").partition("]")
    placed = replace(finding, file=TENANT_FILE, line=0)
    if not (finding.element.startswith("people[") and closed and number.isdigit() and int(number) <= len(people)):
        return placed
    person = people[int(number) - 1]
    called = f"人员“{person.name}”（{person.login}）"
    message = finding.message.replace(f"“{finding.element}”", called, 1)
    return replace(placed, element=person.login, message=message)


def _told(finding: Finding) -> str:
    return finding.code + finding.message


def _power_faults(pack: Pack, ground: Ground) -> Iterator[Finding]:
    """People whose powers the pack changes against the rules: training, two years at a window."""
    known = {each.login.lower(): each for each in ground.people}
    for profile in pack.people:
        before = known.get(profile.login.lower())
        if before is not None and _same(before.profile, profile):
            continue
        if fault := power_fault(before, profile, pack.organisation, ground.policy, ground.today):
            yield Finding(
                "pack-person",
                f"人员“{profile.name}”（{profile.login}）：{fault}",
                file=TENANT_FILE,
                element=profile.login,
            )


def _same(before: PersonProfile, after: PersonProfile) -> bool:
    return replace(before, login="") == replace(after, login="")
