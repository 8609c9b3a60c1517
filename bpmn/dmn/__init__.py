"""DMN 1.1 to 1.5: decisions read, evaluated with a trace, and checked.

>>> from bpmn.dmn import read_model
>>> model = read_model(source)                      # doctest: +SKIP
>>> model.evaluate("收费标准", {"面积": 120})         # doctest: +SKIP
Decimal('50')
"""

from bpmn.dmn.errors import DecisionError, DmnError
from bpmn.dmn.graph import Model, read_model
from bpmn.dmn.model import Decision, Rule, Table
from bpmn.dmn.trace import DecisionTrace, Evaluation, RuleTrace

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionTrace",
    "DmnError",
    "Evaluation",
    "Model",
    "Rule",
    "RuleTrace",
    "Table",
    "read_model",
]
