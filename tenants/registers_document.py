"""`registers.toml` (台账): read with all its mistakes at once, and written the same way every time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import TypeVar

from bpmn.finding import Finding
from tenants.catalogue import CatalogueEntry, EntryAct, EntryState, EntryStep
from tenants.claims import Claim, Consent, Extent, Transfer, TransferKind
from tenants.halls import Acceptance, Closing, Criterion, Grade, Grading, Have
from tenants.mandate import Holder, HolderKind, Mandate, Power
from tenants.matter import MatterType
from tenants.registers import KINDS, Registers
from tenants.residency import Base, ExceptionReason, LevelTarget, ListedMatter, Presence, ResidencyException
from tenants.tenant import Level
from tenants.term import Term
from tenants.toml_document import TomlTable, open_document
from tenants.toml_writer import Plain, write_toml

FILE = "registers.toml"
NEVER = date(9999, 12, 31)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class RegistersReading:
    """What came of reading: empty registers when the file cannot be read at all."""

    registers: Registers
    findings: tuple[Finding, ...] = ()


def read_registers(source: bytes, *, file: str = FILE) -> RegistersReading:
    """Read the registers; every mistake is a finding."""
    root, notes = open_document(source, file)
    if root is None:
        return RegistersReading(Registers(), tuple(notes.findings))
    registers = Registers(
        mandates=_rows(root, "mandates", _mandate),
        catalogue=_rows(root, "catalogue", _entry),
        claims=_rows(root, "claims", _claim),
        transfers=_rows(root, "transfers", _transfer),
        exceptions=_rows(root, "exceptions", _exception),
        presence=_rows(root, "presence", _presence),
        acceptances=_rows(root, "acceptances", _acceptance),
        criteria=_rows(root, "criteria", _criterion),
        gradings=_rows(root, "gradings", _grading),
        closings=_rows(root, "closings", _closing),
        consents=_rows(root, "consents", _consent),
        targets=_rows(root, "targets", _target),
    )
    root.close()
    return RegistersReading(registers, tuple(notes.findings))


def write_registers(registers: Registers) -> bytes:
    """The file's bytes: the same registers always give the same bytes."""
    root: dict[str, Plain] = {key: [_written(row) for row in getattr(registers, key)] for key in KINDS}
    return write_toml({key: rows for key, rows in root.items() if rows})


def _rows(root: TomlTable, key: str, read: Callable[[TomlTable], Row]) -> tuple[Row, ...]:
    found = []
    for table in root.tables(key):
        found.append(read(table))
        table.close()
    return tuple(found)


def _mandate(table: TomlTable) -> Mandate:
    department = table.code("department", required=True)
    return Mandate(
        document=table.name("document"),
        department=department,
        delegator=_holder(table, "delegator", Holder(HolderKind.DEPARTMENT, department)),
        delegate=_holder(table, "delegate", None),
        powers=frozenset(table.terms("powers", Power)),
        since=_day(table, "since"),
        until=_day(table, "until"),
        matters=frozenset(table.texts("matters")),
        under=table.name("under", required=False),
        signed_by=table.name("signed_by", required=False),
        deputy=table.flag("deputy"),
        may_pass_on=table.flag("may_pass_on"),
        revoked_from=table.day("revoked_from"),
    )


def _holder(table: TomlTable, key: str, usual: Holder | None) -> Holder:
    inner = table.table(key)
    if inner is None:
        if usual is None:
            text = "没有写：要写授给谁。"
            advice = 'delegate = { kind = "person", code = "登录名" }'
            table.fault(key, text, expected="人员、窗口或乡镇", met="没有", advice=f"例如 {advice}")
        return usual or Holder(HolderKind.PERSON, "")
    holder = Holder(
        inner.term("kind", HolderKind, HolderKind.PERSON, required=True),
        inner.name("code"),
        inner.name("name", required=False),
    )
    inner.close()
    return holder


def _entry(table: TomlTable) -> CatalogueEntry:
    return CatalogueEntry(
        matter=table.code("matter", required=True),
        name=table.name("name"),
        type=table.term("type", MatterType, MatterType.OTHER, required=True),
        basic_code=table.name("basic_code", required=False),
        main=table.code("main"),
        bases=table.texts("bases"),
        levels=table.terms("levels", Level),
        division=table.text("division"),
        department=table.code("department"),
        version=table.whole("version", 1, least=1),
        state=table.term("state", EntryState, EntryState.DRAFT),
        reviewed_by=table.name("reviewed_by", required=False),
        published_from=table.day("published_from"),
        cancelled_from=table.day("cancelled_from"),
        cancel_document=table.name("cancel_document", required=False),
        code_rule=table.name("code_rule", required=False),
        history=_rows(table, "history", _step),
    )


