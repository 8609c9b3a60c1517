"""`operations.toml` (系统操作与消息): read into `Operations`, with every mistake as a finding."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bpmn.finding import Finding
from tenants.operation import OPERATIONS_FILE, Heard, Operation, Operations, Runner, Scope
from tenants.toml_document import TomlTable, open_document

METHODS = ("GET", "POST", "PUT")


@dataclass(frozen=True, slots=True)
class OperationsReading:
    """What came of reading: nothing when the file cannot be read at all."""

    operations: Operations | None
    findings: tuple[Finding, ...] = ()


def read_operations(source: bytes, *, file: str = OPERATIONS_FILE) -> OperationsReading:
    """Read the operations, messages and signals that a matter declares."""
    root, notes = open_document(source, file)
    if root is None:
        return OperationsReading(None, tuple(notes.findings))
    operations = tuple(_operation(table) for table in root.tables("operations"))
    heard = tuple(_heard(table) for table in root.tables("heard"))
    root.close()
    for place, each in enumerate(operations):
        if each.code and any(each.code == other.code for other in operations[:place]):
            root.fault("operations", f"里“{each.code}”写了两次。", met=each.code, advice="请删去一个。")
    return OperationsReading(Operations(operations, heard), tuple(notes.findings))


def _operation(table: TomlTable) -> Operation:
    runner = table.term("runner", Runner, Runner.WORKER)
    made = Operation(
        code=table.code("code", required=True),
        name=table.name("name"),
        runner=runner,
        retries=table.whole("retries", 5, least=1, most=100),
        seconds=table.whole("seconds", 300, least=5, most=86_400),
        brings=table.texts("brings"),
        method=table.text("method", "POST"),
        url=table.text("url", required=runner is Runner.HTTP, longest=500),
        title=table.name("title", required=runner is Runner.DOCUMENT),
    )
    table.close()
    if made.method not in METHODS:
        table.fault(
            "method", f"不能写“{made.method}”。", expected="、".join(METHODS), met=made.method, advice="请改写。"
        )
    if made.url and not _is_address(made.url):
        advice = "请写完整的地址，例如 https://接口.某县.gov.cn/核验。"
        table.fault("url", "不是网络接口的地址。", expected="http:// 或 https:// 开头", met=made.url, advice=advice)
    return made


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None


def _heard(table: TomlTable) -> Heard:
    made = Heard(table.name("name"), table.term("scope", Scope, Scope.MESSAGE), table.texts("brings"))
    table.close()
    return made
