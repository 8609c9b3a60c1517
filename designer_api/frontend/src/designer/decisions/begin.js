// An empty file of decisions: one table with one condition, drawn with its input.

export const empty = (id) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" id="${id}_model" name="${id}" namespace="urn:banshi:decision:${id}">
  <decision id="${id}" name="新决策">
    <variable id="${id}_variable" name="新决策" typeRef="string" />
    <informationRequirement id="${id}_needs"><requiredInput href="#${id}_input" /></informationRequirement>
    <decisionTable id="${id}_table" hitPolicy="UNIQUE">
      <input id="${id}_in" label="条件"><inputExpression id="${id}_in_expression" typeRef="string"><text>条件</text></inputExpression></input>
      <output id="${id}_out" label="结论" name="结论" typeRef="string" />
    </decisionTable>
  </decision>
  <inputData id="${id}_input" name="条件"><variable id="${id}_input_variable" name="条件" typeRef="string" /></inputData>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="drawing">
      <dmndi:DMNShape id="${id}_shape" dmnElementRef="${id}"><dc:Bounds height="80" width="180" x="240" y="80" /></dmndi:DMNShape>
      <dmndi:DMNShape id="${id}_input_shape" dmnElementRef="${id}_input"><dc:Bounds height="45" width="125" x="268" y="240" /></dmndi:DMNShape>
      <dmndi:DMNEdge id="${id}_edge" dmnElementRef="${id}_needs"><di:waypoint x="330" y="240" /><di:waypoint x="330" y="180" /><di:waypoint x="330" y="160" /></dmndi:DMNEdge>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
`;
