// What a file of decisions holds, read from dmn-js: decisions, the inputs each one needs, the rules of its table.

import { is } from 'dmn-js-shared/lib/util/ModelUtil';

const KINDS = { string: 'text', number: 'number', boolean: 'flag', date: 'date' };

export const decisionsOf = (definitions) => (definitions?.drgElement ?? []).filter((each) => is(each, 'dmn:Decision'));
export const tableOf = (decision) => (is(decision?.decisionLogic, 'dmn:DecisionTable') ? decision.decisionLogic : undefined);

/** The decision whose table, column or rule has this id. */
export function decisionAround(definitions, id) {
  return decisionsOf(definitions).find((decision) => decision.id === id || decision.decisionLogic?.id === id
    || [...(decision.decisionLogic?.input ?? []), ...(decision.decisionLogic?.output ?? []), ...(decision.decisionLogic?.rule ?? [])].some((each) => each.id === id));
}

/** @returns {{name: string, path: string[], as: 'text'|'number'|'flag'|'date', options: string[]}[]} what must be known to decide */
export function inputsOf(definitions, decision) {
  const wanted = needed(definitions, decision, new Set());
  const named = wanted.length ? wanted.map((each) => ({ name: each.variable?.name ?? each.name, type: each.variable?.typeRef }))
    : (tableOf(decision)?.input ?? []).map((input) => ({ name: input.inputExpression?.text ?? '', type: input.inputExpression?.typeRef }));
  return named.filter((each) => each.name).flatMap(({ name, type }) => fieldsOf(definitions, decision, [name], type));
}

function needed(definitions, decision, seen) {
  if (seen.has(decision)) return [];
  seen.add(decision);
  const refer = (reference) => definitions.drgElement.find((each) => each.id === reference?.href?.replace('#', ''));
  const found = (decision.informationRequirement ?? []).flatMap((each) => {
    const input = refer(each.requiredInput);
    if (input) return [input];
    const other = refer(each.requiredDecision);
    return other ? needed(definitions, other, seen) : [];
  });
  return [...new Set(found)];
}

function fieldsOf(definitions, decision, path, type, depth = 0) {
  const item = (definitions.itemDefinition ?? []).find((each) => each.name === type);
  if (item?.itemComponent?.length && depth < 4) return item.itemComponent.flatMap((part) => fieldsOf(definitions, decision, [...path, part.name], part.typeRef, depth + 1));
  const base = item?.typeRef ?? type;
  const column = (tableOf(decision)?.input ?? []).find((input) => input.inputExpression?.text === path.join('.'));
  const allowed = column?.inputValues?.text ?? item?.allowedValues?.text ?? '';
  const options = base === 'string' || !base ? [...allowed.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text) : [];
  return [{ name: path.join('.'), path, as: KINDS[base] ?? 'text', options }];
}

/** Values by path as one nested object. */
export function nested(fields, values) {
  const whole = {};
  for (const { path, name } of fields) {
    if (values[name] === undefined || values[name] === '') continue;
    let at = whole;
    for (const part of path.slice(0, -1)) at = at[part] ??= {};
    at[path.at(-1)] = values[name];
  }
  return whole;
}