def _step(table: TomlTable) -> EntryStep:
    return EntryStep(
        act=table.term("act", EntryAct, EntryAct.DRAFT, required=True),
        on=_day(table, "on"),
        login=table.name("login", required=False),
        who=table.name("who"),
        note=table.text("note"),
    )


def _claim(table: TomlTable) -> Claim:
    return Claim(
        matter=table.code("matter", required=True),
        tenant=table.code("tenant", required=True),
        above=table.code("above", required=True),
        effective_from=_day(table, "effective_from"),
        consent=table.text("consent"),
    )


def _transfer(table: TomlTable) -> Transfer:
    return Transfer(
        matter=table.code("matter", required=True),
        kind=table.term("kind", TransferKind, TransferKind.TAKE_OVER, required=True),
        source=table.code("source", required=True),
        effective_from=_day(table, "effective_from"),
        document=table.name("document"),
        target=table.code("target"),
    )


def _exception(table: TomlTable) -> ResidencyException:
    return ResidencyException(
        matter=table.code("matter", required=True),
        reason=table.term("reason", ExceptionReason, ExceptionReason.PREMISES, required=True),
        approval=table.name("approval", required=False),
        approved_on=table.day("approved_on"),
        published_on=table.day("published_on"),
        department=table.code("department"),
        applied_on=table.day("applied_on"),
        note=table.text("note"),
    )


def _presence(table: TomlTable) -> ListedMatter:
    return ListedMatter(
        code=table.code("code", required=True),
        department=table.code("department", required=True),
        presence=table.term("presence", Presence, Presence.HALL),
    )


def _acceptance(table: TomlTable) -> Acceptance:
    return Acceptance(
        site=table.name("site"),
        checked_on=_day(table, "checked_on"),
        haves=table.terms("haves", Have),
        checked_by=table.name("checked_by", required=False),
    )


def _criterion(table: TomlTable) -> Criterion:
    return Criterion(
        code=table.code("code", required=True),
        text=table.text("text", required=True),
        grade=table.term("grade", Grade, Grade.CONVENIENT),
    )


def _grading(table: TomlTable) -> Grading:
    return Grading(site=table.name("site"), graded_on=_day(table, "graded_on"), met=table.texts("met"))


def _closing(table: TomlTable) -> Closing:
    return Closing(
        site=table.name("site"),
        target=table.name("target"),
        closed_from=_day(table, "closed_from"),
        document=table.name("document"),
    )


def _consent(table: TomlTable) -> Consent:
    return Consent(
        matter=table.code("matter", required=True),
        tenant=table.code("tenant", required=True),
        document=table.name("document"),
        agreed_on=_day(table, "agreed_on"),
        extent=table.term("extent", Extent, Extent.ACCEPT),
        withdrawn_from=table.day("withdrawn_from"),
    )


def _target(table: TomlTable) -> LevelTarget:
    return LevelTarget(
        level=table.term("level", Level, Level.COUNTY, required=True),
        percent=table.whole("percent", 70, least=0, most=100),
        base=table.term("base", Base, Base.PUBLISHED),
        stations_count=table.flag("stations_count", True),
    )


def _day(table: TomlTable, key: str) -> date:
    value = table.day(key)
    if value is None and key not in table.values:
        table.fault(key, "没有写。", expected="日期", met="没有", advice="例如 2026-03-01，不加引号。")
    return value or NEVER


def _written(value: object) -> dict[str, Plain]:
    """The fields in their order, those at their default left out."""
    found: dict[str, Plain] = {}
    for each in fields(value):  # type: ignore[arg-type]  # only dataclasses come here
        content = getattr(value, each.name)
        if isinstance(value, Mandate) and each.name == "delegator" and _is_own(value):
            continue
        if content is None or content == "" or (content == each.default and each.name not in ("type", "reason")):
            continue
        found[each.name] = _plain(content)
    return found


def _is_own(mandate: Mandate) -> bool:
    """Whether the department itself gives the power, which is what is read where nothing is written."""
    return mandate.delegator == Holder(HolderKind.DEPARTMENT, mandate.department)


def _plain(value: object) -> Plain:
    if isinstance(value, frozenset):
        return sorted(_text(each) for each in value)
    if isinstance(value, tuple):
        return [_written(each) if is_dataclass(each) else _text(each) for each in value]
    if isinstance(value, Holder):
        return dict(_holder_fields(value))
    if isinstance(value, Term):
        return value.value
    return value  # type: ignore[return-value]  # text, whole number, flag or day


def _holder_fields(holder: Holder) -> Iterator[tuple[str, str]]:
    yield "kind", holder.kind.value
    yield "code", holder.code
    if holder.name:
        yield "name", holder.name


def _text(value: object) -> str:
    return value.value if isinstance(value, Term) else str(value)
