// The decision editor: the relations of decisions and their tables, holes and overlaps shown with an applicant.

import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './designer/shell.css';
import './designer/decisions/decisions.css';

import DmnModeler from 'dmn-js/lib/Modeler';

import { empty } from './designer/decisions/begin.js';
import { readExample } from './designer/decisions/example.js';
import { decisionAround, decisionsOf, tableOf } from './designer/decisions/model.js';
import { Trying } from './designer/decisions/trying.js';
import { rescueText } from './designer/rescue.js';
import { $, el } from './designer/dom.js';
import { FileJudging } from './designer/judging.js';
import { openShell } from './designer/shell.js';
import { missing, translator } from './designer/translate.js';
import zh from './designer/zh/decisions.js';

const PAUSE = 500;
const NAMES = { drd: '决策关系图', decisionTable: '决策表', literalExpression: '算式', boxedExpression: '函数' };
const { draft, server, root, text } = await openShell((theirs) => show(theirs));
const chinese = { additionalModules: [{ translate: ['value', translator(zh)] }] };
const modeler = new DmnModeler({ container: '#tables', common: {}, drd: chinese, decisionTable: chinese, literalExpression: chinese, boxedExpression: chinese });
const trying = new Trying({
  place: $('#panel'), definitions: () => modeler.getDefinitions(),
  ask: async (decision, inputs) => server.post(`${draft.address}/decide`, { path: draft.file, decision, inputs, text: await written() }),
});
const judging = new FileJudging({ draft, server, place: $('#problems'), text: written, show: goTo, where });

async function written() {
  const { xml } = await modeler.saveXML({ format: true });
  return xml;
}

async function show(source) {
  try {
    await modeler.importXML(source);
  } catch {
    const again = await rescueText('这个决策文件打不开', '写法不合 DMN 的规定，决策表读不出来。', source, draft, empty(nameOfFile()));
    if (again !== undefined) await show(again);
    return;
  }
  const table = modeler.getViews().find((view) => view.type === 'decisionTable');
  if (table) await modeler.open(table);
  judging.check(0);
}

const nameOfFile = () => draft.file.replace(/\.dmn$/, '').split('/').pop().replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');

/** The tabs over the editor: relations, then every decision. */
function tabs() {
  const views = modeler.getViews();
  const active = modeler.getActiveView();
  $('#views').replaceChildren(...views.map((view) => el('button', {
    type: 'button', role: 'tab', 'aria-selected': String(view.element === active?.element && view.type === active?.type),
    onclick: () => modeler.open(view),
  }, view.type === 'drd' ? NAMES.drd : `${view.element.name || view.element.id}`, view.type === 'drd' ? '' : el('small', {}, NAMES[view.type] ?? ''))));
  const decision = decisionsOf(modeler.getDefinitions()).find((each) => each === active?.element);
  if (decision || active?.type === 'drd') trying.about(decision ?? trying.decision);
}

let timer;
let pending = false;
const changed = ({ trigger }) => {
  if (trigger === 'clear') return; // a table was opened, nobody changed it
  pending = true;
  draft.touch();
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE);
};
async function flush() {
  clearTimeout(timer);
  if (!pending) return;
  pending = false;
  draft.change(await written());
  judging.check();
  if (!$('#panel').contains(document.activeElement)) trying.about(trying.decision);
  trying.remark();
}
draft.flush = flush;
modeler.on('views.changed', () => { tabs(); listen(); });
const heard = new WeakSet();
function listen() {
  const viewer = modeler.getActiveViewer();
  if (!viewer || heard.has(viewer)) return;
  heard.add(viewer);
  viewer.on('commandStack.changed', changed);
  viewer.on('commandStack.changed', undoable);
  undoable();
}
const stack = () => modeler.getActiveViewer()?.get('commandStack', false);
function undoable() {
  $('#undo').disabled = !stack()?.canUndo();
  $('#redo').disabled = !stack()?.canRedo();
}
$('#undo').addEventListener('click', () => stack()?.undo());
$('#redo').addEventListener('click', () => stack()?.redo());

/** A problem's place: its table is opened, its rows marked, its example applicant tried. */
async function goTo(problem) {
  const decision = decisionAround(modeler.getDefinitions(), problem.element);
  const view = modeler.getViews().find((each) => each.element === decision);
  if (view) await modeler.open(view);
  if (decision) trying.about(decision);
  trying.mark('faulty', rowsOf(problem));
  if (problem.met && tableOf(decision)) await trying.use(readExample(problem.met));
}

const rowsOf = (problem) => [...new Set([...problem.message.matchAll(/第(\d+)条/g)].map(([, row]) => Number(row)).concat(problem.row || []))];
function where({ element, row, cell }) {
  const decision = decisionAround(modeler.getDefinitions(), element);
  return `${decision?.name ?? '整个文件'}${row ? ` 第 ${row} 条` : ''}${cell ? ` ${cell}` : ''}`;
}
judging.addEventListener('judged', () => {
  const here = judging.findings.filter((each) => decisionAround(modeler.getDefinitions(), each.element) === trying.decision);
  trying.mark('overlap', here.filter((each) => each.code === 'table-overlap').flatMap(rowsOf));
  $('#tables').classList.toggle('has-gap', here.some((each) => each.code === 'table-gap'));
  const gap = here.find((each) => each.code === 'table-gap');
  $('#gap').hidden = !gap;
  if (gap) $('#gap').replaceChildren(el('b', {}, '没有规则管的申请人：'), gap.met, ' ', el('button', { type: 'button', class: 'linklike', onclick: () => goTo(gap) }, '试一试'));
});

await show(text.trim() ? text : begin());
function begin() {
  const source = empty(nameOfFile());
  draft.change(source);
  return source;
}
root.dataset.ready = 'yes';
Object.assign(window, { banshi: { modeler, draft, missing, trying } });
