"""What a matter asks of machines: operations (系统操作) of its service and send tasks, messages and signals it hears.

They are declared in `operations.toml` of the bundle; a task or event that names none of them is refused at the gate,
because nobody would ever answer it.
"""

from dataclasses import dataclass, field

from tenants.term import Term

OPERATIONS_FILE = "operations.toml"


class Runner(Term):
    """Who carries an operation out."""

    WORKER = "worker", "外部程序"
    HTTP = "http", "网络接口"
    MESSAGE = "message", "发送短信"
    DOCUMENT = "document", "制作文书"


class Scope(Term):
    """How far a message goes."""

    MESSAGE = "message", "消息"
    SIGNAL = "signal", "信号"


@dataclass(frozen=True, slots=True)
class Operation:
    """`code` is what `gov:operation` names, and the topic external workers ask for. `retries` is how often it is tried
    in all before a person must look; `seconds` how long one attempt may take. `brings` are the variables its result
    fills in. Of an HTTP call, `method` and `url`; of a document, the `title` printed on it."""

    code: str
    name: str
    runner: Runner = Runner.WORKER
    retries: int = 5
    seconds: int = 300
    brings: tuple[str, ...] = ()
    method: str = "POST"
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message or signal that the matter hears: its name on the drawing, and the variables it brings."""

    name: str
    scope: Scope = Scope.MESSAGE
    brings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operations:
    """All that is declared."""

    operations: tuple[Operation, ...] = ()
    heard: tuple[Heard, ...] = field(default=())

    def operation(self, code: str) -> Operation | None:
        return next((each for each in self.operations if each.code == code), None)

    def hears(self, name: str, scope: Scope) -> bool:
        """Whether the matter says that it waits for such a message."""
        return any(each.name == name and each.scope is scope for each in self.heard)


NO_OPERATIONS = Operations()
