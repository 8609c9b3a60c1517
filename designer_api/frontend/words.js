// A step of the build: literals of libraries that know no translation are swapped for ours (see src/designer/zh/literals.js).

/** @param {{file: string, words: Record<string, string>}[]} tables */
export function swapWords(tables) {
  const met = new Map();
  return {
    name: 'swap-words',
    transform(code, id) {
      const ours = tables.filter(({ file }) => id.split('?')[0].endsWith(file));
      if (!ours.length) return null;
      let swapped = code;
      for (const table of ours) {
        const found = met.get(table) ?? new Set();
        met.set(table, found);
        for (const [before, after] of Object.entries(table.words)) {
          if (!swapped.includes(before)) continue;
          found.add(before);
          swapped = swapped.replaceAll(before, after);
        }
      }
      return { code: swapped, map: null };
    },
    buildEnd(error) {
      if (error) return;
      for (const table of tables) {
        const gone = Object.keys(table.words).filter((word) => !met.get(table)?.has(word));
        if (gone.length) this.error(`these words are no longer in ${table.file}: ${gone.join(' | ')}`);
      }
    },
  };
}
