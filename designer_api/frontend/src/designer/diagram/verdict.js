// The verdict in words and days, top right: the browser's estimate at once, the server's proof after a pause.

import { $, el, lamp } from '../dom.js';
import { span, UNITS } from '../words.js';

/**
 * @typedef {{worst: number|null, unit: string, path: string[], slack: Record<string, number>, because: string,
 *   limit: number|null, limitUnit: string, state: 'kept'|'broken'|'maybe'|'unprovable'|'no-promise'|'wait', proved: boolean}} Shown
 */

/** What an estimate says, held against the promise of the drawing. */
export function ofEstimate(found, promised) {
  const limit = /^\d{1,7}$/.test(promised.amount) ? Number(promised.amount) : null;
  const state = found.worst === null ? 'wait' : limit === null ? 'no-promise' : found.worst <= limit ? 'kept' : 'broken';
  return { ...found, limit, limitUnit: promised.unit, state, proved: false };
}

/** What the server's verdict says. */
export function ofProof(verdict) {
  const state = verdict.soundness !== 'sound' && verdict.soundness !== undefined && !verdict.sound ? 'unprovable' : verdict.promise;
  return {
    worst: verdict.worst, unit: verdict.unit, path: verdict.path, slack: verdict.slack, because: '', limit: verdict.limit,
    limitUnit: verdict.limitUnit || verdict.unit, state, proved: true, exact: verdict.exact, sound: verdict.sound,
    giveBack: verdict.giveBack, byDepartment: verdict.byDepartment, statutory: verdict.statutory, calendarWorst: verdict.calendarWorst,
    summary: verdict.summary,
  };
}

/** More steps than these are told by their number. */
const MOST_STEPS = 14;
const LAMPS = { kept: 'good', broken: 'error', maybe: 'warning', unprovable: 'warning', 'no-promise': 'note', wait: 'note' };
const CLASSES = { kept: 'good', broken: 'bad', maybe: 'unsure', unprovable: 'unsure', 'no-promise': 'wait', wait: 'wait' };

export function words(shown) {
  const { worst, unit, limit, limitUnit, state, because } = shown;
  const longest = worst === null ? '' : `最长 ${span(worst, unit)}`;
  if (state === 'wait') return because ? `还不能估算：${because}` : '正在计算时限……';
  if (state === 'unprovable') return shown.sound === false ? '流程有走不通的地方，时限无法证明' : worst === null ? '时限无法证明' : `${longest}，无法证明`;
  if (state === 'no-promise') return `${longest}，未填写承诺时限`;
  if (unit !== limitUnit) return `${longest}，承诺 ${span(limit, limitUnit)}：${state === 'kept' ? '守诺' : state === 'broken' ? '超诺' : '可能超诺'}`;
  if (state === 'kept') return worst === limit ? `${longest}，正好守诺` : `${longest}，守诺，余 ${span(limit - worst, unit)}`;
  return `${longest}，${state === 'maybe' ? '可能' : ''}超承诺 ${span(worst - limit, unit)}`;
}

/** The step that takes longest on the path and what would turn a broken promise green. */
export function cure(shown, drawing) {
  if (shown.state !== 'broken' || shown.worst === null || shown.unit !== shown.limitUnit) return null;
  const over = shown.worst - shown.limit;
  const steps = shown.path.map((id) => drawing.nodes.find((node) => node.id === id)).filter((node) => node && node.unit === shown.unit && Number(node.amount) > 0);
  const helps = steps.filter((node) => !shown.giveBack || shown.giveBack[node.id] > 0 || shown.giveBack[node.id] === undefined);
  const longest = (helps.length ? helps : steps).reduce((best, node) => (best && Number(best.amount) >= Number(node.amount) ? best : node), null);
  if (!longest) return null;
  const target = Number(longest.amount) - over;
  return { element: longest.id, name: longest.name || longest.id, amount: Number(longest.amount), unit: longest.unit, target: Math.max(target, 0), enough: target >= 0 && (shown.giveBack?.[longest.id] ?? 1) > 0, over };
}

export class VerdictLine {
  constructor({ line, path, reckoning, show }) {
    Object.assign(this, { line, path, reckoning, act: show });
  }

