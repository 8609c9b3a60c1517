// A draft between the browser and the server: what is saved when, and what becomes of it when things go wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Draft } from '../../../../designer_api/frontend/src/designer/draft.js';
import { Refused, Unreachable } from '../../../../designer_api/frontend/src/designer/server.js';

/** A server with one matter, as the real one answers. */
class Centre {
  constructor(files) {
    Object.assign(this, { files, revision: 1, down: false, puts: 0 });
  }

  async get() {
    if (this.down) throw new Unreachable('down');
    return { title: '测试', revision: this.revision, files: { ...this.files }, saved_at: '2026-03-02T09:00:00+08:00', saved_by: '邓示' };
  }

  async put(path, { text, revision }) {
    this.puts += 1;
    if (this.down) throw new Unreachable('down');
    const file = decodeURIComponent(path.split('/files/')[1]);
    if (text.includes('太大')) throw new Refused(413, { type: 'urn:banshi:problem:draft-too-large', detail: '太大了' });
    if (revision !== this.revision) throw new Refused(409, { type: 'urn:banshi:problem:draft-changed', saved_by: '邓示', theirs: this.files[file] });
    this.files[file] = text;
    this.revision += 1;
    return { revision: this.revision, saved_at: '2026-03-02T09:01:00+08:00' };
  }

  /** Somebody else saves. */
  other(file, text) {
    this.files[file] = text;
    this.revision += 1;
  }
}

class Browser {
  texts = new Map();
  async keep(key, kept) { this.texts.set(key, kept); }
  async kept(key) { return this.texts.get(key); }
  async forget(key) { this.texts.delete(key); }
}

async function opened({ centre = new Centre({ 'flow.bpmn': '一', 'a.dmn': '甲' }), browser = new Browser() } = {}) {
  const draft = new Draft({ server: centre, recovery: browser, code: 'm', file: 'flow.bpmn', person: 'p', pause: 60_000 });
  const kept = await draft.open();
  return { draft, centre, browser, kept };
}

const done = (draft) => clearTimeout(draft.timer);

test('what is typed is kept here at once and saved after a pause', async () => {
  const { draft, centre, browser } = await opened();
  draft.change('二');
  assert.equal(draft.state, 'unsaved');
  assert.equal(browser.texts.get('p/m/flow.bpmn').text, '二');
  await draft.save();
  assert.equal(draft.state, 'saved');
  assert.equal(centre.files['flow.bpmn'], '二');
  assert.equal(browser.texts.size, 0);
});

test('the same text again asks nobody anything', async () => {
  const { draft, centre } = await opened();
  draft.change('一');
  await draft.save();
  assert.equal(centre.puts, 0);
});

test('what is typed and taken back again is saved as it is', async () => {
  const { draft, centre, browser } = await opened();
  draft.change('二');
  draft.change('一');
  assert.equal(draft.state, 'unsaved');
  await draft.save();
  assert.equal(draft.state, 'saved');
  assert.deepEqual([centre.puts, browser.texts.size], [0, 0]);
});

test('a lost network keeps the text here and says so; once it is back, it is saved', async () => {
  const { draft, centre, browser } = await opened();
  centre.down = true;
  draft.change('三');
  await draft.save();
  assert.equal(draft.state, 'offline');
  assert.equal(browser.texts.get('p/m/flow.bpmn').text, '三');
  centre.down = false;
  await draft.save();
  assert.equal(draft.state, 'saved');
  assert.equal(centre.files['flow.bpmn'], '三');
  done(draft);
});

test('a browser that crashed finds its text again', async () => {
  const { draft, centre, browser } = await opened();
  draft.change('没保存的');
  done(draft);
  const again = await opened({ centre, browser });
  assert.equal(again.kept.text, '没保存的');
  assert.equal(again.kept.base, '一');
});

test('somebody else changed another file: mine is saved all the same', async () => {
  const { draft, centre } = await opened();
  centre.other('a.dmn', '乙');
  draft.change('二');
  await draft.save();
  done(draft);
  await draft.save();
  assert.equal(draft.state, 'saved');
  assert.equal(centre.files['flow.bpmn'], '二');
  assert.equal(centre.files['a.dmn'], '乙');
});

test('somebody else changed this file: both are there until one is chosen, and mine may win', async () => {
  const { draft, centre } = await opened();
  centre.other('flow.bpmn', '别人的');
  draft.change('我的');
  await draft.save();
  assert.equal(draft.state, 'conflict');
  assert.deepEqual([draft.theirs.text, draft.theirs.by, draft.text], ['别人的', '邓示', '我的']);
  assert.equal(centre.files['flow.bpmn'], '别人的');
  await draft.keepMine();
  assert.equal(draft.state, 'saved');
  assert.equal(centre.files['flow.bpmn'], '我的');
});

test('or theirs is taken', async () => {
  const { draft, centre, browser } = await opened();
  centre.other('flow.bpmn', '别人的');
  draft.change('我的');
  await draft.save();
  await draft.takeTheirs();
  assert.equal(draft.text, '别人的');
  assert.equal(browser.texts.size, 0);
  assert.equal(centre.files['flow.bpmn'], '别人的');
});

test('typing goes on during a conflict without being lost or sent', async () => {
  const { draft, centre, browser } = await opened();
  centre.other('flow.bpmn', '别人的');
  draft.change('我的');
  await draft.save();
  draft.change('我的，又改了');
  assert.equal(draft.state, 'conflict');
  assert.equal(browser.texts.get('p/m/flow.bpmn').text, '我的，又改了');
  assert.equal(centre.files['flow.bpmn'], '别人的');
});

test('what the server refuses is told and kept', async () => {
  const { draft, browser } = await opened();
  draft.change('太大');
  await draft.save();
  assert.equal(draft.state, 'refused');
  assert.equal(draft.problem.detail, '太大了');
  assert.equal(browser.texts.get('p/m/flow.bpmn').text, '太大');
});

test('what is typed while a text is on its way is sent after it', async () => {
  const { draft, centre } = await opened();
  draft.change('二');
  const sending = draft.save();
  draft.change('二又');
  await sending;
  assert.equal(draft.state, 'unsaved');
  await draft.save();
  done(draft);
  assert.equal(centre.files['flow.bpmn'], '二又');
});
