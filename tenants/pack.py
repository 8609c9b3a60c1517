"""A pack (租户包): a tenant with its organisation, people and matters, as a folder or a zip.

`read_pack` reads the frame (names, `tenant.toml`, calendars, which files make which bundle); what is inside the
bundles is read by `tenants.reading`. Writing what was read gives the same bytes again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from bpmn.finding import Finding
from tenants.archive import Files, read_files, read_zip, write_zip_of
from tenants.bundle import DIAGRAM_ENDING, DIAGRAM_FILE, FORMS_FOLDER, MATTER_FILE, OVERLAY_FILE, SAMPLES_FOLDER, Bundle
from tenants.holiday_notice import read_notice
from tenants.matter_codes import same_codes
from tenants.matter_document import read_matter
from tenants.operation import OPERATIONS_FILE
from tenants.organisation import Organisation
from tenants.people import PersonProfile
from tenants.registers import Registers, register_faults
from tenants.registers_document import FILE as REGISTERS_FILE
from tenants.registers_document import read_registers, write_registers
from tenants.tenant import TenantProfile
from tenants.tenant_document import FILE as TENANT_FILE
from tenants.tenant_document import read_tenant
from tenants.tenant_writer import write_tenant
from tenants.toml_document import is_code

MATTERS = "matters/"


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a tenant brings along. `registers` is its `registers.toml`, `calendars` its own calendar files by name
    (`calendar_2026.toml`), `documents` texts for readers (`README.md`); people carry no passwords."""

    tenant: TenantProfile
    organisation: Organisation = field(default_factory=Organisation)
    people: tuple[PersonProfile, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    registers: Registers = field(default_factory=Registers)
    calendars: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    documents: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    def bundle(self, code: str) -> Bundle | None:
        """The bundle of that matter."""
        return next((bundle for bundle in self.bundles if bundle.code == code), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a pack: the pack when its frame could be read, and everything found."""

    pack: Pack | None
    findings: tuple[Finding, ...] = ()


def read_pack(path: Path) -> Reading:
    """The pack in a folder or zip. Only a file that cannot be read or a broken `tenant.toml` leaves no pack."""
    return pack_of(read_files(path))


def shipped_packs() -> tuple[Path, ...]:
    """The folders of the packs that come with the product, in order of name."""
    folder = Path(str(files("tenants"))) / "packs"
    return tuple(sorted(each.parent for each in folder.glob(f"*/{TENANT_FILE}")))


def read_pack_zip(source: bytes) -> Reading:
    """The pack in a zip's bytes, as an upload brings it."""
    return pack_of(read_zip(source))


def pack_of(read: Files) -> Reading:
    """The pack that these files make."""
    findings = list(read.findings)
    if TENANT_FILE not in read.files:
        if not (findings and not read.files):
            findings.append(_missing(TENANT_FILE, "租户包里没有 tenant.toml。"))
        return Reading(None, tuple(findings))
    described = read_tenant(read.files[TENANT_FILE])
    findings += described.findings
    sorted_files = _sort(read.files, findings)
    findings += [finding for bundle in sorted_files.bundles for finding in _frame_findings(bundle)]
    findings += _same_codes(sorted_files.bundles)
    for name, content in sorted_files.calendars.items():
        findings += read_notice(content, file=name).findings
    registers = Registers()
    if REGISTERS_FILE in read.files:
        kept = read_registers(read.files[REGISTERS_FILE])
        registers = kept.registers
        findings += kept.findings
        if described.tenant is not None and not kept.findings:
            faults = register_faults(registers, described.organisation, described.people)
            findings += (finding.in_file(REGISTERS_FILE) for finding in faults)
    if described.tenant is None:
        return Reading(None, tuple(findings))
    pack = Pack(
        tenant=described.tenant,
        organisation=described.organisation,
        people=described.people,
        bundles=sorted_files.bundles,
        registers=registers,
        calendars=sorted_files.calendars,
        documents=sorted_files.documents,
    )
    return Reading(pack, tuple(findings))


def files_of(pack: Pack) -> dict[str, bytes]:
    """The files a pack is written as, by path."""
    written = {
        TENANT_FILE: write_tenant(pack.tenant, pack.organisation, pack.people),
        **pack.calendars,
        **pack.documents,
    }
    if pack.registers:
        written[REGISTERS_FILE] = write_registers(pack.registers)
    for bundle in pack.bundles:
        written |= {f"{MATTERS}{bundle.code}/{path}": content for path, content in bundle.files.items()}
    return written


def write_zip(pack: Pack) -> bytes:
    """The pack as a zip: the same pack always gives the same bytes, on every machine."""
    return write_zip_of(files_of(pack))


@dataclass(frozen=True, slots=True)
class _Sorted:
    bundles: tuple[Bundle, ...]
    calendars: Mapping[str, bytes]
    documents: Mapping[str, bytes]


def _sort(files: Mapping[str, bytes], findings: list[Finding]) -> _Sorted:
    """Which file is what; a file that belongs nowhere is a finding."""
    bundles: dict[str, dict[str, bytes]] = {}
    calendars: dict[str, bytes] = {}
    documents: dict[str, bytes] = {}
    for path, content in files.items():
        if path.startswith(MATTERS) and path.count("/") >= 2:
            code, inside = path[len(MATTERS) :].split("/", 1)
            bundles.setdefault(code, {})[inside] = content
        elif "/" not in path and path.startswith("calendar_") and path.endswith(".toml"):
            calendars[path] = content
        elif "/" not in path and path.endswith(".md"):
            documents[path] = content
        elif path not in (TENANT_FILE, REGISTERS_FILE):
            findings.append(_stranger(path))
    made = tuple(Bundle(code, inside) for code, inside in sorted(bundles.items()))
    return _Sorted(made, MappingProxyType(calendars), MappingProxyType(documents))


def _frame_findings(bundle: Bundle) -> Iterator[Finding]:
    """The names inside a bundle, and the two files every bundle has that is no overlay."""
    here = f"{MATTERS}{bundle.code}/"
    if not is_code(bundle.code):
        yield Finding(
            code="pack-matter-code",
            file=here,
            message=f"文件夹名“{bundle.code}”不能作事项代码。",
            expected="小写字母开头，只有小写字母、数字、下划线",
            met=bundle.code,
            advice="请改文件夹名和 matter.toml 的 code。",
        )
    for name in () if OVERLAY_FILE in bundle.files else (MATTER_FILE, DIAGRAM_FILE):
        if name not in bundle.files:
            yield _missing(here + name, f"事项包“{bundle.code}”里没有 {name}。")
    for path in bundle.files:
        if not belongs(path):
            yield _stranger(here + path)


def _same_codes(bundles: Iterable[Bundle]) -> Iterator[Finding]:
    """Codes that two matters of the pack bear."""
    coded = (each for each in bundles if b"_code" in each.files.get(MATTER_FILE, b""))
    matters = [matter for each in coded if (matter := read_matter(each.files[MATTER_FILE]).matter) is not None]
    for finding in same_codes(matters):
        yield replace(finding, file=MATTERS)


def belongs(path: str) -> bool:
    """Whether a path may stand in a bundle."""
    if path in (MATTER_FILE, DIAGRAM_FILE, OVERLAY_FILE, OPERATIONS_FILE):
        return True
    if path.startswith((FORMS_FOLDER, SAMPLES_FOLDER)):
        return path.count("/") == 1 and path.endswith(".json")
    return "/" not in path and path.endswith((DIAGRAM_ENDING, ".dmn", ".feature", ".md"))


def _missing(file: str, message: str) -> Finding:
    return Finding(
        code="pack-file-missing", file=file, message=message, expected=file, met="没有", advice="请补上这个文件。"
    )


def _stranger(path: str) -> Finding:
    return Finding(
        code="pack-file-unknown",
        file=path,
        message=f"“{path}”不是租户包里该有的文件。",
        expected="tenant.toml、registers.toml、calendar_年.toml、*.md；"
        "事项里：matter.toml 或 overlay.toml、flow.bpmn、别的 *.bpmn、*.dmn、*.feature、"
        "operations.toml、forms/、samples/",
        met=path,
        advice="请移走，或放到该放的位置。",
    )
