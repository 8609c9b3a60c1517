// Every field of the properties panel: what it is called, how it is filled in, for which elements it stands.

import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

import { WrongValue } from '../panel.js';
import { UNIT_NAMES } from '../words.js';
import { mainProcess } from './drawing.js';
import { definitionOf, loopOf } from './facts.js';

const PEOPLE = ['bpmn:UserTask', 'bpmn:ManualTask'];
const COUNTS = [['', '按环节种类'], ['true', '计入'], ['false', '不计入（须有依据）']];
const LOOPS = [['', '办一次'], ['parallel', '同时办多份'], ['sequential', '逐份办理'], ['standard', '循环办理']];
const TIMERS = [['timeDuration', '过多久（如 P5D 为 5 天）'], ['timeDate', '到哪一刻'], ['timeCycle', '每隔多久']];

const event = (type) => (element) => is(definitionOf(element), type);
const limitUnits = Object.entries(UNIT_NAMES);
const special = (lists) => lists.kinds.filter((kind) => kind.special);

/**
 * The groups of fields. `lists` are the server's, `facts` read and write, `modeler` is asked for the process; a drawing
 * that is not the `whole` has no promise of its own.
 * A field: {id, label, as: text|count|select|area|radio|checks|flag|show, read, write, options?, required?, wide?, help?}
 */
export function groupsOf(element, { lists, facts, modeler, whole = true }) {
  const bo = getBusinessObject(element);
  const groups = [];
  const add = (id, label, fields, folded = false) => { const list = fields.filter(Boolean); if (list.length) groups.push({ id, label, folded, fields: list }); };
  if (is(element, 'bpmn:SequenceFlow')) add('way', '', way(element, facts));
  else if (isAny(element, ['bpmn:Process', 'bpmn:Collaboration', 'bpmn:Participant'])) process(element, facts, modeler, add, whole);
  else if (is(element, 'bpmn:Lane')) add('lane', '', [name(facts, '泳道名称'), department(facts, lists, '部门（本泳道的环节没有写时用它）')]);
  else if (is(element, 'bpmn:TextAnnotation')) add('note', '', [{ id: 'text', label: '注释', as: 'area', wide: true, ...facts.attribute('text') }]);
  else if (is(element, 'bpmn:Group')) return [];
  else if (is(element, 'bpmn:Activity')) activity(element, facts, lists, add);
  else if (is(element, 'bpmn:Event')) happening(element, facts, add);
  else add('other', '', [name(facts, is(element, 'bpmn:Gateway') ? '判断什么' : '名称')]);
  if (bo && !isAny(element, ['bpmn:Process', 'bpmn:Collaboration'])) add('technical', '说明和标识', technical(facts, bo), true);
  return groups;
}

const name = (facts, label = '环节名称', required = false) => ({ id: 'name', label, as: 'text', required, wide: true, ...facts.attribute('name') });

function department(facts, lists, label = '部门') {
  return { id: 'department', label, as: 'select', options: [['', '（未定）'], ...lists.departments.map((each) => [each.code, each.name])], ...facts.attribute('gov:department') };
}

function post(facts, lists, element) {
  const chosen = getBusinessObject(element).get('gov:department');
  const posts = lists.posts.filter((each) => !each.department || !chosen || each.department === chosen);
  return { id: 'post', label: '岗位', as: 'select', required: true, options: [['', '（未定）'], ...posts.map((each) => [each.code, each.name])], ...facts.attribute('gov:post') };
}

function kind(facts, lists) {
  const plain = lists.kinds.filter((each) => !each.special).map((each) => [each.code, each.name]);
  const options = [['', '（未定）'], { label: '一般环节', options: plain }, { label: '特殊环节', options: special(lists).map((each) => [each.code, each.name]) }];
  return { id: 'stepKind', label: '环节种类', as: 'select', required: true, options, ...facts.attribute('gov:stepKind') };
}

function limit(facts, { label = '环节时限', required = true } = {}) {
  return [
    { id: 'limit', label, as: 'count', required, ...inDays(facts.attribute('gov:limit'), facts.attribute('gov:limitUnit')) },
    { id: 'limitUnit', label: '单位', as: 'select', options: limitUnits, otherwise: 'workingDay', ...facts.attribute('gov:limitUnit') },
  ];
}

/** An amount that is typed without a unit is in working days. */
function inDays(amount, unit) {
  return {
    read: amount.read,
    write: (element, value) => {
      if (value !== '' && !unit.read(element)) unit.write(element, 'workingDay');
      amount.write(element, value);
    },
  };
}

