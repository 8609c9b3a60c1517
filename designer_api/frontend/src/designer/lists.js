// What the server offers for choosing: departments, posts, kinds of steps, forms, decisions, materials, templates.

/**
 * @typedef {{id: string, name: string, file?: string}} Choice
 * @returns {Promise<{departments: object[], posts: object[], kinds: object[], forms: Choice[], decisions: Choice[],
 *   materials: Choice[], notices: Choice[], dictionary: object[], templates: Choice[], palette: object[], variables: string[]}>}
 */
export async function readLists(server, code) {
  const told = await server.get(`/api/v1/designer/lists?matter=${encodeURIComponent(code)}`);
  const named = (list) => (list ?? []).map((each) => ({ ...each, id: each.id ?? each.code ?? each.key, name: each.name ?? each.key }));
  return {
    departments: told.departments ?? [],
    posts: told.posts ?? [],
    kinds: told.step_kinds ?? [],
    forms: named(told.forms),
    decisions: named(told.decisions),
    materials: named(told.materials),
    notices: named(told.notices),
    dictionary: told.dictionary ?? [],
    templates: named(told.templates),
    palette: told.palette ?? [],
    variables: told.variables ?? [],
  };
}
