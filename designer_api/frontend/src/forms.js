// The form editor: components dragged together, their settings beside, the form as the window will see it.

import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import './designer/shell.css';
import './designer/forms/forms.css';

import { FormEditor } from '@bpmn-io/form-js-editor';
import flatpickr from 'flatpickr';
import { Mandarin } from 'flatpickr/dist/l10n/zh.js';

import { $, el } from './designer/dom.js';
import { componentsModule } from './designer/forms/components.js';
import { groupsOf } from './designer/forms/fields.js';
import { FileJudging } from './designer/judging.js';
import { readLists } from './designer/lists.js';
import { FieldPanel } from './designer/panel.js';
import { rescueText } from './designer/rescue.js';
import { Refused } from './designer/server.js';
import { openShell } from './designer/shell.js';

flatpickr.localize({ ...Mandarin, yearAriaLabel: '年', monthAriaLabel: '月', hourAriaLabel: '时', minuteAriaLabel: '分' });

const PAUSE = 400;
const { draft, server, root, text } = await openShell((theirs) => show(theirs));
const lists = await readLists(server, draft.code);
const id = draft.file.replace(/\.json$/, '').split('/').pop();
const empty = `${JSON.stringify({ type: 'default', id, schemaVersion: 19, components: [] }, null, 2)}\n`;
const editor = new FormEditor({ container: $('#form'), propertiesPanel: { parent: document.createElement('div') }, additionalModules: [componentsModule] });
const panel = new FieldPanel($('#panel'));
const judging = new FileJudging({ draft, server, place: $('#problems'), text: async () => written(), show: goTo, where });

/** The schema as the server keeps it: without what the editor says about itself. */
function written() {
  const { exporter, executionPlatform, executionPlatformVersion, ...schema } = editor.saveSchema();
  return `${JSON.stringify({ ...schema, schemaVersion: 19 }, null, 2)}\n`;
}

async function show(source) {
  try {
    await editor.importSchema(JSON.parse(source));
  } catch (error) {
    const type = /form field of type <(\w+)>/.exec(error.message)?.[1];
    const again = await rescueText('这个表单打不开', type ? `里面有本系统不用的组件“${type}”。` : '内容不是表单设计器的 JSON。', source, draft, empty);
    if (again !== undefined) await show(again);
    return;
  }
  select();
  judging.check(0);
}

/** All components of the form, those in groups too. */
function* all(field = editor.saveSchema()) {
  for (const each of field.components ?? []) {
    yield each;
    yield* all(each);
  }
}
const registry = () => editor.get('formFieldRegistry');
const chosen = () => editor.get('selection').get() ?? [...registry().getAll()].find((each) => each.type === 'default');
const NAMES = () => Object.fromEntries(Object.entries(editor.get('formFields')._formFields).map(([type, each]) => [type, each.config.name]));

function select() {
  const field = chosen();
  if (!field) return;
  const act = {
    edit: (changes) => editor.get('modeling').editFormField(field, changes),
    taken: (key) => [...all()].some((each) => each.key === key && each.id !== field.id),
    dictionary: lists.dictionary,
  };
  const whole = field.type === 'default';
  const count = [...all()].filter((each) => each.key).length;
  panel.show({
    key: field.id,
    over: whole ? `表单“${id}”` : NAMES()[field.type] ?? '',
    title: whole ? `共 ${count} 项` : field.label || field.dateLabel || field.key || NAMES()[field.type],
    hint: whole ? '从左边拖一个组件到表单里；单击表单里的一项，在这里改它的名称、校验和显示条件。用键盘时：在左边的组件上按回车，就加到最后。' : '',
    groups: groupsOf(field, act),
  });
}

let timer;
let pending = false;
editor.on('changed', () => requestAnimationFrame(select));
editor.on('commandStack.changed', ({ trigger }) => {
  if (trigger === 'clear') return; // another form was opened, nobody changed it
  pending = true;
  draft.touch();
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE);
});
function flush() {
  clearTimeout(timer);
  if (!pending) return;
  pending = false;
  draft.change(written());
  judging.check();
  if (!$('#preview').hidden) preview();
}
draft.flush = flush;
editor.on('selection.changed', select);
editor.on('commandStack.formField.add.postExecuted', 100, ({ context }) => {
  setTimeout(() => editor.get('selection').set(registry().get(context.formField.id))); // after the key that added it
});

const stack = () => editor.get('commandStack');
const undoable = () => {
  $('#undo').disabled = !stack().canUndo();
  $('#redo').disabled = !stack().canRedo();
};
editor.on('commandStack.changed', undoable);
editor.on('changed', undoable);
$('#undo').addEventListener('click', () => stack().undo());
$('#redo').addEventListener('click', () => stack().redo());

function goTo({ element }) {
  const field = registry().get(element);
  if (!field) return;
  tab(false);
  editor.get('selection').set(field);
  $(`[data-id="${CSS.escape(element)}"]`)?.scrollIntoView({ block: 'center' });
}
function where({ element }) {
  const field = registry().get(element);
  return field?.label || field?.dateLabel || field?.key || '整个表单';
}

/** The two tabs: editing, and the form as the window sees it. */
function tab(previewing) {
  $('#form').hidden = previewing;
  $('#preview').hidden = !previewing;
  $('#tab-edit').setAttribute('aria-selected', String(!previewing));
  $('#tab-preview').setAttribute('aria-selected', String(previewing));
  if (previewing) preview();
}
$('#tab-edit').addEventListener('click', () => tab(false));
$('#tab-preview').addEventListener('click', () => tab(true));

async function preview() {
  const place = $('#preview');
  try {
    const html = await server.post(`${draft.address}/preview-form`, { text: written() });
    const sheet = el('div', { class: 'preview-sheet' });
    sheet.innerHTML = html; // drawn and escaped by our own server, as it is at the window
    place.replaceChildren(el('p', { class: 'help' }, '窗口和申请人看到的就是这样；在这里填写不会保存。'), sheet);
  } catch (error) {
    const findings = error instanceof Refused ? error.problem.findings ?? [] : [];
    place.replaceChildren(el('p', { class: 'red' }, error.message), ...findings.map((each) => el('p', { class: 'small' }, each.message)));
  }
}
$('#preview').addEventListener('submit', (event) => event.preventDefault());

await show(text.trim() ? text : begin());
function begin() {
  draft.change(empty);
  return empty;
}
root.dataset.ready = 'yes';
Object.assign(window, { banshi: { editor, draft, judging } });
