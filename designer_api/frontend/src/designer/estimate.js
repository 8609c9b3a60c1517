// The browser's own reckoning of the worst case, shown at once while the server's proof is on its way.
//
// It knows what adds up without a calendar: steps in one unit, one after the other or side by side, measured from
// acceptance to the last issue (else the last decision, else the end). Whatever else the drawing holds (events on a
// border, repeated steps, mixed units, sub-processes) it leaves to the server and says so.

const ACCEPTING = ['受理', '容缺受理'];
const NEVER = -Infinity;

/**
 * @typedef {{id: string, name?: string, kind: string, amount?: string, unit?: string, stepKind?: string,
 *   countsInLimit?: string, legalBasis?: string, outcomes?: string[], repeated?: boolean, attachedTo?: string}} Node
 * @typedef {{id: string, source: string, target: string, condition?: string, maxRounds?: string}} Flow
 * @typedef {{nodes: Node[], flows: Flow[], promised?: {amount: string, unit: string}}} Drawing
 * @typedef {Record<string, {marks: string, pauses: string, minimum_length?: boolean}>} Kinds facts of the kinds of steps, by code
 */

/**
 * @param {Drawing} drawing
 * @param {Kinds} kinds
 * @returns {{worst: number|null, unit: string, path: string[], slack: Record<string, number>, because: string}}
 */
export function estimate(drawing, kinds) {
  const graph = graphOf(drawing, kinds);
  const unsure = whyNot(drawing, graph);
  if (unsure) return { worst: null, unit: '', path: [], slack: {}, because: unsure };
  const ways = measure(graph);
  return { worst: ways.worst, unit: graph.unit, path: ways.path, slack: ways.slack, because: '' };
}

/** The nodes with their weights, the flows that lead on, where the clock starts. */
function graphOf(drawing, kinds) {
  const nodes = new Map(drawing.nodes.map((node) => [node.id, { ...node, ...factsOf(node, kinds), outs: [], ins: [] }]));
  for (const flow of drawing.flows) {
    const [source, target] = [nodes.get(flow.source), nodes.get(flow.target)];
    if (!source || !target) continue;
    source.outs.push(flow);
    target.ins.push(flow);
  }
  const starts = [...nodes.values()].filter((node) => node.mark === 'accept');
  const begins = starts.length ? starts.flatMap((node) => accepting(node, nodes)) : [];
  const roots = [...nodes.values()].filter((node) => node.kind === 'startEvent' && !node.attachedTo);
  const first = starts.length ? begins.map((flow) => flow.target) : roots.map((node) => node.id);
  const stretch = reachable(first, nodes, new Set(starts.map((node) => node.id)));
  const units = new Set([...stretch].map((id) => nodes.get(id)).filter((node) => node.amount > 0 && !node.excluded).map((node) => node.unit));
  return { nodes, starts, begins, first, stretch, units, unit: [...units][0] ?? drawing.promised?.unit ?? 'workingDay' };
}

function factsOf(node, kinds) {
  const kind = kinds[node.stepKind] ?? {};
  const pauses = kind.pauses ?? '';
  const excluded = node.countsInLimit === 'false' ? Boolean(pauses || node.legalBasis)
    : node.countsInLimit !== 'true' && pauses === 'licensing-law-45';
  const said = /^\d{1,7}$/.test(node.amount ?? '');
  return { mark: kind.marks ?? '', excluded, said, amount: said ? Number(node.amount) : 0 };
}

/** The flows on which an accepting step has accepted: at the choice after it, those that name no other outcome. */
function accepting(node, nodes) {
  const others = (node.outcomes ?? []).filter((each) => !ACCEPTING.some((word) => each.startsWith(word)));
  let outs = node.outs;
  for (let hops = 0; hops < 3 && outs.length === 1; hops += 1) {
    const next = nodes.get(outs[0].target);
    if (next.kind !== 'exclusiveGateway') break;
    outs = next.outs;
  }
  const kept = outs.filter((flow) => !others.some((word) => (flow.condition ?? '').includes(`"${word}"`)));
  return outs === node.outs || !kept.length ? node.outs : kept;
}

function reachable(first, nodes, closed) {
  const found = new Set();
  const todo = [...first];
  while (todo.length) {
    const id = todo.pop();
    if (found.has(id) || closed.has(id) || !nodes.has(id)) continue;
    found.add(id);
    todo.push(...nodes.get(id).outs.map((flow) => flow.target));
    for (const other of nodes.values()) if (other.attachedTo === id) todo.push(other.id);
  }
  return found;
}

const WAITS = new Set(['userTask', 'manualTask', 'task', 'receiveTask', 'callActivity', 'intermediateCatchEvent']);

