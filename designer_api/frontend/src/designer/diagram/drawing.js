// What the drawing on the canvas says, read from bpmn-js: plain values for the estimate and the badges.

import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

const kindOf = (bo) => bo.$type.replace('bpmn:', '').replace(/^./, (sign) => sign.toLowerCase());

/** The process whose promise is measured: that of the canvas, or of the first pool that has one. */
export function mainProcess(modeler) {
  const definitions = modeler.getDefinitions();
  return definitions?.rootElements?.find((each) => is(each, 'bpmn:Process'));
}

/** Steps that a person or system works on, events and gateways of the top level, with their flows. */
export function drawingOf(modeler) {
  const process = mainProcess(modeler);
  const elements = (process?.flowElements ?? []);
  const nodes = elements.filter((each) => is(each, 'bpmn:FlowNode')).map(nodeOf);
  const flows = elements.filter((each) => is(each, 'bpmn:SequenceFlow') && each.sourceRef && each.targetRef).map((flow) => ({
    id: flow.id, source: flow.sourceRef.id, target: flow.targetRef.id,
    condition: flow.conditionExpression?.body ?? '', maxRounds: flow.get('gov:maxRounds') ?? '',
  }));
  const amount = process?.get('gov:promisedLimit') ?? '';
  return { nodes, flows, promised: { amount, unit: process?.get('gov:promisedLimitUnit') ?? 'workingDay' } };
}

function nodeOf(bo) {
  const gov = (name) => (is(bo, 'bpmn:Activity') || is(bo, 'bpmn:Event') ? bo.get(`gov:${name}`) ?? '' : '');
  return {
    id: bo.id, name: bo.name ?? '', kind: kindOf(bo),
    amount: gov('limit'), unit: gov('limitUnit') || 'workingDay', stepKind: gov('stepKind'),
    countsInLimit: gov('countsInLimit'), legalBasis: gov('legalBasis'),
    outcomes: gov('outcomes').split(/[,，、]/).map((each) => each.trim()).filter(Boolean),
    repeated: Boolean(bo.loopCharacteristics), attachedTo: bo.attachedToRef?.id ?? '',
  };
}

/** The flows that lead along these steps, gateways between them included. */
export function flowsAlong(path, drawing) {
  const outs = new Map();
  for (const flow of drawing.flows) outs.set(flow.source, [...(outs.get(flow.source) ?? []), flow]);
  return path.slice(1).flatMap((target, at) => between(path[at], target, outs));
}

function between(source, target, outs) {
  const came = new Map([[source, null]]);
  const todo = [source];
  while (todo.length && !came.has(target)) {
    const at = todo.shift();
    for (const flow of outs.get(at) ?? []) {
      if (came.has(flow.target)) continue;
      came.set(flow.target, flow);
      todo.push(flow.target);
    }
  }
  const flows = [];
  for (let flow = came.get(target); flow; flow = came.get(flow.source)) flows.push(flow.id);
  return flows;
}

export const nameOf = (element) => getBusinessObject(element)?.name?.trim() || '';