  say(shown, drawing) {
    const text = words(shown);
    this.line.className = `verdict ${CLASSES[shown.state]}`;
    this.line.dataset.state = shown.state;
    this.line.dataset.proved = String(shown.proved);
    this.line.replaceChildren(lamp(LAMPS[shown.state], text), shown.proved || shown.state === 'wait' ? '' : el('small', {}, '估算'));
    this.#path(shown, drawing);
    this.said = [shown, drawing];
    if (!this.reckoning.hidden) this.#reckoning(shown, drawing);
  }

  /** The way in words over the canvas. */
  #path(shown, drawing) {
    const names = new Map(drawing.nodes.map((node) => [node.id, node]));
    const steps = shown.path.map((id) => names.get(id)).filter((node) => node && /[tT]ask$|Event$|callActivity|subProcess/.test(node.kind));
    this.path.hidden = !steps.length || shown.worst === null;
    if (this.path.hidden) return;
    const hot = cure(shown, drawing);
    const few = steps.length > MOST_STEPS ? [...steps.slice(0, MOST_STEPS / 2), null, ...steps.slice(-MOST_STEPS / 2)] : steps;
    const parts = few.map((node) => (node === null ? `…（${steps.length - MOST_STEPS} 个环节）` : this.#part(node, shown, hot)));
    this.#draw(parts, shown);
  }

  #part(node, shown, hot) {
    const counts = Number(node.amount) > 0 && node.id in (shown.slack ?? {});
    return el('span', {}, node.name || node.id, counts ? el('b', { class: hot?.element === node.id ? 'red' : '' }, ` ${node.amount}`) : '');
  }

  #draw(parts, shown) {
    this.path.className = `ontop ${shown.state}`;
    this.path.replaceChildren(el('i', { 'aria-hidden': 'true' }), '最长路径：', ...parts.flatMap((part, at) => (at ? [' → ', part] : [part])), `，共 ${span(shown.worst, shown.unit)}`);
  }

  /** 为什么？: the sum, the slack of each step, the days by department, what would help. */
  #reckoning(shown, drawing) {
    const names = new Map(drawing.nodes.map((node) => [node.id, node.name || node.id]));
    const slack = Object.entries(shown.slack ?? {}).filter(([id]) => names.get(id));
    const help = cure(shown, drawing);
    this.reckoning.replaceChildren(
      el('header', {}, el('h2', {}, '时限怎样算出'), el('button', { type: 'button', class: 'linklike', onclick: () => this.toggle(false) }, '收起')),
      el('p', {}, words(shown) + (shown.proved ? '。' : '（浏览器估算，服务器正在证明）。')),
      shown.summary ? el('p', { class: 'mut' }, shown.summary) : '',
      help ? el('p', {}, `最长的环节是“${help.name}”（${span(help.amount, help.unit)}）。${help.enough ? `改为 ${span(help.target, help.unit)}即可兑现承诺。` : '只改这一个环节还不够。'} `, help.enough ? el('button', { type: 'button', class: 'linklike', onclick: () => this.act.set(help.element, help.target) }, `改为 ${help.target}`) : '') : '',
      shown.statutory?.worst !== undefined && shown.statutory?.worst !== null ? el('p', {}, `法定时限这一段最长 ${span(shown.statutory.worst, shown.statutory.unit)}${shown.statutory.limit ? `，法定 ${span(shown.statutory.limit, shown.statutory.limitUnit)}` : ''}。`) : '',
      slack.length ? el('table', { class: 'tbl' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, '环节'), el('th', { scope: 'col', class: 'num' }, `还可延长（${UNITS[shown.unit] ?? ''}）`))), el('tbody', {}, slack.map(([id, value]) => el('tr', {}, el('td', {}, el('button', { type: 'button', class: 'linklike', onclick: () => this.act.show(id) }, names.get(id))), el('td', { class: 'num' }, String(value)))))) : '',
    );
  }

  toggle(open = this.reckoning.hidden) {
    if (open && this.said) this.#reckoning(...this.said);
    this.reckoning.hidden = !open;
    $('#why').setAttribute('aria-expanded', String(open));
  }
}
