"""`matter.toml` (实施清单): read into a `Matter` with every mistake as a finding, all at once."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from bpmn.finding import Finding
from tenants.matter import (
    Audience,
    Authority,
    Basis,
    Channel,
    Composition,
    Condition,
    Exempt,
    Fee,
    LimitException,
    LimitStart,
    LimitUnit,
    Mark,
    Material,
    MaterialKind,
    MaterialSource,
    Matter,
    MatterKind,
    MatterLimit,
    MatterResult,
    MatterType,
    Need,
    Notice,
    Part,
    Question,
    Remedy,
    ResultKind,
    Visits,
    WorkGrant,
)
from tenants.real_name import RealName
from tenants.tenant import Level
from tenants.toml_document import TomlTable, open_document

FILE = "matter.toml"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class MatterReading:
    """What came of reading `matter.toml`: no matter when the file cannot be read at all."""

    matter: Matter | None
    findings: tuple[Finding, ...]


def read_matter(source: bytes, *, file: str = FILE) -> MatterReading:
    """Read an implementation list; what is wrong or missing is a finding and takes its default in the matter."""
    root, notes = open_document(source, file)
    if root is None:
        return MatterReading(None, tuple(notes.findings))
    matter = _matter(root)
    root.close()
    _check_references(root, matter)
    _check_codes(root, matter)
    return MatterReading(matter, tuple(notes.findings))


def _matter(root: TomlTable) -> Matter:
    return Matter(
        code=root.code("code", required=True),
        name=root.name("name"),
        type=root.term("type", MatterType, MatterType.OTHER, required=True),
        kind=root.term("kind", MatterKind, MatterKind.PROMISED, required=True),
        lead=root.code("lead", required=True),
        statutory=read_limit(root, "statutory"),
        promised=read_limit(root, "promised"),
        composition=root.term("composition", Composition, Composition.SINGLE),
        basic_code=root.name("basic_code", required=False),
        implementation_code=root.name("implementation_code", required=False),
        business_code=root.name("business_code", required=False),
        code_rule=root.name("code_rule", required=False),
        summary=root.text("summary"),
        audience=root.terms("audience", Audience),
        departments=root.texts("departments"),
        bases=_rows(root, "bases", read_basis),
        basis=root.texts("basis"),
        timing=root.code("timing"),
        conditions=_rows(
            root, "conditions", lambda row: Condition(row.text("text", required=True), row.texts("basis"))
        ),
        materials=_rows(root, "materials", _material),
        fees=_rows(root, "fees", _fee),
        channels=root.terms("channels", Channel, (Channel.WINDOW,)),
        online_depth=root.whole("online_depth", 1, least=1, most=4),
        visits=_visits(root),
        results=_rows(root, "results", _result),
        windows=root.texts("windows"),
        scope=root.text("scope"),
        separation=root.flag("separation", True),
        real_name=root.term("real_name", RealName, RealName.NONE),
        pledge=root.flag("pledge"),
        high_frequency=root.flag("high_frequency"),
        themes=root.texts("themes"),
        quota=root.text("quota"),
        consult_phone=root.name("consult_phone", required=False),
        complaint_phone=root.name("complaint_phone", required=False),
        place=root.text("place"),
        hours=root.text("hours"),
        remedies=_rows(root, "remedies", _remedy),
        notices=_rows(root, "notices", _notice),
        questions=_rows(root, "questions", _question),
        exceptions=_rows(root, "exceptions", _exception),
        work_grants=_rows(root, "work_grants", _work_grant),
        overlay_of=root.code("overlay_of"),
        composed_of=root.texts("composed_of"),
        parts=_rows(root, "parts", _part),
        remarks=root.texts("remarks"),
    )


def _rows(root: TomlTable, key: str, read: Callable[[TomlTable], Row]) -> tuple[Row, ...]:
    rows = []
    for table in root.tables(key):
        rows.append(read(table))
        table.close()
    return tuple(rows)


def read_limit(root: TomlTable, key: str) -> MatterLimit | None:
    """The limit under a key; None when it is not written."""
    table = root.table(key)
    if table is None:
        return None
    if "amount" not in table.values:
        table.fault("amount", "没有写。", expected="整数，0 为即办", met="没有", advice="请写上 amount = …。")
    if "unit" not in table.values and table.whole("amount"):
        table.fault(
            "unit", "没有写：时限必须写明单位。", expected="单位", met="没有", advice='例如 unit = "workingDay"。'
        )
    limit = MatterLimit(
        amount=table.whole("amount", most=10_000),
        unit=table.term("unit", LimitUnit, LimitUnit.WORKING_DAY),
        basis=table.texts("basis"),
        explanation=table.text("explanation"),
        start=table.term("start", LimitStart, LimitStart.ACCEPTED),
    )
    table.close()
    return limit


def _visits(root: TomlTable) -> Visits:
    table = root.table("visits")
    if table is None:
        return Visits()
    visits = Visits(table.whole("most", 1, most=20), table.text("reason"))
    table.close()
    return visits


def read_basis(table: TomlTable) -> Basis:
    """One row of `[[bases]]`."""
    since, until = _day_text(table, "since"), _day_text(table, "until")
    return Basis(
        id=table.name("id"),
        law=table.name("law"),
        article=table.name("article", required=False),
        number=table.name("number", required=False),
        quote=table.text("quote"),
        authority=table.term("authority", Authority, Authority.LAW, required=True),
        mark=table.term("mark", Mark, Mark.KNOWN, required=True),
        since=since,
        until=until,
    )


def _day_text(table: TomlTable, key: str) -> str:
    """A date, or "" when there is none; a date in quotes is read too, because laws are often dated so."""
    value = table.values.get(key)
    if isinstance(value, str):
        return table.name(key, required=False)
    day = table.day(key)
    return day.isoformat() if day else ""


def _material(table: TomlTable) -> Material:
    material = Material(
        code=table.code("code", required=True),
        name=table.name("name"),
        kind=table.term("kind", MaterialKind, MaterialKind.DOCUMENT),
        form=table.texts("form"),
        originals=table.whole("originals", 1, most=100),
        copies=table.whole("copies", 0, most=100),
        need=table.term("need", Need, Need.REQUIRED),
        source=table.term("source", MaterialSource, MaterialSource.APPLICANT),
        source_note=table.text("source_note"),
        basis=table.texts("basis"),
        when=table.text("when"),
        exempt=table.term_or_none("exempt", Exempt),
        supply_working_days=table.whole("supply_working_days", most=365),
        proof=table.flag("proof"),
        electronic=table.flag("electronic", True),
        note=table.text("note"),
        department=table.code("department"),
        parts=table.texts("parts"),
    )
    if material.may_gap and not material.supply_working_days:
        text = "没有写：容缺后补的材料要有补交时限。"
        table.fault("supply_working_days", text, expected="≥1个工作日", met="0", advice="请写补交的工作日数。")
    if not material.may_gap and material.supply_working_days:
        text = "只有容缺后补的材料才写。"
        table.fault(
            "supply_working_days", text, expected='need = "gap"', met=material.need.value, advice="请改 need 或删去。"
        )
    return material


def _fee(table: TomlTable) -> Fee:
    amount = table.whole("amount_fen", most=10**12) if "amount_fen" in table.values else None
    table.asked.add("amount_fen")
    return Fee(
        name=table.name("name"),
        standard=table.text("standard", required=True),
        basis=table.texts("basis"),
        amount_fen=amount,
        relief=table.text("relief"),
    )


def _result(table: TomlTable) -> MatterResult:
    return MatterResult(
        code=table.code("code", required=True),
        name=table.name("name"),
        kind=table.term("kind", ResultKind, ResultKind.CERTIFICATE),
        department=table.code("department"),
        valid_for=table.text("valid_for"),
        delivery=table.texts("delivery"),
        part=table.code("part"),
    )


def _remedy(table: TomlTable) -> Remedy:
    return Remedy(
        name=table.name("name"), organ=table.name("organ"), period=table.name("period"), basis=table.texts("basis")
    )


def _notice(table: TomlTable) -> Notice:
    return Notice(
        code=table.code("code", required=True),
        name=table.name("name"),
        template=table.text("template"),
        signed_by=table.code("signed_by"),
    )


def _question(table: TomlTable) -> Question:
    return Question(table.text("question", required=True), table.text("answer", required=True))


def _exception(table: TomlTable) -> LimitException:
    return LimitException(
        step=table.name("step"),
        reason=table.text("reason", required=True),
        approval=table.text("approval", required=True),
    )


def _work_grant(table: TomlTable) -> WorkGrant:
    grant = WorkGrant(
        step=table.name("step"),
        level=table.term_or_none("level", Level),
        tenant=table.code("tenant"),
        fields=table.texts("fields"),
    )
    if (grant.level is None) == (not grant.tenant):
        text = "要写由哪一级（level）或哪个租户（tenant）办理，写一个。"
        table.fault("level", text, expected="level 或 tenant", met=grant.tenant, advice='例如 level = "county"。')
    return grant


def _part(table: TomlTable) -> Part:
    return Part(
        matter=table.code("matter", required=True),
        name=table.name("name", required=False),
        when=table.text("when"),
        phase=table.whole("phase", 1, least=1, most=20),
        lead=table.code("lead"),
        content=table.name("content", required=False),
    )


def _check_references(root: TomlTable, matter: Matter) -> None:
    """Every basis that is cited stands in the list of bases."""
    cited: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [(("basis",), matter.basis)]
    if matter.statutory:
        cited.append((("statutory", "basis"), matter.statutory.basis))
    if matter.promised:
        cited.append((("promised", "basis"), matter.promised.basis))
    for key in ("conditions", "materials", "fees", "remedies"):
        cited += [((key, place, "basis"), row.basis) for place, row in enumerate(getattr(matter, key))]
    for path, ids in cited:
        for identity in ids:
            if matter.base(identity) is None:
                expected = "、".join(each.id for each in matter.bases) or "先写 [[bases]]"
                text = f"引用了没有的依据“{identity}”。"
                root.notes.add(
                    "matter-basis", path, text, expected=expected, met=identity, advice="请在 [[bases]] 里补上。"
                )


def _check_codes(root: TomlTable, matter: Matter) -> None:
    _unique(root, "bases", "id", (each.id for each in matter.bases))
    for key in ("materials", "results", "notices"):
        _unique(root, key, "code", (each.code for each in getattr(matter, key)))
    _unique(root, "parts", "matter", (each.matter for each in matter.parts))
    if matter.visits.most > 1 and not matter.visits.reason:
        text = f"没有写：要求到现场{matter.visits.most}次，须说明原因。"
        root.notes.add(
            "matter-visits", ("visits", "reason"), text, expected="原因", met="没有", advice="请写明或减为1次。"
        )


def _unique(root: TomlTable, key: str, inner: str, codes: Iterable[str]) -> None:
    listed = list(codes)
    for code, count in Counter(code for code in listed if code).items():
        if count > 1:
            place = [index for index, each in enumerate(listed) if each == code][1]
            text = f"：“{code}”写了{count}次。"
            root.notes.add(
                "matter-duplicate", (key, place, inner), text, expected="不重复", met=code, advice="请改代码。"
            )
