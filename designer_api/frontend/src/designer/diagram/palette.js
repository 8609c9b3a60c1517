// What may be drawn: the palette, the context pad and the replace menu, cut to what the runtime executes.

import { $$ } from '../dom.js';

const DRAWN = [
  { id: 'start', type: 'bpmn:StartEvent', icon: 'bpmn-icon-start-event-none', title: '开始', kind: 'startEvent', group: 'event' },
  { id: 'step', type: 'bpmn:UserTask', icon: 'bpmn-icon-user-task', title: '人工环节', kind: 'userTask', group: 'step' },
  { id: 'system', type: 'bpmn:ServiceTask', icon: 'bpmn-icon-service-task', title: '系统环节', kind: 'serviceTask', group: 'step' },
  { id: 'decision', type: 'bpmn:BusinessRuleTask', icon: 'bpmn-icon-business-rule-task', title: '决策环节', kind: 'businessRuleTask', group: 'step' },
  { id: 'choice', type: 'bpmn:ExclusiveGateway', icon: 'bpmn-icon-gateway-xor', title: '排他网关（只走一支）', kind: 'exclusiveGateway', group: 'gateway' },
  { id: 'together', type: 'bpmn:ParallelGateway', icon: 'bpmn-icon-gateway-parallel', title: '并行网关（各支都走）', kind: 'parallelGateway', group: 'gateway' },
  { id: 'wait', type: 'bpmn:IntermediateCatchEvent', icon: 'bpmn-icon-intermediate-event-catch-timer', title: '等时间', kind: 'intermediateCatchEvent', event: 'timer', group: 'event2' },
  { id: 'end', type: 'bpmn:EndEvent', icon: 'bpmn-icon-end-event-none', title: '结束', kind: 'endEvent', group: 'event2' },
  { id: 'inside', type: 'bpmn:SubProcess', icon: 'bpmn-icon-subprocess-expanded', title: '子流程', kind: 'subProcess', group: 'frame' },
  { id: 'pool', type: 'bpmn:Participant', icon: 'bpmn-icon-participant', title: '泳池和泳道', kind: '', group: 'frame' },
];

/** Which rows of the allow-list may be drawn, asked by kind and event. */
export class Allowed {
  /** @param {{kind: string, event: string, position: string, standing: string}[]} rows none: everything */
  constructor(rows) {
    this.rows = rows.filter((row) => row.standing !== 'refused');
    this.known = rows.length > 0;
  }

  may(kind, event = 'none', position = '') {
    return !this.known || this.rows.some((row) => row.kind === kind && row.event === event && (!position || row.position === position));
  }
}

/** Our palette in place of that of bpmn-js. */
export function paletteModule(allowed) {
  function Palette(palette, create, elementFactory, bpmnFactory, lassoTool, spaceTool, globalConnect, canvas, modeling, selection, eventBus) {
    const shapeOf = (drawn) => {
      if (drawn.type === 'bpmn:Participant') return elementFactory.createParticipantShape();
      const more = drawn.event ? { eventDefinitionType: `bpmn:${drawn.event.replace(/^./, (sign) => sign.toUpperCase())}EventDefinition` } : {};
      return elementFactory.createShape({ type: drawn.type, isExpanded: drawn.type === 'bpmn:SubProcess' ? true : undefined, ...more });
    };
    const start = (drawn) => (event) => {
      if (event instanceof KeyboardEvent) return placeInView(shapeOf(drawn));
      return create.start(event, shapeOf(drawn));
    };
    const placeInView = (shape) => {
      const box = canvas.viewbox();
      const made = modeling.createShape(shape, { x: box.x + box.width / 2, y: box.y + box.height / 2 }, canvas.getRootElement());
      selection.select(made);
      canvas.focus?.();
    };
    this.getPaletteEntries = () => ({
      lasso: { group: 'tools', className: 'bpmn-icon-lasso-tool', title: '框选', action: { click: (event) => lassoTool.activateSelection(event) } },
      space: { group: 'tools', className: 'bpmn-icon-space-tool', title: '腾出或收起空间', action: { click: (event) => spaceTool.activateSelection(event) } },
      connect: { group: 'tools', className: 'bpmn-icon-connection-multi', title: '连线', action: { click: (event) => globalConnect.start(event) } },
      line: { group: 'tools', separator: true },
      ...Object.fromEntries(DRAWN.filter(({ kind, event }) => !kind || allowed.may(kind, event)).map((drawn) => [`create.${drawn.id}`, {
        group: drawn.group, className: drawn.icon, title: drawn.title, action: { click: start(drawn), dragstart: start(drawn) },
      }])),
    });
    palette.registerProvider(this);
    palette._needsCollapse = (height, entries) => height < Object.keys(entries).length * 34 + 24;
    eventBus.on('palette.create', ({ container }) => keyboard(container, palette));
  }
  Palette.$inject = ['palette', 'create', 'elementFactory', 'bpmnFactory', 'lassoTool', 'spaceTool', 'globalConnect', 'canvas', 'modeling', 'selection', 'eventBus'];
  return { __init__: ['paletteProvider'], paletteProvider: ['type', Palette] };
}

