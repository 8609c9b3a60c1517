// What the server offers for choosing: departments, posts, kinds of steps, forms, decisions, materials, templates.

const NOTHING = { departments: [], posts: [], kinds: [], units: [], decisions: [], forms: [], materials: [], notices: [], fields: [], templates: [], palette: [] };

export async function readLists(server, code) {
  return { ...NOTHING, ...await server.get(`/api/v1/designer/lists?matter=${encodeURIComponent(code)}`) };
}
