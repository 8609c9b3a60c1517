// Beginnings: an empty drawing, a template, a file of another tool; and what cannot be drawn, told in words.

import { ask, tell } from '../dialog.js';
import { el } from '../dom.js';
import { correct } from '../rescue.js';

export const MOST = 2 * 1024 * 1024;

/** A drawing with a start, nothing else. */
export const empty = (code, title) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:gov="urn:banshi:gov:1" id="definitions" targetNamespace="urn:banshi:flow" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">
  <bpmn:process id="${code}" name="${escaped(title)}" isExecutable="true" gov:promisedLimitUnit="workingDay" gov:statutoryLimitUnit="workingDay">
    <bpmn:startEvent id="start" name="申请" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="drawing">
    <bpmndi:BPMNPlane id="plane" bpmnElement="${code}">
      <bpmndi:BPMNShape id="start_shape" bpmnElement="start">
        <dc:Bounds x="180" y="200" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="187" y="243" width="22" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Why a text is not put onto the canvas, in words; '' when it may be tried. */
export function refusal(text) {
  if (new Blob([text]).size > MOST) return `流程图有 ${(new Blob([text]).size / 1024 / 1024).toFixed(1)} MB，最多 2 MB。请把大图拆成几张，用“调用另一个流程”连起来。`;
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return '文件里有 DOCTYPE 或 ENTITY 声明，可能带入别的文件的内容，为安全起见不读入。请在原来的工具里重新导出，或删去开头的这几行再试。';
  if (!text.trim()) return '文件是空的。';
  if (!/<(\w+:)?definitions[\s>]/.test(text)) return '这不是流程图文件（应为 BPMN 2.0 的 .bpmn 文件）。';
  return '';
}

/** A drawing whose text cannot be shown: what is wrong, and the ways on. */
export async function rescue(problem, text, { draft, offer }) {
  const answer = await ask({
    title: '这个流程图打不开',
    body: [problem, '原文还在草稿里，没有丢。可以改正原文，也可以另起一张。'],
    buttons: [
      { label: '只看着', value: undefined },
      { label: '另起一张', value: 'other' },
      { label: '改正原文', value: 'edit', main: true },
    ],
  });
  if (answer === 'other') return offer();
  return answer === 'edit' ? correct(text, draft) : undefined;
}

/** Choose a template; its text, or undefined. */
export async function chooseTemplate(templates, server, { replaces }) {
  const group = `template-${Date.now()}`;
  const choices = templates.map((each, at) => el('label', { class: 'choice' }, el('input', { type: 'radio', name: group, value: String(at), checked: at === 0 }), el('b', {}, each.name), el('span', { class: 'mut' }, each.description)));
  const list = el('fieldset', {}, el('legend', { class: 'lab' }, '模板'), choices);
  const answer = await ask({
    title: '套用模板',
    body: [replaces ? '现在的流程图会被模板取代；不满意可以撤回（更多 → 导入）。' : '选一个最接近的，再改成自己的。', list],
    buttons: [{ label: '取消', value: false }, { label: '套用', value: true, main: true }],
  });
  if (!answer) return undefined;
  const { id } = templates[Number(list.querySelector('input:checked').value)];
  return (await server.get(`/api/v1/designer/templates/${encodeURIComponent(id)}`)).text;
}

/** A file of this computer; its text, or undefined when it cannot be taken. */
export function chooseFile(accept) {
  return new Promise((done) => {
    const input = el('input', { type: 'file', accept, hidden: true, 'aria-label': '选择文件' });
    input.addEventListener('change', async () => {
      const file = input.files[0];
      input.remove();
      if (!file) return done(undefined);
      if (file.size > 20 * MOST) {
        await tell('文件太大', `“${file.name}”有 ${(file.size / 1024 / 1024).toFixed(1)} MB，最多 2 MB。请把大图拆成几张，用“调用另一个流程”连起来。`);
        return done(undefined);
      }
      return done(await file.text());
    });
    input.addEventListener('cancel', () => { input.remove(); done(undefined); });
    document.body.append(input);
    input.click();
  });
}

/** Put a text into a file of this computer. */
export function download(name, text, type) {
  const link = el('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What the editor could not take over from an imported file, told one by one; nothing to tell is nothing told. */
export async function tellWhatIsLost(source, shown, { server, draft }) {
  let changes;
  try {
    ({ changes } = await server.post(`${draft.address}/compare-xml`, { left: source, right: shown }));
  } catch {
    return; // the file's own findings stand in the problem list
  }
  const lost = changes.filter((each) => each.kind !== 'layout');
  if (!lost.length) return;
  await ask({
    title: `导入后与原文件有 ${lost.length} 处不同`,
    body: ['下面这些编辑器没有原样保留，请逐条核对。', el('ul', { class: 'lost', tabindex: 0 }, lost.slice(0, 100).map((each) => el('li', {}, each.message)))],
    buttons: [{ label: '知道了', value: true, main: true }],
    wide: true,
  });
}
