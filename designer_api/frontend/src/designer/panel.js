// A panel of fields beside an editor: kept in place while somebody types, each change one step that can be undone.

import { el } from './dom.js';

const PAUSE = 350;

/**
 * A field: {id, label, as: text|count|select|area|flag|checks|suggest, read(), write(value), options?, words?, required?,
 * wide?, help?, open?(value)}. A group: {id, label, folded, fields}.
 */
export class FieldPanel {
  /** @param {HTMLElement} place */
  constructor(place) {
    Object.assign(this, { place, shown: '', controls: new Map(), open: new Set() });
  }

  /** Show these groups under a heading; the same ones as before are only filled anew. */
  show({ key, over, title, hint, groups }) {
    const shape = JSON.stringify([key, over, title, groups.map((group) => [group.id, group.label, group.fields.map((field) => [field.id, field.label, field.as, field.required, field.help, field.options])])]);
    this.fields = new Map(groups.flatMap((group) => group.fields).map((field) => [field.id, field]));
    const same = key === this.key;
    this.key = key;
    if (shape !== this.shown) this.#build({ over, title, hint, groups }, same);
    this.shown = shape;
    for (const field of this.fields.values()) this.#fill(field);
  }

  focus(field) {
    this.controls.get(field)?.focus();
  }

  /** Drawn anew; of the `same` subject, what is being typed goes on. */
  #build({ over, title, hint, groups }, same) {
    const held = same && this.place.contains(document.activeElement) ? document.activeElement : null;
    const typed = held && 'selectionStart' in held ? held.selectionStart : null;
    this.controls.clear();
    this.place.replaceChildren(el('header', {}, el('p', { class: 'help' }, over), el('h2', {}, title)), ...groups.map((group) => this.#group(group)), hint ? el('p', { class: 'help hint' }, hint) : '');
    const again = held?.id && document.getElementById(held.id);
    if (!again) return;
    again.value = held.value;
    again.focus();
    if (typed !== null && again.setSelectionRange && again.type !== 'checkbox') again.setSelectionRange(typed, typed);
  }

  #group(group) {
    const fields = el('div', { class: 'form' }, group.fields.map((field) => this.#field(field)));
    if (!group.label) return fields;
    if (!group.folded) return el('section', { class: 'group' }, el('h3', {}, group.label), fields);
    const folded = el('details', {}, el('summary', {}, group.label), fields);
    folded.open = this.open.has(group.id);
    folded.addEventListener('toggle', () => this.open[folded.open ? 'add' : 'delete'](group.id));
    return folded;
  }

  #field(field) {
    const id = `field-${field.id}`;
    const help = field.help ? el('p', { class: 'help', id: `${id}-help` }, field.help) : null;
    const control = CONTROLS[field.as](field, id, this.#writer(field), help && `${id}-help`);
    this.controls.set(field.id, control.querySelector?.('input,select,textarea') ?? control);
    if (field.as === 'checks') return el('fieldset', { class: 'f w6' }, el('legend', { class: 'lab' }, field.label), control, help);
    const open = field.open ? el('a', { class: 'small', id: `${id}-open`, hidden: true }, '打开') : null;
    const label = el('label', { for: id }, field.label, field.required ? el('em', {}, '必填') : null);
    const fault = el('p', { class: 'help bad', id: `${id}-fault`, hidden: true });
    return el('div', { class: `f ${field.wide ? 'w6' : 'w3'}` }, field.as === 'flag' ? el('span', { class: 'lab' }, field.label) : el('div', { class: 'labels' }, label, open), control, help, fault);
  }

  #fill(field) {
    const control = this.controls.get(field.id);
    const value = field.read();
    if (field.as === 'checks') {
      for (const box of control.closest('.checks')?.querySelectorAll('input') ?? []) box.checked = value.includes(box.value);
      return;
    }
    if (field.as === 'flag') control.checked = value === 'true';
    else if (document.activeElement !== control || control.tagName === 'SELECT') {
      if (control.tagName === 'SELECT') fit(control, value || field.otherwise || '');
      else control.value = value;
    }
    if (field.required) control.setAttribute('aria-required', 'true');
    const open = document.getElementById(`field-${field.id}-open`);
    if (open) {
      const address = field.open(value);
      open.hidden = !address;
      if (address) open.href = address;
    }
  }

  /** Writes to the subject it was made for, even when another one is shown by the time the typing pauses. */
  #writer(field) {
    const { key } = this;
    return (value) => this.#write(key === this.key ? this.fields.get(field.id) ?? field : field, value);
  }

