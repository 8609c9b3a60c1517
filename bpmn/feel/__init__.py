"""FEEL: the expression language of DMN 1.5, on exact decimals, within limits, with Chinese messages.

>>> from bpmn.feel import compile_expression
>>> rule = compile_expression('if 年龄 >= 65 then "绿色通道" else "普通窗口"')
>>> rule.evaluate({"年龄": 70})
'绿色通道'
>>> compile_expression("0.1 + 0.2 = 0.3").holds({})
True
"""

from bpmn.feel.errors import FeelError, FeelLimitError, FeelSyntaxError, FeelValueError
from bpmn.feel.expression import Explained, Expression, compile_expression, compile_unary_tests
from bpmn.feel.interchange import from_json, from_json_text, to_json, to_json_text
from bpmn.feel.limits import Limits
from bpmn.feel.names import Names
from bpmn.feel.run import WorkingDays
from bpmn.feel.values import Value

__all__ = [
    "Explained",
    "Expression",
    "FeelError",
    "FeelLimitError",
    "FeelSyntaxError",
    "FeelValueError",
    "Limits",
    "Names",
    "Value",
    "WorkingDays",
    "compile_expression",
    "compile_unary_tests",
    "from_json",
    "from_json_text",
    "to_json",
    "to_json_text",
]