function activity(element, facts, lists, add) {
  const bo = getBusinessObject(element);
  const people = isAny(element, PEOPLE) || bo.$type === 'bpmn:Task';
  const chosen = lists.kinds.find((each) => each.code === bo.get('gov:stepKind'));
  add('step', '', [
    name(facts, '环节名称', true),
    people && kind(facts, lists),
    people && { id: 'visit', label: '到现场', as: 'flag', words: '申请人要到场', ...facts.attribute('gov:visit') },
    department(facts, lists),
    people && post(facts, lists, element),
    ...(people || isAny(element, ['bpmn:ReceiveTask', 'bpmn:CallActivity', 'bpmn:SubProcess']) ? limit(facts) : []),
    people && { id: 'counts', label: '计入承诺时限', as: 'select', options: COUNTS, wide: true, ...facts.attribute('gov:countsInLimit') },
    people && {
      id: 'legalBasis', label: '办理依据', as: 'area', wide: true, required: Boolean(chosen?.own_limit),
      help: chosen?.special ? `${chosen.name}的通常依据：${chosen.basis || '按专门法律'}` : '', ...facts.attribute('gov:legalBasis'),
    },
    people && form(facts, lists),
    is(element, 'bpmn:BusinessRuleTask') && { id: 'decision', label: '用哪张决策表', as: 'select', required: true, wide: true, options: [['', '（未定）'], ...lists.decisions.map((each) => [each.id, each.name])], open: (code, value) => decisionAddress(lists, code, value), ...facts.attribute('gov:decision') },
    is(element, 'bpmn:ServiceTask') && { id: 'operation', label: '系统做什么', as: 'text', wide: true, ...facts.attribute('gov:operation') },
    is(element, 'bpmn:CallActivity') && { id: 'called', label: '调用哪个流程（标识）', as: 'text', required: true, wide: true, ...facts.attribute('calledElement') },
    is(element, 'bpmn:CallActivity') && { id: 'in', label: '交给它的变量', as: 'area', wide: true, help: '一行一个：本流程的变量 → 它的变量', ...facts.mappings('gov:In') },
    is(element, 'bpmn:CallActivity') && { id: 'out', label: '取回的变量', as: 'area', wide: true, help: '一行一个：它的变量 → 本流程的变量', ...facts.mappings('gov:Out') },
    is(element, 'bpmn:ReceiveTask') && { id: 'message', label: '等哪个消息', as: 'text', wide: true, ...receives(facts) },
    is(element, 'bpmn:ScriptTask') && { id: 'script', label: '算式（FEEL）', as: 'area', wide: true, ...facts.attribute('script') },
  ]);
  if (people || is(element, 'bpmn:BusinessRuleTask')) {
    add('result', '结论和人数', [
      people && { id: 'outcomes', label: '可选的结论', as: 'text', wide: true, help: `用逗号分开；不写时为${chosen?.outcomes?.join('、') || '“完成”'}`, ...facts.attribute('gov:outcomes') },
      { id: 'resultVariable', label: '结论记入变量', as: 'text', wide: true, help: chosen?.result ? `不写时为“${chosen.result}”` : '', ...facts.attribute('gov:resultVariable') },
      people && { id: 'minStaff', label: '最少办理人数', as: 'count', ...facts.attribute('gov:minStaff') },
      people && { id: 'signatures', label: '签字人数', as: 'count', ...facts.attribute('gov:signatures') },
    ], true);
  }
  if (people) {
    const [materials, notices] = [facts.list('gov:Materials', 'gov:Material'), facts.list('gov:Notices', 'gov:Notice')];
    const count = materials.read(element).length + notices.read(element).length;
    add('papers', `材料与告知（${count}）`, [
      { id: 'materials', label: '收取或核对的材料', as: 'checks', wide: true, options: lists.materials.map((each) => [each.id, each.name]), ...materials },
      { id: 'notices', label: '要出的文书', as: 'checks', wide: true, options: lists.notices.map((each) => [each.id, each.name]), ...notices },
    ], true);
  }
  add('many', '重复办理', many(element, facts), true);
}

function decisionAddress(lists, code, value) {
  const found = lists.decisions.find((each) => each.id === value);
  return found?.file ? `/designer/${code}/decisions/${found.file}` : '';
}

function form(facts, lists) {
  return {
    id: 'formKey', label: '表单', as: 'select', wide: true, options: [['', '（不填表）'], ...lists.forms.map((each) => [each.id, each.name])],
    open: (code, value) => { const found = lists.forms.find((each) => each.id === value); return found?.file ? `/designer/${code}/forms/${found.file}` : ''; },
    ...facts.attribute('gov:formKey'),
  };
}

