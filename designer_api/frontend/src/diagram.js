// The diagram editor: a drawing of one draft, the whole or a fragment, on a canvas, its settings, its problems and its verdict.

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';
import 'bpmn-js-color-picker/colors/color-picker.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import './designer/shell.css';
import './designer/diagram/diagram.css';

import { wireActs } from './designer/diagram/acts.js';
import { chooseTemplate, empty, refusal, rescue } from './designer/diagram/begin.js';
import { makeModeler, open } from './designer/diagram/canvas.js';
import { Judging } from './designer/diagram/judging.js';
import { Panel } from './designer/diagram/panel.js';
import { ask } from './designer/dialog.js';
import { $ } from './designer/dom.js';
import { readLists } from './designer/lists.js';
import { openShell } from './designer/shell.js';
import { missing } from './designer/translate.js';

const PAUSE = 500;

let modeler;
const { draft, server, root, text } = await openShell((theirs) => show(theirs));
const lists = await readLists(server, draft.code);
/** Templates that are drawings; beginning empty is offered beside them. */
const drawn = lists.templates.filter((each) => each.id !== 'empty');
modeler = makeModeler($('#canvas'), lists.palette);
const panel = new Panel($('#panel'), modeler, lists, draft.code, draft.file === 'flow.bpmn');
const judging = new Judging({ modeler, draft, server, lists, panel });

/** Put a text onto the canvas; what cannot be drawn is told, and nothing of it is lost. */
async function show(source) {
  const refused = refusal(source);
  if (refused) return again(await rescue(refused, source, { draft, offer }));
  judging.stop();
  try {
    await modeler.importXML(source);
  } catch (error) {
    return again(await rescue(`这个文件读不出流程图：${inChinese(error)}`, source, { draft, offer }));
  }
  judging.start();
  open(modeler);
  return undefined;
}

const again = (source) => (source === undefined ? undefined : show(source));

function inChinese(error) {
  const at = /line: (\d+)/.exec(error.message);
  if (/no process or collaboration|no diagram/i.test(error.message)) return '里面没有流程，或者没有图形位置。';
  return at ? `第 ${Number(at[1]) + 1} 行附近的写法不对。` : '写法不合 BPMN 2.0 的规定。';
}

/** A new beginning: empty or by a template. */
async function offer() {
  const choice = await ask({
    title: '从哪里开始？',
    body: ['可以从模板改起，也可以从空白画起。'],
    buttons: [{ label: '空白', value: 'empty' }, { label: '选模板', value: 'template', main: true }],
  });
  const template = choice === 'template' ? await chooseTemplate(drawn, server, { replaces: false }) : undefined;
  const source = template ?? empty(draft.code, draft.title);
  draft.change(source);
  return source;
}

/** Another text takes the place of the drawing (template, imported file). */
async function replace(source) {
  const refused = refusal(source);
  if (refused) return refused;
  draft.change(source);
  await show(source);
  return '';
}

let timer;
let changed = false;
modeler.on('commandStack.changed', ({ trigger }) => {
  if (trigger === 'clear') return; // another drawing was put onto the canvas, nobody changed it
  changed = true;
  draft.touch();
  clearTimeout(timer);
  timer = setTimeout(write, PAUSE);
});

/** The drawing as text into the draft; what nobody changed stays as it was written. */
async function write() {
  clearTimeout(timer);
  if (!changed) return;
  changed = false;
  const { xml } = await modeler.saveXML({ format: true });
  draft.change(xml);
}
draft.flush = write;

wireActs({ modeler, draft, server, templates: drawn, judging, replace, write });
await show(text.trim() ? text : await offer());
root.dataset.ready = 'yes';
Object.assign(window, { banshi: { modeler, draft, missing, judging } });
