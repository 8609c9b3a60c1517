// One file of a draft: read, kept while it is typed, saved after a pause, and told when somebody else changed it.

import { Refused, Unreachable } from './server.js';

const PAUSE = 1200;
const AGAIN = 5000;

/**
 * States, told as `state` events: saved, unsaved (typed, not sent yet), saving, offline (kept in this browser, tried
 * again), conflict (somebody else saved this file meanwhile), refused (the server said no; `problem` says why).
 */
export class Draft extends EventTarget {
  constructor({ server, recovery, code, file, person, pause = PAUSE }) {
    super();
    Object.assign(this, { server, recovery, code, file, pause });
    this.key = `${person}/${code}/${file}`;
    this.address = `/api/v1/matters/${encodeURIComponent(code)}/draft`;
    this.state = 'saved';
    this.text = this.saved = '';
    this.revision = 0;
    this.timer = this.sending = null;
  }

  /** Read the draft. The answer is what this browser kept and the server never got, if there is such. */
  async open() {
    const draft = await this.server.get(this.address);
    this.#read(draft);
    const kept = await this.recovery.kept(this.key).catch(() => undefined);
    return kept && kept.text !== this.saved ? kept : undefined;
  }

  /** Something was changed whose text is not written out yet. */
  touch() {
    if (this.state === 'saved') this.#say('unsaved');
  }

  /** The file's text was changed in the editor. */
  change(text) {
    if (text === this.text) {
      if (this.state === 'unsaved') this.#later(this.pause);
      return;
    }
    this.text = text;
    this.#keep();
    if (this.state === 'conflict') return;
    this.#say('unsaved');
    this.#later(this.pause);
  }

  /** Send now what is not saved; resolves once it is saved or cannot be. */
  async save() {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    if (this.state === 'conflict') return;
    if (this.text === this.saved) {
      await this.#forget();
      if (this.state !== 'saved') this.#say('saved'); // what was typed has been taken back
      return;
    }
    this.sending = this.#send();
    await this.sending;
    this.sending = null;
    if (this.text !== this.saved && this.state === 'saved') {
      this.#say('unsaved'); // typed while the last text was on its way
      this.#later(this.pause);
    }
  }

  /** Of two texts keep mine: it is saved over theirs. */
  async keepMine() {
    this.saved = this.theirs.text;
    this.revision = this.theirs.revision;
    this.#say('unsaved');
    await this.save();
  }

  /** Of two texts take theirs: mine is given up, here and in this browser. */
  async takeTheirs() {
    this.text = this.saved = this.theirs.text;
    this.revision = this.theirs.revision;
    await this.#forget();
    this.#say('saved');
  }

  /** Give up what this browser kept. */
  forget() {
    return this.#forget();
  }

  #read(draft) {
    Object.assign(this, { revision: draft.revision, title: draft.title, files: draft.files, basedOn: draft.based_on });
    this.savedAt = draft.saved_at;
    this.savedBy = draft.saved_by;
    this.text = this.saved = draft.files[this.file] ?? '';
    this.missing = !(this.file in draft.files);
  }

  async #send() {
    const text = this.text;
    this.#say('saving');
    try {
      const path = this.file.split('/').map(encodeURIComponent).join('/');
      const answer = await this.server.put(`${this.address}/files/${path}`, { text, revision: this.revision });
      this.revision = answer.revision;
      this.saved = text;
      this.savedAt = answer.saved_at;
      this.files[this.file] = text;
      if (this.text === text) await this.#forget();
      this.#say('saved');
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #failed(error) {
    if (error instanceof Refused && error.code === 'draft-changed') return this.#changed(error.problem);
    if (error instanceof Refused && error.status < 500) {
      this.problem = error.problem;
      return this.#say('refused');
    }
    if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
    this.#say('offline');
    return this.#later(AGAIN);
  }

  /** Somebody saved the draft meanwhile: only if this very file changed is there anything to decide. */
  async #changed(problem) {
    const base = this.saved;
    const mine = this.text;
    try {
      const draft = await this.server.get(this.address);
      const theirs = draft.files[this.file] ?? '';
      if (theirs === base || theirs === mine) {
        this.#read(draft);
        this.text = mine;
        this.#say('unsaved');
        return this.#later(0);
      }
      this.theirs = { text: theirs, revision: draft.revision, by: problem.saved_by ?? draft.saved_by, at: problem.saved_at ?? draft.saved_at };
    } catch (error) {
      return this.#failed(error);
    }
    return this.#say('conflict');
  }

  #later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  #keep() {
    const kept = { text: this.text, base: this.saved, at: new Date().toISOString() };
    this.keeping = this.recovery.keep(this.key, kept).catch(() => undefined);
  }

  async #forget() {
    await this.keeping;
    await this.recovery.forget(this.key).catch(() => undefined);
  }

  #say(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
