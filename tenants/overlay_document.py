"""`overlay.toml` (本地配置): a lower level's differences, read into an `Overlay` with every mistake as a finding."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bpmn.document import read_diagram
from bpmn.finding import Finding
from tenants.bundle import DIAGRAM_ENDING, DIAGRAM_FILE, OVERLAY_FILE, Bundle
from tenants.matter import Basis, Channel, Condition, Exempt, LimitUnit, MatterLimit, Need, Visits
from tenants.matter_document import read_basis, read_limit
from tenants.overlay import FeeChange, MaterialChange, Overlay
from tenants.toml_document import TomlTable, open_document


@dataclass(frozen=True, slots=True)
class OverlayReading:
    """What came of reading: no overlay when a file cannot be read at all."""

    overlay: Overlay | None
    findings: tuple[Finding, ...] = ()


def is_overlay(bundle: Bundle) -> bool:
    """Whether a bundle holds differences instead of a whole matter."""
    return OVERLAY_FILE in bundle.files


def read_overlay_bundle(bundle: Bundle) -> OverlayReading:
    """The overlay of a bundle: `overlay.toml`, and the drawing where it brings its own."""
    reading = read_overlay(bundle.files[OVERLAY_FILE], code=bundle.code)
    reading = replace(reading, findings=(*reading.findings, *_fragments(bundle)))
    if reading.overlay is None or DIAGRAM_FILE not in bundle.files:
        return reading
    drawn = read_diagram(bundle.files[DIAGRAM_FILE], file=DIAGRAM_FILE)
    findings = (*reading.findings, *(finding.in_file(DIAGRAM_FILE) for finding in drawn.findings))
    if drawn.diagram is None:
        return OverlayReading(None, findings)
    return OverlayReading(replace(reading.overlay, diagram=drawn.diagram), findings)


def _fragments(bundle: Bundle) -> Iterator[Finding]:
    """Fragments come from above with the matter; a lower level that draws its own writes a whole matter."""
    for path in bundle.files:
        if path.endswith(DIAGRAM_ENDING) and path != DIAGRAM_FILE:
            text = f"本地配置不能带流程片段 {path}。"
            advice = "请沿用上级的流程片段；要自己画，请写成完整的事项（matter.toml 写 overlay_of）。"
            yield Finding("overlay-fragment", text, file=path, met=path, advice=advice)


def read_overlay(source: bytes, *, code: str, file: str = OVERLAY_FILE) -> OverlayReading:
    """Read the differences to the matter of that code."""
    root, notes = open_document(source, file)
    if root is None:
        return OverlayReading(None, tuple(notes.findings))
    overlay = Overlay(
        code=code,
        overlay_of=root.code("overlay_of", required=True),
        promised=read_limit(root, "promised"),
        statutory=read_limit(root, "statutory"),
        steps=tuple(_steps(root)),
        waived_materials=root.texts("waived_materials"),
        materials=tuple(_material(table) for table in root.tables("materials")),
        waived_fees=root.texts("waived_fees"),
        fees=tuple(_fee(table) for table in root.tables("fees")),
        visits=_visits(root),
        channels=_channels(root),
        online_depth=_whole(root, "online_depth", most=4),
        conditions=_conditions(root),
        bases=tuple(_basis(table) for table in root.tables("bases")),
        windows=_texts(root, "windows"),
        place=_text(root, "place"),
        hours=_text(root, "hours"),
        consult_phone=_text(root, "consult_phone"),
        complaint_phone=_text(root, "complaint_phone"),
        scope=_text(root, "scope"),
        implementation_code=_text(root, "implementation_code"),
        business_code=_text(root, "business_code"),
        remarks=_texts(root, "remarks"),
    )
    _check_twice(root, overlay)
    root.close()
    return OverlayReading(overlay, tuple(notes.findings))


def _steps(root: TomlTable) -> Iterator[tuple[str, MatterLimit]]:
    table = root.table("steps")
    for step in table.values if table is not None else ():
        limit = read_limit(table, step) if table is not None else None
        if limit is not None:
            yield step, MatterLimit(limit.amount, limit.unit if limit.amount else LimitUnit.WORKING_DAY)


def _material(table: TomlTable) -> MaterialChange:
    change = MaterialChange(
        code=table.code("code", required=True),
        name=_text(table, "name"),
        originals=_whole(table, "originals"),
        copies=_whole(table, "copies"),
        need=table.term_or_none("need", Need),
        supply_working_days=_whole(table, "supply_working_days", most=365),
        exempt=table.term_or_none("exempt", Exempt),
        electronic=_flag(table, "electronic"),
        note=_text(table, "note"),
    )
    table.close()
    return change


def _fee(table: TomlTable) -> FeeChange:
    change = FeeChange(
        name=table.name("name"),
        standard=_text(table, "standard"),
        amount_fen=_whole(table, "amount_fen", most=10**12),
        relief=_text(table, "relief"),
    )
    table.close()
    return change


def _basis(table: TomlTable) -> Basis:
    basis = read_basis(table)
    table.close()
    return basis


def _visits(root: TomlTable) -> Visits | None:
    table = root.table("visits")
    if table is None:
        return None
    visits = Visits(table.whole("most", 1, most=20), table.text("reason"))
    table.close()
    return visits


def _conditions(root: TomlTable) -> tuple[Condition, ...] | None:
    found = []
    for table in root.tables("conditions"):
        found.append(Condition(table.text("text", required=True), table.texts("basis")))
        table.close()
    return tuple(found) or None


def _channels(root: TomlTable) -> tuple[Channel, ...] | None:
    value = root.terms("channels", Channel)
    return value if "channels" in root.values else None


def _text(table: TomlTable, key: str) -> str | None:
    """A text, None when it is not written: an empty one is a difference too."""
    value = table.text(key)
    return value if key in table.values else None


def _texts(table: TomlTable, key: str) -> tuple[str, ...] | None:
    value = table.texts(key)
    return value if key in table.values else None


def _whole(table: TomlTable, key: str, *, most: int = 1000) -> int | None:
    value = table.whole(key, most=most)
    return value if key in table.values else None


def _flag(table: TomlTable, key: str) -> bool | None:
    value = table.flag(key)
    return value if key in table.values else None


def _check_twice(root: TomlTable, overlay: Overlay) -> None:
    """One material or fee is spoken of once: waived or changed."""
    for key, name, codes in (
        ("materials", "材料", (*overlay.waived_materials, *(each.code for each in overlay.materials))),
        ("fees", "收费", (*overlay.waived_fees, *(each.name for each in overlay.fees))),
    ):
        for code in dict.fromkeys(each for each in codes if codes.count(each) > 1):
            text = f"：{name}“{code}”写了{codes.count(code)}次。"
            root.fault(key, text, expected="免去或修改，只写一次", met=code, advice="请留下一处。")
