// The few things a page cannot do without a script. Everything works without it, only less quickly.
import htmx from 'htmx.org';
import { checkNumber } from './numbers.js';
import './pages.css';

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
window.htmx = htmx;

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Dialogs: <button data-dialog="#id"> opens, <button data-close> closes, Escape does too.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-dialog]');
  if (opener) {
    const dialog = $(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      $('textarea, input:not([type=hidden]), button', dialog)?.focus();
    }
    return;
  }
  if (event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  if (event.target.closest('[data-print]')) window.print();
});

// One click, one act: a form that is on its way cannot be sent again.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === 'post' && !form.hasAttribute('hx-post')) {
    form.dataset.sent = 'yes';
    // Disabled only after the browser has taken the pressed button's value into the request.
    setTimeout(() => $$('button', document).filter((b) => b.form === form).forEach((b) => { b.disabled = true; }), 0);
  }
  leaving = false;
});
window.addEventListener('pageshow', () => {
  $$('form[data-sent]').forEach((form) => {
    delete form.dataset.sent;
    $$('button').filter((b) => b.form === form).forEach((b) => { b.disabled = false; });
  });
});

// Unsaved typing warns before the page goes.
let leaving = false;
document.addEventListener('input', (event) => {
  if (event.target.closest('form[data-guard]')) leaving = true;
});
window.addEventListener('beforeunload', (event) => {
  if (leaving) event.preventDefault();
});

// A form is drawn anew while somebody goes on typing: what was typed after it was sent is kept.
const state = (control) => (/checkbox|radio/.test(control.type) ? control.checked : control.value);
const controls = (root) => $$('[id][name]:not([type=hidden], button)', root);
const sent = new WeakMap();
document.addEventListener('htmx:beforeRequest', ({ detail }) => {
  sent.set(detail.target, new Map(controls(detail.target).map((control) => [control.id, state(control)])));
});
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const before = sent.get(detail.target);
  detail.requestConfig.later = controls(detail.target)
    .filter((control) => before?.has(control.id) && before.get(control.id) !== state(control))
    .map((control) => [control.id, state(control)]);
});
document.addEventListener('htmx:afterSwap', ({ detail }) => {
  for (const [id, value] of detail.requestConfig.later ?? []) {
    const control = document.getElementById(id);
    if (control) control[typeof value === 'boolean' ? 'checked' : 'value'] = value;
  }
});

// Numbers with check characters are checked once they are typed or pasted.
document.addEventListener('change', (event) => checkNumber(event.target));
document.addEventListener('paste', (event) => setTimeout(() => event.target.dataset && checkNumber(event.target), 0));

// Enter in a line of a long form moves nothing and sends nothing: the buttons do.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.isComposing && event.target.matches('form[data-guard] input')) event.preventDefault();
});

// A link to something that is folded away opens it.
document.addEventListener('click', (event) => {
  const address = event.target.closest('a[href^="#"]')?.getAttribute('href');
  const folded = address && document.getElementById(decodeURIComponent(address.slice(1)))?.closest('details');
  if (folded) folded.open = true;
});

// Keys of the work list: j k Enter c g and / for the search.
const typing = (element) => element.closest('input, textarea, select, [contenteditable], dialog');
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === '/') {
    const search = $('.find input');
    if (search) { event.preventDefault(); search.focus(); }
    return;
  }
  const rows = $$('.list tbody tr[data-href]');
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.getAttribute('aria-selected') === 'true');
  const open = (row) => { if (row) window.location.assign(row.dataset.href); };
  if (event.key === 'j') open(rows[Math.min(at + 1, rows.length - 1)]);
  else if (event.key === 'k') open(rows[Math.max(at - 1, 0)]);
  else if (event.key === 'g') open(rows[at + 1] ?? rows[0]);
  else if (event.key === 'c') $('[data-act=claim]')?.click();
  else if (event.key === 'Enter' && event.target === document.body) {
    event.preventDefault();
    $('.task :is(input:not([type=hidden]), select, textarea)')?.focus();
  }
});
document.addEventListener('click', (event) => {
  const row = event.target.closest('tr[data-href]');
  if (row && !event.target.closest('a, button, input, label')) window.location.assign(row.dataset.href);
});

// The selected row is brought into view once, and never moves under the pointer afterwards.
$('.list tr[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
$('[role=alert]')?.focus();