/** Its entries as buttons that Tab reaches and Enter presses. */
function keyboard(container, palette) {
  container.setAttribute('role', 'toolbar');
  container.setAttribute('aria-label', '工具');
  container.addEventListener('keydown', (event) => {
    const entry = event.target.closest('.entry');
    if (!entry || !['Enter', ' '].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    palette.triggerEntry(entry.dataset.action, 'click', event, true);
  });
  const named = () => name(container, palette.getEntries());
  new MutationObserver(named).observe(container, { childList: true, subtree: true });
  named();
}

function name(container, entries) {
  for (const entry of $$('.entry', container)) {
    const title = entries[entry.dataset.action]?.title;
    if (entry.tabIndex === 0 || !title) continue;
    entry.tabIndex = 0;
    entry.setAttribute('role', 'button');
    entry.setAttribute('aria-label', title);
    entry.title = title;
  }
}

const IDS = /^replace-with-(non-interrupting-)?(none|message|timer|escalation|conditional|error|cancel|signal|compensation|link|terminate)-(start|intermediate-catch|intermediate-throw|intermediate-throwing|boundary|end)(?:-event)?$/;
const PLACES = { start: 'startEvent', 'intermediate-catch': 'intermediateCatchEvent', 'intermediate-throw': 'intermediateThrowEvent', 'intermediate-throwing': 'intermediateThrowEvent', boundary: 'boundaryEvent', end: 'endEvent' };
const KINDS = {
  task: 'task', 'user-task': 'userTask', 'service-task': 'serviceTask', 'send-task': 'sendTask', 'receive-task': 'receiveTask',
  'manual-task': 'manualTask', 'rule-task': 'businessRuleTask', 'script-task': 'scriptTask', 'call-activity': 'callActivity',
  transaction: 'transaction', 'ad-hoc-subprocess': 'adHocSubProcess', 'collapsed-ad-hoc-subprocess': 'adHocSubProcess',
  'expanded-ad-hoc-subprocess': 'adHocSubProcess', 'exclusive-gateway': 'exclusiveGateway', 'parallel-gateway': 'parallelGateway',
  'inclusive-gateway': 'inclusiveGateway', 'complex-gateway': 'complexGateway', 'event-based-gateway': 'eventBasedGateway',
};

/** The element that an entry of the replace menu stands for, as (kind, event); null for entries that are no element. */
export function standsFor(id) {
  const event = IDS.exec(id);
  if (event) return { kind: PLACES[event[3]], event: event[2] };
  const kind = KINDS[id.replace('replace-with-', '')];
  return kind ? { kind, event: 'none' } : null;
}

const NO_HEADERS = ['toggle-participant-multiplicity', 'toggle-adhoc'];

/** The replace menu without what would be refused at publishing. */
export function replaceModule(allowed) {
  function Replace(popupMenu) {
    this.getPopupMenuEntries = () => (entries) => Object.fromEntries(Object.entries(entries).filter(([id]) => {
      const element = standsFor(id);
      return !element || allowed.may(element.kind, element.event);
    }));
    this.getPopupMenuHeaderEntries = () => (entries) => Object.fromEntries(Object.entries(entries).filter(([id]) => !NO_HEADERS.includes(id)));
    popupMenu.registerProvider('bpmn-replace', 200, this);
  }
  Replace.$inject = ['popupMenu'];
  return { __init__: ['cutReplace'], cutReplace: ['type', Replace] };
}

const APPEND = { 'append.append-task': { type: 'bpmn:UserTask', icon: 'bpmn-icon-user-task', title: '接人工环节' } };

/** The context pad: a new step is a person's step, and nothing is offered that would be refused. */
export function contextPadModule() {
  function Pad(contextPad, elementFactory, autoPlace, create) {
    this.getContextPadEntries = () => (entries) => {
      for (const [id, { type, icon, title }] of Object.entries(APPEND)) {
        if (!entries[id]) continue;
        entries[id] = {
          ...entries[id], className: icon, title,
          action: {
            click: (event, element) => autoPlace.append(element, elementFactory.createShape({ type })),
            dragstart: (event, element) => create.start(event, elementFactory.createShape({ type }), { source: element }),
          },
        };
      }
      delete entries['append.compensation-activity'];
      return entries;
    };
    contextPad.registerProvider(200, this);
  }
  Pad.$inject = ['contextPad', 'elementFactory', 'autoPlace', 'create'];
  return { __init__: ['cutContextPad'], cutContextPad: ['type', Pad] };
}
