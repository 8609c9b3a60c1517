"""not, is (DMN 1.5, 10.3.4.2 and 10.3.4.11)."""

from bpmn.feel.compare import equal, not_
from bpmn.feel.functions import builtin
from bpmn.feel.temporal import DateTime, Time
from bpmn.feel.values import Value, kind_of


@builtin("not(negand: any)")
def negation(value: Value) -> Value:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return not_(value)


@builtin("is(value1: any, value2: any)")
def is_(left: Value, right: Value) -> Value:
    """Both are the same element of the same domain: 10:00Z and 11:00+01:00 are equal, but not the same."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, Time | DateTime) and isinstance(right, Time | DateTime):
        return left == right
    return equal(left, right) is True
