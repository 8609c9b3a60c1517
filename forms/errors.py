"""The errors of forms: one family; the docstring is the default message, the facts are fields.

What a person may get wrong never ends here: a bad schema is a `Finding`, a bad entry a `FieldError`. These are broken
promises of a caller.
"""

from collections.abc import Sequence

from bpmn.finding import Finding


class FormError(Exception):
    """表单无法使用。"""

    code = "form"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__class__.__doc__ or "").strip().splitlines()[0])

    @property
    def message(self) -> str:
        return str(self)


class FormUnreadable(FormError):
    """表单文件有错误，不能使用。"""

    code = "form-unreadable"

    def __init__(self, findings: Sequence[Finding] = ()) -> None:
        super().__init__("；".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


class NotJsonValue(FormError):
    """不是表单能保存的值。"""

    code = "form-value"

    def __init__(self, kind: str) -> None:
        super().__init__(f"表单数据只能是文字、数字、是否、列表和对象，不能是{kind}。")
        self.kind = kind


class TodayNeeded(FormError):
    """表单里有不许选过去日期的字段，校验时必须给出当天日期。"""

    code = "form-today"


class FieldUnknown(FormError):
    """表单里没有这个字段。"""

    code = "form-field-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"表单里没有字段‘{name}’。")
        self.name = name
