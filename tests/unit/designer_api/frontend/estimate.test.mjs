// The browser's estimate against the shared drawings; test_estimates.py holds the prover to the same numbers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { estimate } from '../../../../designer_api/frontend/src/designer/estimate.js';

const shared = JSON.parse(readFileSync(new URL('./estimates.json', import.meta.url)));

function drawing({ nodes, flows, promised, unit = 'workingDay' }) {
  return {
    promised: { amount: String(promised ?? ''), unit },
    nodes: nodes.map(([id, kind, amount, stepKind = '', more = {}]) => ({
      id, kind, stepKind, amount: amount === undefined || amount === null ? '' : String(amount), unit: more.unit ?? unit,
      countsInLimit: more.countsInLimit ?? '', legalBasis: '', outcomes: (more.outcomes ?? '').split(',').filter(Boolean), repeated: more.repeated ?? false,
    })),
    flows: flows.map(([source, target, condition = '', maxRounds = '']) => ({ id: `${source}_${target}`, source, target, condition, maxRounds: String(maxRounds) })),
  };
}

const steps = (case_, path) => path.filter((id) => case_.nodes.some(([node, kind, , stepKind]) => node === id && /Task$/.test(kind) && stepKind !== 'accept'));

for (const each of shared.cases) {
  test(each.name, () => {
    const found = estimate(drawing(each), shared.kinds);
    assert.equal(found.because, '');
    assert.equal(found.worst, each.worst);
    assert.deepEqual(steps(each, found.path), each.path);
    for (const [id, slack] of Object.entries(each.slack)) assert.equal(found.slack[id], slack, id);
  });
}

for (const each of shared.unsure) {
  test(`left to the server: ${each.name}`, () => {
    const found = estimate(drawing(each), shared.kinds);
    assert.equal(found.worst, null);
    assert.match(found.because, new RegExp(each.because));
  });
}
