// Who judges the drawing, and when: the browser's estimate and rules with every change, the server after a pause.

import { $ } from '../dom.js';
import { estimate } from '../estimate.js';
import { Problems } from '../problems.js';
import { Unreachable } from '../server.js';
import { time } from '../words.js';
import { bringIntoView } from './canvas.js';
import { drawingOf, flowsAlong } from './drawing.js';
import { JUDGED, linterFor } from './lint.js';
import { Marks } from './marks.js';
import { VerdictLine, cure, ofEstimate, ofProof } from './verdict.js';

const PAUSE = 700;
const LINT = 200;
const MAIN = 'flow.bpmn';
const FILES = { 'matter.toml': '实施清单', 'commitments.feature': '场景', [MAIN]: '总图' };
/** Until the server has judged the whole matter, of which the canvas shows a part. */
const WAIT = { worst: null, unit: 'workingDay', path: [], slack: {}, because: '', limit: null, limitUnit: 'workingDay', state: 'wait', proved: false };
const CODES = { limit: '时限', 'missing-limit': '时限', 'promise-broken': '时限' };

export class Judging {
  constructor({ modeler, draft, server, lists, panel }) {
    Object.assign(this, { modeler, draft, server, panel, findings: [], local: [], running: false, times: [] });
    this.kinds = Object.fromEntries(lists.kinds.map((kind) => [kind.code, kind]));
    this.marks = new Marks(modeler, this.kinds);
    this.lint = linterFor(lists.kinds);
    this.problems = new Problems($('#problems'), { show: (problem) => this.goTo(problem), where: (problem) => this.#where(problem), address: (problem) => this.#elsewhere(problem) });
    this.line = new VerdictLine({ line: $('#verdict'), path: $('#path'), reckoning: $('#reckoning'), show: { show: (id) => this.goTo({ element: id }), set: (id, days) => this.#setLimit(id, days) } });
    modeler.on('commandStack.changed', () => this.#changed());
  }

  /** The canvas is about to show another drawing. */
  stop() {
    this.running = false;
    this.asked?.abort();
    this.marks.clear();
  }

  start() {
    this.running = true;
    this.findings = [];
    this.#now();
    this.#ask(0);
  }

  /** Bring the place of a problem into view, and its field. */
  goTo({ element }) {
    const found = this.modeler.get('elementRegistry').get(element);
    if (!found) return;
    if (found === this.modeler.get('canvas').getRootElement()) this.modeler.get('selection').select([]);
    else {
      bringIntoView(this.modeler, found);
      this.modeler.get('selection').select(found);
    }
    this.panel.refresh();
  }

  /** Ask the server now, whatever was asked before. */
  check() {
    return this.#ask(0);
  }

  #changed() {
    if (!this.running) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#now());
    this.#ask(PAUSE);
  }

  /** What the browser can say by itself, at once. */
  async #now() {
    const began = performance.now();
    const drawing = drawingOf(this.modeler);
    if (this.draft.file === MAIN) this.#show(ofEstimate(estimate(drawing, this.kinds), drawing.promised), drawing);
    else this.#show(this.shown ?? WAIT, drawing); // the promise is that of the whole, which only the server sees
    const turn = this.turn = (this.turn ?? 0) + 1;
    await new Promise((done) => setTimeout(done, LINT)); // the next change comes first
    if (turn !== this.turn) return;
    const found = await this.lint(this.modeler.getDefinitions());
    if (turn !== this.turn) return;
    this.local = found;
    this.fresh = false;
    this.#list('正在检查……');
    this.times.push(performance.now() - began);
  }

  async #ask(pause) {
    clearTimeout(this.timer);
    await new Promise((done) => { this.timer = setTimeout(done, pause); });
    this.asked?.abort();
    const asked = this.asked = new AbortController();
    const { xml } = await this.modeler.saveXML({ format: true });
    const began = performance.now();
    try {
      const told = await this.server.post(`${this.draft.address}/judge`, { files: { [this.draft.file]: xml } }, { signal: asked.signal });
      if (!asked.signal.aborted) this.#judged(told, performance.now() - began);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.#list(error instanceof Unreachable ? '连不上服务器，暂时只有本机的检查' : `服务器没有检查：${error.message}`);
    }
  }

  #judged(told, took) {
    this.findings = told.findings;
    this.fresh = true;
    this.publishable = told.publishable;
    if (told.verdict) this.#show(ofProof(told.verdict), drawingOf(this.modeler));
    this.#list(`${time(new Date().toISOString())} 检查，用时 ${(took / 1000).toFixed(1)} 秒`);
  }

  #show(shown, drawing) {
    this.shown = shown;
    this.line.say(shown, drawing);
    const help = cure(shown, drawing);
    this.marks.days(drawing, new Set(help ? [help.element] : []));
    this.marks.way(shown.worst === null ? [] : flowsAlong(shown.path, drawing), shown.state === 'broken' ? 'broken' : 'kept');
  }

  /** The server's word where it has seen this drawing; until then the browser's on what the browser judges. */
  #list(note) {
    const list = this.fresh ? this.findings : [...this.findings.filter((each) => !JUDGED.has(each.code)), ...this.local];
    this.problems.say(list, note);
    this.marks.problems(list.filter((each) => !each.file || each.file === this.draft.file));
  }

  #where({ element, code, file }) {
    const found = element && this.modeler.get('elementRegistry').get(element);
    if (found?.businessObject?.name) return found.businessObject.name;
    if (file && file !== this.draft.file) return FILES[file] ?? file.replace(/^forms\/(.*)\.json$/, '表单“$1”').replace(/^(.*)\.dmn$/, '决策“$1”').replace(/^(.*)\.bpmn$/, '分图“$1”');
    return CODES[code] ?? '整个流程';
  }

  #elsewhere({ file }) {
    if (!file || file === this.draft.file) return '';
    if (file === MAIN) return `/designer/${this.draft.code}/diagram`;
    if (file.endsWith('.bpmn')) return `/designer/${this.draft.code}/diagram/${file}`;
    if (file === 'matter.toml') return `/designer/${this.draft.code}/list`;
    if (file.endsWith('.feature')) return `/designer/${this.draft.code}/scenarios`;
    if (file.endsWith('.dmn')) return `/designer/${this.draft.code}/decisions/${file}`;
    return file.startsWith('forms/') ? `/designer/${this.draft.code}/forms/${file}` : '';
  }

  #setLimit(id, days) {
    const element = this.modeler.get('elementRegistry').get(id);
    if (element) this.modeler.get('modeling').updateProperties(element, { 'gov:limit': String(days) });
  }
}