function receives(facts) {
  return {
    read: (element) => getBusinessObject(element).messageRef?.name ?? '',
    write: (element, value) => {
      const root = facts.modeler.getDefinitions();
      let found = root.rootElements.find((each) => is(each, 'bpmn:Message') && each.name === value);
      if (!found && value) {
        found = facts.factory.create('bpmn:Message', { name: value });
        found.$parent = root;
        facts.modeling.updateModdleProperties(element, root, { rootElements: [...root.rootElements, found] });
      }
      facts.modeling.updateProperties(element, { messageRef: value ? found : undefined });
    },
  };
}

function many(element, facts) {
  const kind = facts.loop().read(element);
  const own = (name) => ({ ...facts.attribute(`gov:${name}`, loopOf) });
  return [
    { id: 'loop', label: '怎样重复', as: 'select', wide: true, options: LOOPS, ...facts.loop() },
    kind === 'standard' && { id: 'loopMaximum', label: '最多几次', as: 'count', required: true, ...countOf(facts) },
    kind === 'standard' && { id: 'loopCondition', label: '何时再来一次（FEEL）', as: 'text', wide: true, ...facts.expression(loopOf, 'loopCondition') },
    ['parallel', 'sequential'].includes(kind) && { id: 'collection', label: '对哪个列表逐项办理', as: 'text', ...own('collection') },
    ['parallel', 'sequential'].includes(kind) && { id: 'item', label: '每一项叫什么', as: 'text', ...own('item') },
    ['parallel', 'sequential'].includes(kind) && { id: 'cardinality', label: '或者写明几份', as: 'text', ...facts.expression(loopOf, 'loopCardinality') },
    ['parallel', 'sequential'].includes(kind) && { id: 'completion', label: '提前结束的条件（FEEL）', as: 'text', ...facts.expression(loopOf, 'completionCondition') },
    ['parallel', 'sequential'].includes(kind) && { id: 'output', label: '结果汇总到', as: 'text', ...own('output') },
    ['parallel', 'sequential'].includes(kind) && { id: 'outputItem', label: '每一项的结果', as: 'text', ...own('outputItem') },
  ];
}

function countOf(facts) {
  return {
    read: (element) => String(loopOf(element)?.get('loopMaximum') ?? ''),
    write: (element, value) => facts.set(element, loopOf(element), { loopMaximum: value === '' ? undefined : Number(value) }),
  };
}

function happening(element, facts, add) {
  add('event', '', [
    name(facts, '名称'),
    ...(event('bpmn:TimerEventDefinition')(element) ? timer(element, facts) : []),
    event('bpmn:MessageEventDefinition')(element) && { id: 'message', label: '消息名称', as: 'text', required: true, wide: true, ...facts.reference('messageRef', 'bpmn:Message') },
    event('bpmn:SignalEventDefinition')(element) && { id: 'signal', label: '信号名称', as: 'text', required: true, wide: true, ...facts.reference('signalRef', 'bpmn:Signal') },
    event('bpmn:ErrorEventDefinition')(element) && { id: 'error', label: '错误代码', as: 'text', wide: true, ...facts.reference('errorRef', 'bpmn:Error') },
    event('bpmn:EscalationEventDefinition')(element) && { id: 'escalation', label: '升级代码', as: 'text', wide: true, ...facts.reference('escalationRef', 'bpmn:Escalation') },
    event('bpmn:ConditionalEventDefinition')(element) && { id: 'condition', label: '条件（FEEL）', as: 'area', required: true, wide: true, ...facts.expression(definitionOf, 'condition') },
    event('bpmn:LinkEventDefinition')(element) && { id: 'link', label: '链接名称（两头相同）', as: 'text', required: true, wide: true, ...facts.attribute('name', definitionOf) },
    is(element, 'bpmn:BoundaryEvent') && !event('bpmn:ErrorEventDefinition')(element) && {
      id: 'interrupts', label: '到来时', as: 'select', wide: true, options: [['true', '中断所在的环节'], ['false', '不中断，另走一支']],
      read: (each) => String(getBusinessObject(each).cancelActivity !== false),
      write: (each, value) => facts.modeling.updateProperties(each, { cancelActivity: value === 'true' }),
    },
  ]);
}

