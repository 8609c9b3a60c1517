// What the pages of a matter in the making cannot do without a script; each of them works without it.
import './matter.css';

const $ = (selector, root = document) => root.querySelector(selector);

// The table of steps: arrows choose a row, Ctrl+S saves it.
document.addEventListener('keydown', (event) => {
  const table = $('table.steps');
  if (!table) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
    event.preventDefault();
    $('#row')?.requestSubmit();
    return;
  }
  if (event.target.closest('input, select, textarea') || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  const links = [...table.querySelectorAll('a[data-row]')];
  const at = links.findIndex((link) => link.closest('tr').getAttribute('aria-selected') === 'true');
  const next = links[event.key === 'ArrowDown' ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0)];
  if (next) {
    event.preventDefault();
    window.location.assign(next.href);
  }
});

// The text of scenarios: line numbers follow what is typed, the field is as high as its text.
const text = $('.numbered textarea');
if (text) {
  const numbers = $('.numbered ol');
  const bad = new Set((numbers.dataset.bad ?? '').split(' ').filter(Boolean).map(Number));
  const redraw = () => {
    const count = text.value.split('\n').length;
    while (numbers.children.length < count) {
      const line = document.createElement('li');
      line.id = `line-${numbers.children.length + 1}`;
      line.textContent = numbers.children.length + 1;
      numbers.append(line);
    }
    while (numbers.children.length > count) numbers.lastChild.remove();
    text.rows = count + 1;
  };
  text.addEventListener('input', () => {
    bad.forEach((number) => document.getElementById(`line-${number}`)?.classList.remove('bad'));
    redraw();
  });
  redraw();
  const asked = /^#line-(\d+)$/.exec(window.location.hash);
  if (asked) document.getElementById(`line-${asked[1]}`)?.scrollIntoView({ block: 'center' });
}

// A chosen row or a wanted field comes into view.
$('table.steps tr[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });

// Two drawings side by side move together.
const sides = [...document.querySelectorAll('.sides .pic')];
sides.forEach((pane) => pane.addEventListener('scroll', () => sides.forEach((other) => {
  if (other !== pane && other.scrollLeft !== pane.scrollLeft) other.scrollLeft = pane.scrollLeft;
})));

// A search field that narrows a table as one types: rows keep their place, chosen ones stay in sight.
const narrow = (field) => {
  const wanted = field.value.trim().toLowerCase();
  $(field.dataset.narrow)?.querySelectorAll('tbody tr').forEach((row) => {
    const chosen = $('input[type=checkbox]', row)?.checked;
    row.hidden = !chosen && !row.dataset.words.toLowerCase().includes(wanted);
  });
};
document.addEventListener('input', ({ target }) => { if (target.dataset?.narrow) narrow(target); });
document.querySelectorAll('input[data-narrow]').forEach(narrow);
