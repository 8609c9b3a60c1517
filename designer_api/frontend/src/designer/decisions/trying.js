// 试一试: an applicant is made up, the server decides, and the rules that met are shown in the table.

import { $$, el } from '../dom.js';
import { plain } from '../plain.js';
import { Refused } from '../server.js';
import { exampleOf } from './example.js';
import { decisionsOf, inputsOf, nested, tableOf } from './model.js';

export class Trying {
  /** @param {{place: HTMLElement, definitions: () => object, ask: (decision: string, inputs: object) => Promise<object>}} given */
  constructor(given) {
    Object.assign(this, given, { values: {}, decision: null, marked: new Map() });
  }

  /** Show the inputs of a decision; values given before are kept by their names. */
  about(decision) {
    this.decision = decision ?? decisionsOf(this.definitions())[0] ?? null;
    this.#draw();
  }

  /** Fill in a made-up applicant and decide. */
  async use(values) {
    this.values = { ...values };
    this.#draw();
    await this.decide();
  }

  /** An applicant that a rule of the shown table is made for. */
  useRule(rule) {
    const inputs = tableOf(this.decision)?.input ?? [];
    const values = Object.fromEntries(inputs.map((input, at) => [input.inputExpression?.text ?? '', exampleOf(rule.inputEntry?.[at]?.text ?? '')]));
    return this.use({ ...this.values, ...Object.fromEntries(Object.entries(values).filter(([name, value]) => name && value !== '')) });
  }

  async decide() {
    if (!this.decision) return;
    const fields = inputsOf(this.definitions(), this.decision);
    this.answer.replaceChildren(el('p', { class: 'mut' }, '正在计算……'));
    try {
      this.#told(await this.ask(this.decision.id, nested(fields, this.values)));
    } catch (error) {
      const findings = error instanceof Refused ? error.problem.findings ?? [] : [];
      this.answer.replaceChildren(el('p', { class: 'red' }, error.message), ...findings.slice(0, 3).map((each) => el('p', { class: 'help bad' }, each.message)));
    }
  }

  #draw() {
    const fields = this.decision ? inputsOf(this.definitions(), this.decision) : [];
    const rules = tableOf(this.decision)?.rule ?? [];
    const form = el('form', { class: 'form', onsubmit: (event) => { event.preventDefault(); this.decide(); } }, fields.map((field, at) => this.#field(field, at)),
      el('div', { class: 'f w6' }, el('button', { class: 'btn sm main' }, '试算')));
    this.answer = el('div', { class: 'answer', role: 'status' });
    this.place.replaceChildren(
      el('header', {}, el('h2', {}, '试一试'), el('p', { class: 'help' }, this.decision ? `“${this.decision.name || this.decision.id}”：填一个申请人，看结论是什么、为什么。` : '先画一张决策表。')),
      form,
      rules.length ? el('div', { class: 'rules' }, el('span', { class: 'lab' }, '或者用哪一条规则的例子：'), rules.slice(0, 40).map((rule, at) => el('button', { type: 'button', class: 'chip', onclick: () => this.useRule(rule) }, `第 ${at + 1} 条`))) : '',
      this.answer,
    );
  }

  #field(field, at) {
    const id = `try-${at}`;
    const keep = (value) => { this.values[field.name] = value; };
    const now = this.values[field.name];
    let control;
    if (field.as === 'flag') control = choice(id, [['', '（不填）'], ['true', '是'], ['false', '否']], now === undefined ? '' : String(now), (value) => keep(value === '' ? '' : value === 'true'));
    else if (field.options.length) control = choice(id, [['', '（不填）'], ...field.options.map((each) => [each, each])], now ?? '', keep);
    else {
      control = el('input', { id, class: 'in1', type: field.as === 'date' ? 'date' : 'text', inputmode: field.as === 'number' ? 'decimal' : false, value: now === undefined || now === null ? '' : String(now) });
      control.addEventListener('change', () => keep(field.as === 'number' && control.value !== '' ? Number(control.value) : control.value));
    }
    return el('div', { class: 'f w6' }, el('label', { for: id }, field.name), control);
  }

  #told(told) {
    const last = told.trace?.at(-1);
    this.answer.replaceChildren(
      told.error ? el('p', { class: 'red' }, plain(told.error.replace(/^错误 .*?：/, ''))) : el('p', {}, el('b', {}, '结论：'), words(told.value)),
      ...(told.trace ?? []).map((step) => el('details', { open: step === last }, el('summary', {}, step.name || step.decision), el('ol', { class: 'trace' }, step.rules.map((rule) => el('li', { class: rule.matched ? 'met' : '', value: rule.row },
        rule.matched ? `第 ${rule.row} 条：符合${rule.annotations?.length ? `（${rule.annotations.join('；')}）` : ''}` : `第 ${rule.row} 条：不符合，“${rule.column}”要求 ${rule.cell}`))))),
    );
    const own = (told.trace ?? []).find((step) => step.decision === this.decision.id);
    this.mark('met', (own?.rules ?? []).filter((rule) => rule.matched).map((rule) => rule.row));
  }

  /** Mark rows of the shown table, counted from 1. */
  mark(kind, rows) {
    this.marked.set(kind, rows);
    this.remark();
  }

  remark() {
    const rules = tableOf(this.decision)?.rule ?? [];
    for (const [kind, rows] of this.marked) {
      const wanted = new Set(rows.map((row) => rules[row - 1]?.id));
      for (const cell of $$('[data-row-id]')) cell.classList.toggle(`row-${kind}`, wanted.has(cell.dataset.rowId));
    }
  }
}

function choice(id, options, value, keep) {
  const made = el('select', { id, class: 'in1' }, options.map(([each, label]) => el('option', { value: each }, label)));
  made.value = value;
  made.addEventListener('change', () => keep(made.value));
  return made;
}

function words(value) {
  if (value === null || value === undefined) return '（没有结论）';
  if (Array.isArray(value)) return value.map(words).join('、');
  if (typeof value === 'object') return Object.entries(value).map(([name, each]) => `${name}：${words(each)}`).join('；');
  if (typeof value === 'boolean') return value ? '是' : '否';
  return String(value);
}
