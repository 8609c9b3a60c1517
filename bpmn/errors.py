"""The errors of the model languages: one family; the docstring is the default message, the facts are fields."""


class ModelError(Exception):
    """模型无法读取或执行。"""

    code = "model-error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.default())

    @classmethod
    def default(cls) -> str:
        return (cls.__doc__ or "").strip().splitlines()[0]

    @property
    def message(self) -> str:
        return str(self)


class XmlError(ModelError):
    """文件不是可以安全读取的 XML。"""

    code = "xml"

    def __init__(self, message: str = "", *, line: int = 0, column: int = 0, advice: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.advice = advice
