"""The emptiest form and decision table that still read well: what a new file of a draft begins with."""

import json
from html import escape

_DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="definitions_{name}" name="{name}" namespace="urn:banshi:decision">
  <inputData id="input_1" name="情形"><variable id="input_1_v" name="情形" typeRef="string"/></inputData>
  <decision id="{name}" name="{name}">
    <variable id="{name}_v" name="{name}" typeRef="string"/>
    <informationRequirement id="req_1"><requiredInput href="#input_1"/></informationRequirement>
    <decisionTable id="table_1" hitPolicy="UNIQUE">
      <input id="in_1" label="情形"><inputExpression id="expr_1" typeRef="string"><text>情形</text></inputExpression></input>
      <output id="out_1" name="{name}" typeRef="string"/>
      <rule id="rule_1"><inputEntry id="cell_1"><text>-</text></inputEntry><outputEntry id="cell_2"><text>"通过"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram id="drd_1">
    <dmndi:DMNShape id="shape_1" dmnElementRef="{name}"><dc:Bounds height="80" width="180" x="200" y="80"/></dmndi:DMNShape>
    <dmndi:DMNShape id="shape_2" dmnElementRef="input_1"><dc:Bounds height="45" width="125" x="228" y="220"/></dmndi:DMNShape>
    <dmndi:DMNEdge id="edge_1" dmnElementRef="req_1"><di:waypoint xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" x="290" y="220"/><di:waypoint xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" x="290" y="160"/></dmndi:DMNEdge>
  </dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
"""  # noqa: E501 (a file as the editor writes it)


def blank_form(name: str) -> str:
    """A form without fields."""
    schema = {"type": "default", "schemaVersion": 19, "id": name, "components": []}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def blank_decision(name: str) -> str:
    """A decision table with one input and one rule that takes everybody."""
    return _DECISION.format(name=escape(name, quote=True))
