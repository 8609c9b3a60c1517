// The buttons of the page: undo, simulation, search, copying, templates, files, zoom.

import { ask, tell } from '../dialog.js';
import { $, $$ } from '../dom.js';
import { MOST, chooseFile, chooseTemplate, download, tellWhatIsLost } from './begin.js';
import { fit } from './canvas.js';
import { shareClipboard } from './clipboard.js';

export function wireActs({ modeler, draft, server, templates, judging, replace, write }) {
  const on = (id, act) => $(`#${id}`).addEventListener('click', act);
  const stack = modeler.get('commandStack');
  const clipboard = shareClipboard(modeler);
  closeMenuAfter();

  on('undo', () => stack.undo());
  on('redo', () => stack.redo());
  const undoable = () => {
    $('#undo').disabled = !stack.canUndo();
    $('#redo').disabled = !stack.canRedo();
  };
  modeler.on(['commandStack.changed', 'import.done'], undoable);

  on('why', () => judging.line.toggle());
  on('simulate', () => modeler.get('toggleMode').toggleMode());
  modeler.on('tokenSimulation.toggleMode', ({ active }) => {
    $('#simulate').setAttribute('aria-pressed', String(active));
    $('#simulate').textContent = active ? '结束模拟' : '模拟';
    $('#designer').classList.toggle('simulating', active);
  });

  on('search', () => setTimeout(() => modeler.get('searchPad').toggle())); // the click that chose it would close it again
  on('copy', () => {
    const selected = modeler.get('selection').get();
    if (!selected.length) return tell('还没有选择', '请先单击或框选要复制的环节。');
    modeler.get('copyPaste').copy(selected);
    return undefined;
  });
  on('paste', () => {
    clipboard.receive();
    if (modeler.get('clipboard').isEmpty()) return tell('没有可以粘贴的', '请先在这里或别的事项里复制几个环节。');
    return modeler.get('copyPaste').paste();
  });

  on('template', async () => {
    const text = await chooseTemplate(templates, server, { replaces: true });
    if (text !== undefined) await taken(text, replace);
  });
  on('import', async () => {
    const text = await chooseFile('.bpmn,.xml,.bpmn20.xml');
    if (text === undefined) return;
    const sure = await ask({
      title: '导入流程图文件', body: ['现在的流程图会被文件里的取代。别的工具画的图也能读入，看不懂的设置会列在问题里。'],
      buttons: [{ label: '取消', value: false }, { label: '导入', value: true, main: true }],
    });
    if (sure && await taken(text, replace)) await tellWhatIsLost(text, (await modeler.saveXML({ format: true })).xml, { server, draft });
  });
  on('download', async () => {
    await write();
    download(`${draft.title}.bpmn`, draft.text, 'application/xml');
  });
  on('picture', async () => download(`${draft.title}.svg`, (await modeler.saveSVG()).svg, 'image/svg+xml'));

  const canvas = modeler.get('canvas');
  const step = (factor) => () => canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)), 'auto');
  on('zoom-in', step(1.2));
  on('zoom-out', step(1 / 1.2));
  on('fit', () => fit(modeler));
  modeler.on(['canvas.viewbox.changed', 'import.done'], () => { $('#zoom').textContent = `${Math.round(canvas.zoom() * 100)}%`; });
}

async function taken(text, replace) {
  const refused = await replace(text);
  if (!refused) return true;
  await tell(new Blob([text]).size > MOST ? '文件太大' : '没有读入', refused);
  return false;
}

/** The menu closes after a choice, by Escape, and when something else is clicked. */
function closeMenuAfter() {
  const menu = $('#more');
  const close = () => { menu.open = false; };
  for (const button of $$('button', menu)) button.addEventListener('click', close);
  document.addEventListener('click', (event) => { if (!menu.contains(event.target)) close(); });
  menu.addEventListener('keydown', (event) => { if (event.key === 'Escape') { close(); $('summary', menu).focus(); } });
}
