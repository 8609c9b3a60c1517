// Elements made and found: text is always set as text, never as markup.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with attributes (`onclick` and other listeners among them) and children. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'hidden') made[name] = value;
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

/** The signs of severity: shape and word, never colour alone. */
const SHAPES = {
  error: ['over', 'M1 1h10v10H1z', '错误'],
  warning: ['warn', 'M6 .8L11.6 11H.4z', '警告'],
  note: ['prov', 'M6 1.4a4.6 4.6 0 100 9.2 4.6 4.6 0 000-9.2z', '提示'],
  good: ['ok', 'M6 1a5 5 0 100 10A5 5 0 006 1z', '守诺'],
};

export function lamp(severity, word = SHAPES[severity][2]) {
  const [colour, path] = SHAPES[severity];
  const made = el('span', { class: `lamp ${colour}` });
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 12 12');
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  shape.setAttribute('d', path);
  shape.setAttribute('fill', 'currentColor');
  svg.append(shape);
  made.append(svg, word);
  return made;
}
