// The words of bpmn-js and dmn-js in Chinese. A word without translation is shown as it is and recorded.

/** Words met at run time that no table has; a browser test holds this empty. */
export const missing = new Set();

/** A translate function over these tables. */
export function translator(...tables) {
  const words = Object.assign({}, ...tables);
  return (template, replacements = {}) => {
    const known = Object.hasOwn(words, template);
    if (!known && /[A-Za-z]{2}/.test(template)) missing.add(template);
    return (known ? words[template] : template).replace(/{([^}]+)}/g, (all, key) => replacements[key] ?? all);
  };
}
