// Two texts line by line: which lines are the same, which are only on one side. Unchanged stretches are folded away.

const AROUND = 2;

/** @returns {{same: boolean, mine?: string, theirs?: string}[]} */
export function differences(mine, theirs) {
  const [a, b] = [mine.split('\n'), theirs.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const rows = [];
  const same = (line) => rows.push({ same: true, mine: line, theirs: line });
  if (start > AROUND) rows.push(folded(start - AROUND));
  a.slice(Math.max(start - AROUND, 0), start).forEach(same);
  rows.push(...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)));
  a.slice(a.length - end, a.length - end + AROUND).forEach(same);
  if (end > AROUND) rows.push(folded(end - AROUND));
  return rows;
}

const folded = (count) => ({ same: true, mine: `……（${count} 行相同）`, theirs: `……（${count} 行相同）` });

/** The longest common subsequence of two short stretches; two long ones simply stand against each other. */
function middle(a, b) {
  if (a.length * b.length > 250_000) return pairs(a, b);
  const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  const rows = [];
  let [i, j, gone, come] = [0, 0, [], []];
  const flush = () => { rows.push(...pairs(gone, come)); [gone, come] = [[], []]; };
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      flush();
      rows.push({ same: true, mine: a[i], theirs: b[j] });
      i += 1; j += 1;
    } else if (j >= b.length || (i < a.length && longest[i + 1][j] >= longest[i][j + 1])) gone.push(a[i++]);
    else come.push(b[j++]);
  }
  flush();
  return rows;
}

function pairs(a, b) {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, k) => ({ same: false, mine: a[k], theirs: b[k] }));
}
