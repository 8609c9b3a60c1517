// What is drawn onto the diagram: the days of each step, what is wrong with it, the worst path.

import { is } from 'bpmn-js/lib/util/ModelUtil';

import { el } from '../dom.js';
import { plain } from '../plain.js';
import { shortLimit } from '../words.js';

const SIGNS = { error: '■', warning: '▲', note: '●' };
const WORDS = { error: '错误', warning: '警告', note: '提示' };

export class Marks {
  /** @param {Record<string, object>} kinds facts of the kinds of steps, by code */
  constructor(modeler, kinds) {
    Object.assign(this, { modeler, kinds, shown: new Map(), path: [] });
    this.overlays = modeler.get('overlays');
    this.registry = modeler.get('elementRegistry');
    this.canvas = modeler.get('canvas');
  }

  /** Forget everything: another diagram was put onto the canvas. */
  clear() {
    this.shown.clear();
    this.path = [];
  }

  /** Badges with days (and “不计时” for what pauses the clock); `hot` are the steps to be shown in red. */
  days(drawing, hot = new Set()) {
    const wanted = new Map();
    for (const node of drawing.nodes) {
      const pauses = this.kinds[node.stepKind]?.pauses === 'licensing-law-45' && node.countsInLimit !== 'true';
      if (!node.amount && !pauses) continue;
      const days = /^\d+$/.test(node.amount) ? shortLimit(node.amount, node.unit) : node.amount;
      wanted.set(node.id, { text: pauses || node.countsInLimit === 'false' ? `${days || '?'} 不计时` : days, hot: hot.has(node.id) });
    }
    this.#sync('days', wanted, ({ text, hot: red }) => ({
      position: { top: -9, right: 8 + text.length * 8 },
      html: el('span', { class: `badge-days${red ? ' hot' : ''}` }, text), scale: true,
    }));
  }

  /** Signs on the elements that a problem is about: how many, how bad, told in full by the title. */
  problems(problems) {
    const by = new Map();
    for (const each of problems) if (each.element) by.set(each.element, [...(by.get(each.element) ?? []), each]);
    const wanted = new Map();
    for (const [id, list] of by) {
      const worst = ['error', 'warning', 'note'].find((severity) => list.some((each) => each.severity === severity));
      if (worst !== 'note') wanted.set(id, { worst, count: list.length, title: list.map((each) => `${WORDS[each.severity]}：${plain(each.message)}`).join('\n') });
    }
    this.#sync('problem', wanted, ({ worst, count, title }) => ({
      position: { bottom: 8, left: -8 }, html: el('span', { class: `badge-problem ${worst}`, title, role: 'img', 'aria-label': title }, `${SIGNS[worst]}${count > 1 ? count : ''}`), scale: true,
    }));
  }

  /** The flows of the worst path, in red when the promise is broken, else only thicker. */
  way(flows, state) {
    const marker = `way-${state}`;
    const wanted = new Map(flows.filter((id) => this.registry.get(id)).map((id) => [id, marker]));
    for (const [id, old] of this.path) if (wanted.get(id) !== old && this.registry.get(id)) this.canvas.removeMarker(id, old);
    const before = new Map(this.path);
    for (const [id] of wanted) if (before.get(id) !== marker) this.canvas.addMarker(id, marker);
    this.path = [...wanted];
  }

  #sync(type, wanted, draw) {
    const shown = this.shown.get(type) ?? new Map();
    const next = new Map();
    for (const [id, { key, overlay }] of shown) {
      const same = wanted.has(id) && JSON.stringify(wanted.get(id)) === key && this.overlays.get(overlay);
      if (same) next.set(id, { key, overlay });
      else this.overlays.remove(overlay);
    }
    for (const [id, what] of wanted) {
      const element = this.registry.get(id);
      if (!element || next.has(id) || is(element, 'bpmn:Process') || !element.parent) continue;
      next.set(id, { key: JSON.stringify(what), overlay: this.overlays.add(id, `banshi-${type}`, draw(what)) });
    }
    this.shown.set(type, next);
  }
}
