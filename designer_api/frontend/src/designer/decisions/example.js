// Sample applicants for a table: read out of a finding's words, or made from the cells of a rule.

/** `名称 = "甲"，面积 = 51` as {名称: '甲', 面积: 51}. */
export function readExample(text) {
  const found = {};
  const parts = text.matchAll(/(?:^|，)([^，="]+?) = ("(?:[^"\\]|\\.)*"|[^，]+)/g);
  for (const [, name, value] of parts) found[name.trim()] = valueOf(value);
  return found;
}

/** What a literal of FEEL says, as JSON: texts, numbers, yes and no; dates as their text. */
export function valueOf(text) {
  const plain = text.trim();
  if (/^".*"$/s.test(plain)) return JSON.parse(plain);
  if (/^-?\d+(\.\d+)?$/.test(plain)) return Number(plain);
  if (plain === 'true' || plain === 'false') return plain === 'true';
  if (plain === 'null') return null;
  const at = /^(?:date|time|date and time|duration)\(\s*"([^"]*)"\s*\)$/.exec(plain);
  return at ? at[1] : plain;
}

/** A value that such a cell lets through, '' when any does: the first of a list, inside a range, beyond a bound. */
export function exampleOf(cell) {
  const text = cell.trim();
  if (!text || text === '-') return '';
  const not = /^not\((.*)\)$/s.exec(text);
  if (not) return '';
  const first = /^"(?:[^"\\]|\\.)*"/.exec(text) ?? [text.split(',')[0].trim()];
  const range = /^([[\](])\s*(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\s*([\])[])$/.exec(text);
  if (range) return between(range);
  const bound = /^(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/.exec(first[0]);
  if (bound) return Number(bound[2]) + { '<=': 0, '>=': 0, '<': -1, '>': 1 }[bound[1]];
  return valueOf(first[0]);
}

function between([, left, least, most, right]) {
  const [low, high] = [Number(least), Number(most)];
  if (left === '[') return low;
  return right === ']' ? high : (low + high) / 2;
}
