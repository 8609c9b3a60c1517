"""DMN 1.1 to 1.5: decisions read, evaluated with a trace, and checked.

>>> from bpmn.dmn import read_model
>>> model = read_model('''<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="例">
...   <inputData id="面积" name="面积"/>
...   <decision id="d" name="收费标准"><variable name="收费标准" typeRef="number"/>
...     <informationRequirement><requiredInput href="#面积"/></informationRequirement>
...     <decisionTable><input><inputExpression><text>面积</text></inputExpression></input><output/>
...       <rule><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>50</text></outputEntry></rule>
...       <rule><inputEntry><text>&gt;= 100</text></inputEntry><outputEntry><text>80.5</text></outputEntry></rule>
...     </decisionTable></decision></definitions>'''.encode())
>>> model.evaluate("收费标准", {"面积": 120})
Decimal('80.5')
>>> print(model.explain("收费标准", {"面积": 99.5}))
“收费标准”（面积 = 99.5）符合第1条规则，结果是 50。
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
