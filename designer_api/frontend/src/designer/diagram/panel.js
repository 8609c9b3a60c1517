// The properties panel: the fields of what is selected, kept in place while somebody types in them.

import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

import { el } from '../dom.js';
import { Facts } from './facts.js';
import { groupsOf } from './fields.js';

const TITLES = {
  'bpmn:Process': '整个流程', 'bpmn:Collaboration': '整个流程', 'bpmn:Participant': '泳池', 'bpmn:Lane': '泳道',
  'bpmn:SequenceFlow': '连线', 'bpmn:TextAnnotation': '文字注释', 'bpmn:ExclusiveGateway': '排他网关', 'bpmn:ParallelGateway': '并行网关',
  'bpmn:InclusiveGateway': '包容网关', 'bpmn:EventBasedGateway': '事件网关', 'bpmn:StartEvent': '开始', 'bpmn:EndEvent': '结束',
  'bpmn:IntermediateCatchEvent': '中间事件', 'bpmn:IntermediateThrowEvent': '中间事件', 'bpmn:BoundaryEvent': '边界事件',
  'bpmn:UserTask': '人工环节', 'bpmn:ManualTask': '线下环节', 'bpmn:ServiceTask': '系统环节', 'bpmn:BusinessRuleTask': '决策环节',
  'bpmn:SendTask': '发送', 'bpmn:ReceiveTask': '接收', 'bpmn:ScriptTask': '计算环节', 'bpmn:CallActivity': '调用另一个流程',
  'bpmn:SubProcess': '子流程', 'bpmn:Task': '任务（请更换为人工环节）', 'bpmn:Group': '分组框', 'bpmn:MessageFlow': '消息线',
};
const PAUSE = 350;

export class Panel {
  /** @param {HTMLElement} place  @param modeler  @param lists the server's lists  @param {string} code the matter's */
  constructor(place, modeler, lists, code) {
    Object.assign(this, { place, modeler, lists, code, facts: new Facts(modeler), shown: '', controls: new Map(), open: new Set() });
    modeler.on(['selection.changed', 'elements.changed', 'import.done', 'root.set'], () => this.refresh());
  }

  /** Called by `refresh` and whoever wants a field focused. */
  focus(field) {
    this.refresh();
    this.controls.get(field)?.focus();
  }

  refresh() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    const selected = this.modeler.get('selection').get();
    const element = selected.length === 1 ? labelled(selected[0]) : this.modeler.get('canvas').getRootElement();
    if (!element || !this.modeler.getDefinitions()) return;
    const groups = groupsOf(element, { lists: this.lists, facts: this.facts, modeler: this.modeler });
    const shape = JSON.stringify([element.id, element.type, groups.map((group) => [group.id, group.label, group.fields.map((f) => [f.id, f.label, f.as, f.required, f.help, f.options])])]);
    this.element = element;
    if (shape !== this.shown) this.#build(element, groups, selected.length);
    this.shown = shape;
    for (const field of groups.flatMap((group) => group.fields)) this.#fill(field);
  }

  #build(element, groups, count) {
    const held = this.place.contains(document.activeElement) ? document.activeElement.id : '';
    this.controls.clear();
    const bo = getBusinessObject(element);
    const title = is(element, 'bpmn:SequenceFlow') ? `${label(element.source)} → ${label(element.target)}` : bo.name || TITLES[element.type] || '元素';
    this.place.replaceChildren(
      el('header', {}, el('p', { class: 'help' }, count > 1 ? `选中了 ${count} 个` : TITLES[element.type] ?? ''), el('h2', {}, title)),
      ...groups.map((group) => this.#group(group)),
    );
    if (isAny(element, ['bpmn:Process', 'bpmn:Collaboration'])) this.place.append(el('p', { class: 'help hint' }, '单击一个环节或连线，在这里填写它的部门、时限、依据。'));
    if (held) document.getElementById(held)?.focus();
  }

  #group(group) {
    const fields = el('div', { class: 'form' }, group.fields.map((field) => this.#field(field)));
    if (!group.label) return fields;
    if (!group.folded) return el('section', { class: 'group' }, el('h3', {}, group.label), fields);
    const folded = el('details', {}, el('summary', {}, group.label), fields);
    folded.open = this.open.has(group.id);
    folded.addEventListener('toggle', () => this.open[folded.open ? 'add' : 'delete'](group.id));
    return folded;
  }

  #field(field) {
    const id = `field-${field.id}`;
    const help = field.help ? el('p', { class: 'help', id: `${id}-help` }, field.help) : null;
    const control = CONTROLS[field.as](field, id, (value) => this.#write(field, value), help && `${id}-help`);
    this.controls.set(field.id, control.querySelector?.('input,select,textarea') ?? control);
    if (field.as === 'checks') return el('fieldset', { class: 'f w6' }, el('legend', { class: 'lab' }, field.label), control, help);
    const open = field.open ? el('a', { class: 'small', id: `${id}-open`, hidden: true }, '打开') : null;
    const label = el('label', { for: id }, field.label, field.required ? el('em', {}, '必填') : null);
    const fault = el('p', { class: 'help bad', id: `${id}-fault`, hidden: true });
    return el('div', { class: `f ${field.wide ? 'w6' : 'w3'}` }, field.as === 'flag' ? el('span', { class: 'lab' }, field.label) : el('div', { class: 'labels' }, label, open), control, help, fault);
  }

  #fill(field) {
    const control = this.controls.get(field.id);
    const value = field.read(this.element);
    if (field.as === 'checks') {
      for (const box of control.closest('.checks')?.querySelectorAll('input') ?? []) box.checked = value.includes(box.value);
      return;
    }
    if (field.as === 'flag') control.checked = value === 'true';
    else if (document.activeElement !== control || control.tagName === 'SELECT') {
      if (control.tagName === 'SELECT') fit(control, value || field.otherwise || '');
      else control.value = value;
    }
    if (field.required) control.toggleAttribute('aria-required', true);
    const open = document.getElementById(`field-${field.id}-open`);
    if (open) {
      const address = field.open(this.code, value);
      open.hidden = !address;
      if (address) open.href = address;
    }
  }

  #write(field, value) {
    const fault = document.getElementById(`field-${field.id}-fault`);
    const control = this.controls.get(field.id);
    const before = field.read(this.element);
    if (JSON.stringify(before) === JSON.stringify(value)) return;
    try {
      field.write(this.element, value);
      if (field.id === 'limit' && !getBusinessObject(this.element).get('gov:limitUnit')) {
        this.facts.attribute('gov:limitUnit').write(this.element, 'workingDay');
      }
      if (fault) fault.hidden = true;
      control.removeAttribute('aria-invalid');
    } catch (error) {
      if (!fault) throw error;
      fault.textContent = error.message;
      fault.hidden = false;
      control.setAttribute('aria-invalid', 'true');
    }
  }
}

