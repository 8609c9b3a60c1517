"""The centre's own: checks of unified social credit codes and resident identity numbers."""

from bpmn.feel.functions import builtin
from bpmn.feel.temporal import from_python
from bpmn.feel.values import Value
from bpmn.identifiers import credit_code_fault, resident_birth_date, resident_id_fault


@builtin("credit code valid(code: string)")
@builtin("信用代码有效(代码: string)")
def credit_code_valid(code: str) -> Value:
    """Whether the text is a unified social credit code (GB 32100-2015)."""
    return credit_code_fault(code) is None


@builtin("credit code fault(code: string)")
@builtin("信用代码问题(代码: string)")
def credit_code_reason(code: str) -> Value:
    """What is wrong with the code, in Chinese; null when nothing is."""
    return credit_code_fault(code)


@builtin("resident id valid(number: string)")
@builtin("身份证号有效(号码: string)")
def resident_id_valid(number: str) -> Value:
    """Whether the text is a resident identity number (GB 11643-1999)."""
    return resident_id_fault(number) is None


@builtin("resident id fault(number: string)")
@builtin("身份证号问题(号码: string)")
def resident_id_reason(number: str) -> Value:
    """What is wrong with the number, in Chinese; null when nothing is."""
    return resident_id_fault(number)


@builtin("birth date of(number: string)")
@builtin("身份证出生日期(号码: string)")
def birth_date_of(number: str) -> Value:
    """The date of birth in a right number; null for a wrong one."""
    born = resident_birth_date(number) if resident_id_fault(number) is None else None
    return None if born is None else from_python(born)