function timer(element, facts) {
  const which = (each) => TIMERS.map(([id]) => id).find((id) => definitionOf(each)?.get(id)) ?? 'timeDuration';
  const expression = facts.expression(definitionOf, which(element));
  return [
    ...limit(facts, { label: '等多久', required: false }),
    {
      id: 'timerKind', label: '或者按时间', as: 'select', wide: true, options: TIMERS, read: which,
      write: (each, value) => {
        const text = expression.read(each);
        const definition = definitionOf(each);
        const made = facts.factory.create('bpmn:FormalExpression', { body: text });
        made.$parent = definition;
        facts.set(each, definition, { timeDuration: undefined, timeDate: undefined, timeCycle: undefined, [value]: made });
      },
    },
    { id: 'timer', label: '时间', as: 'text', wide: true, help: '填了“等多久”（按工作日历计算）就不必再填这里。', ...expression },
  ];
}

function way(element, facts) {
  const bo = getBusinessObject(element);
  const source = element.source;
  const chooses = isAny(source, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:Activity']);
  const isDefault = getBusinessObject(source).default === bo;
  return [
    name(facts, '连线上写的字'),
    chooses && !isDefault && { id: 'condition', label: '走这条线的条件', as: 'area', wide: true, help: '例如：受理结论 = "受理"；面积 > 50', ...facts.expression(getBusinessObject, 'conditionExpression') },
    chooses && {
      id: 'default', label: '默认', as: 'flag', words: '其余情况走这条线', wide: true,
      read: () => String(isDefault),
      write: (each, value) => {
        facts.modeling.updateProperties(source, { default: value ? bo : undefined });
        if (value && bo.conditionExpression) facts.modeling.updateProperties(each, { conditionExpression: undefined });
      },
    },
    closesLoop(element) && { id: 'maxRounds', label: '最多退回几次', as: 'count', required: true, help: '这条线让办件回到前面，要写明上限才能算出最长时限。', ...facts.attribute('gov:maxRounds') },
  ].filter(Boolean);
}

/** Whether a flow leads back to where it came from. */
function closesLoop(flow) {
  const seen = new Set();
  const todo = [flow.target];
  while (todo.length) {
    const at = todo.pop();
    if (at === flow.source) return true;
    if (!at || seen.has(at)) continue;
    seen.add(at);
    todo.push(...at.outgoing.filter((each) => is(each, 'bpmn:SequenceFlow')).map((each) => each.target));
  }
  return false;
}

function process(element, facts, modeler, add, whole) {
  const found = is(element, 'bpmn:Participant') ? getBusinessObject(element).processRef : is(element, 'bpmn:Process') ? getBusinessObject(element) : mainProcess(modeler);
  const of = (attribute) => facts.attribute(attribute, () => found);
  if (is(element, 'bpmn:Participant')) add('pool', '', [name(facts, '泳池名称')]);
  if (!found) return;
  const measure = (prefix, label) => [
    { id: `${prefix}Limit`, label, as: 'count', required: prefix === 'promised', ...inDays(of(`gov:${prefix}Limit`), of(`gov:${prefix}LimitUnit`)) },
    { id: `${prefix}Unit`, label: '单位', as: 'select', options: limitUnits, otherwise: 'workingDay', ...of(`gov:${prefix}LimitUnit`) },
    { id: `${prefix}Basis`, label: prefix === 'promised' ? '承诺依据' : '法定依据', as: 'area', wide: true, ...of(`gov:${prefix}LimitBasis`) },
  ];
  if (!whole) {
    add('promise', '分图', [{ id: 'processName', label: '分图名称', as: 'text', wide: true, ...of('name') }]);
    return;
  }
  add('promise', '事项时限', [
    { id: 'processName', label: '流程名称', as: 'text', wide: true, ...of('name') },
    ...measure('promised', '承诺时限'), ...measure('statutory', '法定时限'),
  ]);
}

function technical(facts, bo) {
  return [
    { id: 'documentation', label: '说明', as: 'area', wide: true, ...facts.documentation() },
    { id: 'id', label: '标识（决策、场景用它指认）', as: 'text', wide: true, read: () => bo.id, write: (element, value) => rename(facts, element, value) },
  ];
}

/** A new id, if it is one and nobody has it. */
function rename(facts, element, value) {
  const ids = facts.modeler.get('moddle').ids;
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(value)) throw new WrongValue('标识以字母、汉字或下划线开头，后面是字母、汉字、数字、下划线、点或短横。');
  if (value !== getBusinessObject(element).id && ids.assigned(value)) throw new WrongValue('这个标识已被别的元素使用，请换一个。');
  facts.modeling.updateProperties(element, { id: value });
}
