// The properties panel of the diagram: the fields of what is selected.

import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

import { FieldPanel } from '../panel.js';
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

export class Panel {
  /**
   * @param {HTMLElement} place  @param modeler  @param lists the server's lists  @param {string} code the matter's
   * @param {boolean} whole whether this is what a case runs, not a fragment of it
   */
  constructor(place, modeler, lists, code, whole) {
    Object.assign(this, { panel: new FieldPanel(place), modeler, lists, code, whole, facts: new Facts(modeler) });
    modeler.on(['selection.changed', 'elements.changed', 'import.done', 'root.set'], () => this.refresh());
  }

  /** Bring a field of what is selected under the cursor. */
  focus(field) {
    this.#draw();
    this.panel.focus(field);
  }

  refresh() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    const selected = this.modeler.get('selection').get();
    const element = selected.length === 1 ? labelled(selected[0]) : this.modeler.get('canvas').getRootElement();
    if (!element?.businessObject || !this.modeler.getDefinitions()) return; // nothing is drawn yet
    const whole = isAny(element, ['bpmn:Process', 'bpmn:Collaboration']);
    const groups = groupsOf(element, { lists: this.lists, facts: this.facts, modeler: this.modeler, whole: this.whole });
    this.panel.show({
      key: element.id,
      over: selected.length > 1 ? `选中了 ${selected.length} 个` : TITLES[element.type] ?? '',
      title: is(element, 'bpmn:SequenceFlow') ? `${label(element.source)} → ${label(element.target)}` : getBusinessObject(element).name || TITLES[element.type] || '元素',
      hint: whole ? '单击一个环节或连线，在这里填写它的部门、时限、依据。' : '',
      groups: groups.map((group) => ({ ...group, fields: group.fields.map((field) => this.#bound(field, element)) })),
    });
  }

  /** A field of this element. */
  #bound(field, element) {
    return {
      ...field,
      read: () => field.read(element),
      write: (value) => field.write(element, value),
      open: field.open && ((value) => field.open(this.code, value)),
    };
  }
}

const labelled = (element) => element.labelTarget ?? element;
const label = (element) => getBusinessObject(element)?.name || TITLES[element?.type] || '元素';
