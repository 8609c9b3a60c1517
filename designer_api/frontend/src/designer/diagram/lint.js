// What the browser finds by itself, at once: rules of bpmnlint, and ours, told under the codes of the server's rules.

import Linter from 'bpmnlint/lib/linter';
import endRequired from 'bpmnlint/rules/end-event-required';
import duplicateFlows from 'bpmnlint/rules/no-duplicate-sequence-flows';
import disconnected from 'bpmnlint/rules/no-disconnected';
import startRequired from 'bpmnlint/rules/start-event-required';
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

const PEOPLE = ['bpmn:UserTask', 'bpmn:ManualTask'];
const calls = (element) => `“${getBusinessObject(element).name || element.id}”`;

/** A rule of ours: what is wrong with one element, in words. */
const rule = (types, look) => () => ({
  check(node, reporter) {
    if (!isAny(node, types)) return;
    const fault = look(node);
    if (fault) reporter.report(node.id, fault);
  },
});

const own = {
  'missing-limit': rule(PEOPLE, (step) => (step.get('gov:limit') ? '' : `${calls(step)}还没有填写时限，请填写天数；当场办结的填 0。`)),
  'unnamed-step': rule(['bpmn:Activity'], (step) => (step.name?.trim() ? '' : '有一个环节没有名称，请给它起个名字。')),
  'special-basis': rule(PEOPLE, () => ''),
  'no-kind': rule(PEOPLE, (step) => (step.get('gov:stepKind') ? '' : `${calls(step)}还没有选择环节种类。`)),
  'missing-condition': rule(['bpmn:SequenceFlow'], (flow) => {
    const source = flow.sourceRef;
    if (!isAny(source, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway']) || (source.outgoing?.length ?? 0) < 2) return '';
    return flow.conditionExpression?.body || source.default === flow ? '' : `从${calls(source)}到${calls(flow.targetRef)}的连线没有写条件，也不是默认。`;
  }),
};

/** The rules of bpmnlint: their severity, the server's code for the same thing, what they are called in Chinese. */
const THEIRS = {
  'start-event-required': { rule: startRequired, severity: 'error', code: 'no-start', words: () => '流程没有开始，请画一个“开始”。' },
  'end-event-required': { rule: endRequired, severity: 'error', code: 'no-end', words: () => '流程没有结束，请画一个“结束”。' },
  'no-disconnected': { rule: disconnected, severity: 'error', code: 'unreachable', words: (name) => `${name}没有连到流程里，请把它连上或删除。` },
  'no-duplicate-sequence-flows': { rule: duplicateFlows, severity: 'warning', code: 'duplicate-flow', words: (name) => `${name}有两条一样的连线，请删去一条。` },
};
const SEVERITY = { 'missing-limit': 'error', 'unnamed-step': 'warning', 'special-basis': 'error', 'no-kind': 'warning', 'missing-condition': 'error' };

/** The codes that the browser judges itself: the server's word on them counts once it has seen the same drawing. */
export const JUDGED = new Set([...Object.keys(own), ...Object.values(THEIRS).map((each) => each.code)]);

/** @param {{special: boolean, own_limit: boolean, code: string, name: string}[]} kinds */
export function linterFor(kinds) {
  const byCode = new Map(kinds.map((kind) => [kind.code, kind]));
  const basis = rule(PEOPLE, (step) => {
    const kind = byCode.get(step.get('gov:stepKind'));
    return kind?.own_limit && !step.get('gov:legalBasis') ? `特殊环节${calls(step)}（${kind.name}）没有填写依据，请写明法律条款。` : '';
  });
  const rules = { ...own, 'special-basis': basis, ...Object.fromEntries(Object.entries(THEIRS).map(([name, each]) => [name, each.rule])) };
  const linter = new Linter({
    config: { rules: Object.fromEntries(Object.keys(rules).map((name) => [name, 'error'])) },
    resolver: {
      resolveRule: (_, name) => rules[name],
      resolveConfig: (_, name) => { throw new Error(`no configuration ${name}`); },
    },
  });
  return async (definitions) => {
    const reports = await linter.lint(definitions);
    const named = namesIn(definitions);
    return Object.entries(reports).flatMap(([name, list]) => list.map((report) => problemOf(name, report, named)));
  };
}

function problemOf(name, report, named) {
  const theirs = THEIRS[name];
  return {
    severity: theirs?.severity ?? SEVERITY[name],
    code: theirs?.code ?? name,
    element: report.id,
    message: theirs ? theirs.words(`“${named.get(report.id) || report.id}”`) : report.message,
    local: true,
  };
}

function namesIn(definitions) {
  const names = new Map();
  const visit = (container) => {
    for (const each of container.flowElements ?? []) {
      names.set(each.id, each.name);
      if (is(each, 'bpmn:SubProcess')) visit(each);
    }
  };
  for (const root of definitions.rootElements) visit(root);
  return names;
}
