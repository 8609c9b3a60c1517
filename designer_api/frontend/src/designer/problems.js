// The one list of problems of an editor: the server's findings and those found at once in the browser.

import { $, el, lamp } from './dom.js';
import { plain } from './plain.js';

const RANK = { error: 0, warning: 1, note: 2 };
const NAMES = { error: '错误', warning: '警告', note: '提示' };
const COLOURS = { error: 'red', warning: 'amb', note: 'mut' };

/**
 * @typedef {{severity: 'error'|'warning'|'note', message: string, advice?: string, element?: string, file?: string,
 *   code?: string, line?: number, row?: number, cell?: string}} Problem
 */

export class Problems {
  /** @param {HTMLElement} place  @param {{show: (problem: Problem) => void, where: (problem: Problem) => string, address?: (problem: Problem) => string}} act */
  constructor(place, act) {
    Object.assign(this, { place, act, open: true, list: [] });
    this.say([], '正在检查……');
  }

  /** Show these; `note` says when they were found and by whom. */
  say(problems, note) {
    this.list = [...problems].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
    this.note = note;
    this.#draw();
  }

  #draw() {
    const held = this.place.contains(document.activeElement) ? document.activeElement.dataset.key : '';
    const counts = Object.keys(RANK).map((severity) => [severity, this.list.filter((each) => each.severity === severity).length]);
    const toggle = el('button', { type: 'button', class: 'linklike', 'aria-expanded': String(this.open), onclick: () => { this.open = !this.open; this.#draw(); } }, this.open ? '收起' : '展开');
    this.place.classList.toggle('folded', !this.open);
    this.place.replaceChildren(
      el('header', {}, el('h2', {}, '问题'), counts.map(([severity, count]) => el('span', { class: COLOURS[severity] }, `${NAMES[severity]} ${count}`)), el('span', { class: 'note-time mut', role: 'status' }, this.note), toggle),
      this.open ? this.#rows() : '',
    );
    if (held) this.place.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
  }

  #rows() {
    if (!this.list.length) return el('p', { class: 'none' }, '没有发现问题。');
    return el('ul', {}, this.list.map((problem) => {
      const key = `${problem.code}-${problem.element}-${problem.message}`;
      const elsewhere = this.act.address?.(problem);
      const go = elsewhere ? el('a', { href: elsewhere, 'data-key': key }, '打开')
        : problem.element || problem.row ? el('button', { type: 'button', class: 'linklike', 'data-key': key, onclick: () => this.#pick(problem) }, '定位') : '';
      return el('li', { 'data-element': problem.element ?? '', 'data-code': problem.code ?? '' }, lamp(problem.severity), el('span', { class: 'mut where' }, this.act.where(problem)), el('span', { class: 'words' }, plain(problem.message), problem.advice ? el('i', {}, plain(problem.advice)) : ''), el('span', {}, go));
    }));
  }

  #pick(problem) {
    for (const row of this.place.querySelectorAll('li')) row.removeAttribute('aria-current');
    $(`li[data-element="${CSS.escape(problem.element ?? '')}"]`, this.place)?.setAttribute('aria-current', 'true');
    this.act.show(problem);
  }
}
