// Questions to the person: a dialog with words, maybe more, and named buttons.

import { el } from './dom.js';

/**
 * Ask; resolves with the value of the button pressed, undefined when the dialog was left by Escape.
 * @param {{title: string, body: (string|Node)[], buttons: {label: string, value: unknown, main?: boolean, danger?: boolean}[], wide?: boolean}} question
 */
export function ask({ title, body, buttons, wide = false }) {
  return new Promise((done) => {
    const heading = `ask-${Math.random().toString(36).slice(2)}`;
    let chosen;
    const dialog = el('dialog', { class: `ask${wide ? ' wide' : ''}`, 'aria-labelledby': heading },
      el('h2', { id: heading }, title),
      body.map((part) => (typeof part === 'string' ? el('p', {}, part) : part)),
      el('div', { class: 'acts' }, buttons.map(({ label, value, main, danger }) => el('button', {
        type: 'button', class: `btn${main ? ' main' : ''}${danger ? ' danger' : ''}`,
        onclick: () => { chosen = value; dialog.close(); },
      }, label))));
    dialog.addEventListener('close', () => { dialog.remove(); done(chosen); });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector('input, textarea, select') ?? dialog.querySelector('.main') ?? dialog.querySelector('button'))?.focus();
  });
}

/** Tell something that needs no answer but “知道了”. */
export const tell = (title, ...body) => ask({ title, body, buttons: [{ label: '知道了', value: true, main: true }] });