/** Why the sum cannot be made here; '' when it can. */
function whyNot(drawing, graph) {
  const inside = [...graph.stretch].map((id) => graph.nodes.get(id));
  const named = (node) => `“${node.name || node.id}”`;
  const silent = inside.find((node) => WAITS.has(node.kind) && !node.said);
  if (silent) return `${named(silent)}还没有填写时限`;
  if (!graph.first.length) return '流程图没有开始事件';
  if (graph.units.size > 1) return '各环节时限的单位不同，要按日历计算';
  if (graph.units.size && drawing.promised?.amount && !graph.units.has(drawing.promised.unit)) return '承诺时限的单位与环节不同，要按日历计算';
  if (graph.units.size && !['workingDay', 'workingHour'].includes(graph.unit)) return '自然日和月要按日历计算';
  const hard = inside.find((node) => node.attachedTo || node.repeated || /subProcess|SubProcess|transaction/.test(node.kind) || (node.kind === 'intermediateCatchEvent'));
  if (hard) return `${named(hard)}要由服务器计算`;
  const loop = backFlows(graph).find((flow) => weighs(flow, graph));
  return loop ? '有计时的环节会重复办理，要由服务器计算' : '';
}

function backFlows(graph) {
  const state = new Map();
  const found = [];
  const visit = (id) => {
    state.set(id, 'open');
    for (const flow of graph.nodes.get(id).outs) {
      if (!graph.stretch.has(flow.target)) continue;
      if (state.get(flow.target) === 'open') found.push(flow);
      else if (!state.has(flow.target)) visit(flow.target);
    }
    state.set(id, 'done');
  };
  for (const id of graph.first) if (graph.stretch.has(id) && !state.has(id)) visit(id);
  return found;
}

/** Whether anything that counts lies on the way round. */
function weighs(back, graph) {
  const from = reachable([back.target], graph.nodes, new Set());
  return [...from].some((id) => {
    const node = graph.nodes.get(id);
    return node.amount > 0 && !node.excluded && graph.stretch.has(id) && reachable([id], graph.nodes, new Set()).has(back.source);
  });
}

/** Heads, tails and the longest way, for paths that stop at the last issue, the last decision, or the end. */
function measure(graph) {
  const order = sorted(graph);
  const weight = (id) => (graph.nodes.get(id).excluded ? 0 : graph.nodes.get(id).amount);
  const marks = (mark) => new Set(order.filter((id) => graph.nodes.get(id).mark === mark));
  const [issue, decide] = [marks('issue'), marks('decide')];
  const rounds = [
    { stops: issue, closed: new Set() },
    { stops: decide, closed: issue },
    { stops: null, closed: new Set([...issue, ...decide]) },
  ].map(({ stops, closed }) => tails(graph, order, weight, stops, closed));
  const tail = (id) => Math.max(...rounds.map((each) => each.get(id) ?? NEVER));
  const heads = headsOf(graph, order, weight);
  const worst = Math.max(0, ...graph.first.filter((id) => graph.stretch.has(id)).map(tail));
  const slack = {};
  for (const id of order) {
    const own = tail(id);
    if (own !== NEVER && heads.has(id) && isStep(graph.nodes.get(id))) slack[id] = worst - heads.get(id) - own;
  }
  return { worst, slack, path: longest(graph, rounds, worst, weight) };
}

const isStep = (node) => /[tT]ask$|callActivity|subProcess/.test(node.kind);

function sorted(graph) {
  const back = new Set(backFlows(graph).map((flow) => flow.id));
  const done = new Set();
  const order = [];
  const visit = (id) => {
    if (done.has(id)) return;
    done.add(id);
    for (const flow of graph.nodes.get(id).outs) if (!back.has(flow.id) && graph.stretch.has(flow.target)) visit(flow.target);
    order.push(id);
  };
  graph.back = back;
  for (const id of graph.first) if (graph.stretch.has(id)) visit(id);
  return order.reverse();
}

/** For each node the longest way from it (itself included) to the last stop behind it; without stops, to an end. */
function tails(graph, order, weight, stops, closed) {
  const found = new Map();
  for (const id of [...order].reverse()) {
    if (closed.has(id)) continue;
    const onward = onwards(graph, id).map((target) => found.get(target) ?? NEVER);
    const ends = stops === null ? !onwards(graph, id).length : stops.has(id);
    const best = Math.max(NEVER, ...onward, ends ? 0 : NEVER);
    if (best !== NEVER) found.set(id, best + weight(id));
  }
  return found;
}

const onwards = (graph, id) => graph.nodes.get(id).outs.filter((flow) => !graph.back.has(flow.id) && graph.stretch.has(flow.target)).map((flow) => flow.target);

/** For each node the longest way to it, itself left out. */
function headsOf(graph, order, weight) {
  const found = new Map(graph.first.filter((id) => graph.stretch.has(id)).map((id) => [id, 0]));
  for (const id of order) {
    if (!found.has(id)) continue;
    for (const target of onwards(graph, id)) found.set(target, Math.max(found.get(target) ?? 0, found.get(id) + weight(id)));
  }
  return found;
}

function longest(graph, rounds, worst, weight) {
  for (const round of rounds) {
    let at = graph.first.find((id) => round.get(id) === worst);
    if (at === undefined) continue;
    const path = [];
    while (at !== undefined) {
      path.push(at);
      const rest = round.get(at) - weight(at);
      at = onwards(graph, at).find((target) => round.get(target) === rest);
    }
    return [...graph.starts.map((node) => node.id).slice(0, 1), ...path];
  }
  return [];
}