const labelled = (element) => element.labelTarget ?? element;
const label = (element) => getBusinessObject(element)?.name || TITLES[element?.type] || '元素';

/** A value that no option has (another tool's, a department that is gone) is shown as it is. */
function fit(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(el('option', { value }, `${value}（不在列表中）`));
  select.value = value;
}

function typed(control, write, pause) {
  let timer;
  control.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(() => write(control.value), pause);
  });
  control.addEventListener('compositionend', () => { timer = setTimeout(() => write(control.value), pause); });
  control.addEventListener('change', () => { clearTimeout(timer); write(control.value); });
  control.addEventListener('keydown', (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); });
  return control;
}

const CONTROLS = {
  text: (field, id, write, help) => typed(el('input', { id, class: 'in1', autocomplete: 'off', 'aria-describedby': help || false }), (value) => write(value.trim()), PAUSE),
  count: (field, id, write, help) => typed(el('input', { id, class: 'in1', inputmode: 'numeric', autocomplete: 'off', 'aria-describedby': help || false }), (value) => write(halfWidth(value)), PAUSE),
  area: (field, id, write, help) => typed(el('textarea', { id, class: 'in1', rows: 2, 'aria-describedby': help || false }), write, PAUSE),
  select: (field, id, write) => {
    const control = el('select', { id, class: 'in1' }, field.options.map((option) => (Array.isArray(option) ? el('option', { value: option[0] }, option[1])
      : el('optgroup', { label: option.label }, option.options.map(([value, words]) => el('option', { value }, words))))));
    control.addEventListener('change', () => write(control.value));
    return control;
  },
  flag: (field, id, write) => {
    const box = el('input', { id, type: 'checkbox' });
    box.addEventListener('change', () => write(box.checked ? 'true' : ''));
    return el('div', { class: 'checks' }, el('label', {}, box, field.words));
  },
  checks: (field, id, write) => {
    const boxes = field.options.map(([value, words]) => el('label', {}, el('input', { type: 'checkbox', value }), words));
    const box = el('div', { class: 'checks column', id }, boxes.length ? boxes : el('p', { class: 'help' }, '实施清单里还没有可选的。'));
    box.addEventListener('change', () => write([...box.querySelectorAll('input:checked')].map((each) => each.value)));
    return box;
  },
};

/** `１０` as `10`, blanks away: people type numbers with the Chinese keyboard. */
const halfWidth = (text) => text.replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/\s/g, '');
