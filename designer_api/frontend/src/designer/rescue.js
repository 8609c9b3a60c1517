// A text that its editor cannot show: what is wrong, the text itself to be corrected, or a new beginning. Nothing is lost.

import { ask } from './dialog.js';
import { el } from './dom.js';

/** @returns {Promise<string|undefined>} another text to be shown, or undefined to leave it as it is */
export async function rescueText(title, problem, text, draft, fresh) {
  const answer = await ask({
    title,
    body: [problem, '原文还在草稿里，没有丢。可以改正原文，也可以另起一份。'],
    buttons: [{ label: '先不动', value: undefined }, { label: '另起一份', value: 'fresh' }, { label: '改正原文', value: 'edit', main: true }],
  });
  if (answer === 'fresh') {
    draft.change(fresh);
    return fresh;
  }
  return answer === 'edit' ? correct(text, draft) : undefined;
}

/** The text in a box, for whoever can correct it. */
export async function correct(text, draft) {
  const box = el('textarea', { class: 'in1 source', rows: 18, spellcheck: 'false', 'aria-label': '原文', value: text });
  const answer = await ask({ title: '改正原文', body: [box], wide: true, buttons: [{ label: '取消', value: false }, { label: '保存并打开', value: true, main: true }] });
  if (!answer) return undefined;
  draft.change(box.value);
  return box.value;
}