  #write(field, value) {
    const { id } = field;
    if (JSON.stringify(field.read()) === JSON.stringify(value)) return;
    const fault = document.getElementById(`field-${id}-fault`);
    const control = this.controls.get(id);
    let words = '';
    try {
      field.write(value);
    } catch (error) {
      if (!(error instanceof WrongValue) || !fault) throw error;
      words = error.message;
    }
    if (fault) {
      fault.textContent = words;
      fault.hidden = !words;
    }
    control?.removeAttribute('aria-invalid');
    if (words) control.setAttribute('aria-invalid', 'true');
  }
}

/** What was typed cannot be taken; the message says why, for the person. */
export class WrongValue extends Error {}

/** A value that no option has (another tool's, a department that is gone) is shown as it is. */
function fit(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(el('option', { value }, `${value}（不在列表中）`));
  select.value = value;
}

function typed(control, write, pause) {
  let timer;
  control.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(() => write(control.value), pause);
  });
  control.addEventListener('compositionend', () => { timer = setTimeout(() => write(control.value), pause); });
  control.addEventListener('change', () => { clearTimeout(timer); write(control.value); });
  control.addEventListener('keydown', (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); });
  return control;
}

const CONTROLS = {
  text: (field, id, write, help) => typed(el('input', { id, class: 'in1', autocomplete: 'off', 'aria-describedby': help || false }), (value) => write(value.trim()), PAUSE),
  count: (field, id, write, help) => typed(el('input', { id, class: 'in1', inputmode: 'numeric', autocomplete: 'off', 'aria-describedby': help || false }), (value) => write(halfWidth(value)), PAUSE),
  area: (field, id, write, help) => typed(el('textarea', { id, class: 'in1', rows: 2, 'aria-describedby': help || false }), write, PAUSE),
  suggest: (field, id, write, help) => {
    const list = el('datalist', { id: `${id}-list` }, field.options.map(([value, words]) => el('option', { value }, words)));
    const control = typed(el('input', { id, class: 'in1', list: `${id}-list`, autocomplete: 'off', 'aria-describedby': help || false }), (value) => write(value.trim()), PAUSE);
    return el('div', {}, control, list);
  },
  select: (field, id, write) => {
    const control = el('select', { id, class: 'in1' }, field.options.map((option) => (Array.isArray(option) ? el('option', { value: option[0] }, option[1])
      : el('optgroup', { label: option.label }, option.options.map(([value, words]) => el('option', { value }, words))))));
    control.addEventListener('change', () => write(control.value));
    return control;
  },
  flag: (field, id, write) => {
    const box = el('input', { id, type: 'checkbox' });
    box.addEventListener('change', () => write(box.checked ? 'true' : ''));
    return el('div', { class: 'checks' }, el('label', {}, box, field.words));
  },
  checks: (field, id, write) => {
    const boxes = field.options.map(([value, words]) => el('label', {}, el('input', { type: 'checkbox', value }), words));
    const box = el('div', { class: 'checks column', id }, boxes.length ? boxes : el('p', { class: 'help' }, '实施清单里还没有可选的。'));
    box.addEventListener('change', () => write([...box.querySelectorAll('input:checked')].map((each) => each.value)));
    return box;
  },
};

/** `１０` as `10`, blanks away: people type numbers with the Chinese keyboard. */
const halfWidth = (text) => text.replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/\s/g, '');
