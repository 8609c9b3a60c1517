// What the three editors share: the draft behind the page, how its saving is told, and what happens when two people save.

import { ask } from './dialog.js';
import { $, el } from './dom.js';
import { Draft } from './draft.js';
import { differences } from './lines.js';
import * as recovery from './recovery.js';
import { Server, Unreachable } from './server.js';
import { moment, time } from './words.js';

const STATES = {
  saved: (draft) => (draft.savedAt ? `${time(draft.savedAt)} 已保存` : '已保存'),
  unsaved: () => '有改动，马上保存',
  saving: () => '正在保存……',
  offline: () => '未保存：网络中断，改动已留在本机，正在重试',
  conflict: () => '未保存：别人也改了这个文件',
  refused: (draft) => `未保存：${draft.problem?.detail ?? '服务器没有接受'}`,
};
const BAD = new Set(['offline', 'conflict', 'refused']);

/**
 * Open the page's file.
 * @param {(text: string) => Promise<void>} show put a text into the editor
 * @returns {{draft: Draft, server: Server, root: HTMLElement}}
 */
export async function openShell(show) {
  const root = $('#designer');
  const { code, file, person } = root.dataset;
  const server = new Server($('input[name=_csrf_token]', root)?.value ?? '');
  const draft = new Draft({ server, recovery, code, file, person });
  const saved = $('#saved');
  draft.addEventListener('state', () => tellState(saved, draft));
  const asking = askAboutConflicts(draft, show);
  let kept;
  try {
    kept = await draft.open();
  } catch (error) {
    saved.textContent = error instanceof Unreachable ? '打不开：连不上服务器，请稍后刷新页面。' : `打不开：${error.message}`;
    saved.classList.add('bad');
    throw error;
  }
  tellState(saved, draft);
  const text = kept ? await askAboutKept(draft, kept) : draft.text;
  warnBeforeLeaving(draft);
  window.addEventListener('online', () => draft.state === 'offline' && draft.save());
  return { draft, server, root, text, asking };
}

function tellState(line, draft) {
  line.textContent = STATES[draft.state](draft);
  line.classList.toggle('bad', BAD.has(draft.state));
  line.dataset.state = draft.state;
}

/** Text of an earlier sitting that never reached the server. */
async function askAboutKept(draft, kept) {
  const answer = await ask({
    title: '找回没有保存的改动',
    body: [
      `上次在这台电脑上的改动（${moment(kept.at)}）没有来得及保存。`,
      kept.base === draft.saved ? '要接着这些改动往下做吗？' : '这之后草稿又被保存过，请先看清两边的不同。',
      ...(kept.base === draft.saved ? [] : [both(kept.text, draft.saved, '本机的改动', '服务器上的草稿')]),
    ],
    wide: kept.base !== draft.saved,
    buttons: [{ label: '不要了，用服务器上的', value: 'theirs' }, { label: '找回改动', value: 'mine', main: true }],
  });
  if (answer === 'theirs') {
    await draft.forget();
    return draft.text;
  }
  draft.change(kept.text);
  return kept.text;
}

function askAboutConflicts(draft, show) {
  draft.addEventListener('state', async () => {
    if (draft.state !== 'conflict' || draft.asked) return;
    draft.asked = true;
    const { by, at, text } = draft.theirs;
    const answer = await ask({
      title: '别人也改了这个文件',
      body: [
        `${by || '另一个人'}在${at ? moment(at) : '刚才'}保存了另一份。您的改动没有丢，还在这台电脑上。`,
        '用我的：您的内容盖过对方的；用对方的：放弃您的改动。先在下面看两边的不同。',
        both(draft.text, text, '我的', '对方的'),
      ],
      wide: true,
      buttons: [
        { label: '用对方的', value: 'theirs', danger: true },
        { label: '先不决定', value: undefined },
        { label: '用我的', value: 'mine', main: true },
      ],
    });
    draft.asked = false;
    if (answer === 'mine') await draft.keepMine();
    else if (answer === 'theirs') {
      await draft.takeTheirs();
      await show(draft.text);
    } else if (draft.state === 'conflict') {
      const line = $('#saved');
      line.append(' ', el('button', { type: 'button', class: 'linklike', onclick: () => draft.dispatchEvent(new Event('state')) }, '现在决定'));
    }
  });
}

/** Two texts, the lines that differ marked, side by side. */
function both(mine, theirs, nameOfMine, nameOfTheirs) {
  const rows = differences(mine, theirs);
  const side = (name, key) => el('section', {}, el('h3', {}, name), el('ol', { class: 'lines', tabindex: 0 }, rows.map((row) => el('li', { class: row.same ? '' : 'differs' }, row[key] ?? ''))));
  return el('div', { class: 'both' }, side(nameOfMine, 'mine'), side(nameOfTheirs, 'theirs'));
}

function warnBeforeLeaving(draft) {
  window.addEventListener('beforeunload', (event) => {
    if (draft.state === 'saved') return;
    event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && draft.state === 'unsaved') draft.save();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      saveNow(draft);
    }
  });
}

/** Ctrl+S: what is still being typed or drawn is taken in first. */
async function saveNow(draft) {
  const typing = document.activeElement;
  if (typing?.matches('#panel input, #panel textarea')) typing.dispatchEvent(new Event('change', { bubbles: true }));
  await draft.flush?.();
  await draft.save();
}
