// The server's findings for one file of the draft (decisions, a form), asked after a pause.

import { Problems } from './problems.js';
import { Unreachable } from './server.js';
import { time } from './words.js';

const PAUSE = 700;

export class FileJudging extends EventTarget {
  /** @param {{draft, server, place: HTMLElement, text: () => Promise<string>, show: Function, where: Function}} given */
  constructor({ draft, server, place, text, show, where }) {
    super();
    Object.assign(this, { draft, server, text, findings: [] });
    this.problems = new Problems(place, { show, where });
  }

  /** Ask after a pause; an earlier question that was not answered yet is dropped. */
  async check(pause = PAUSE) {
    clearTimeout(this.timer);
    await new Promise((done) => { this.timer = setTimeout(done, pause); });
    this.asked?.abort();
    const asked = this.asked = new AbortController();
    try {
      const began = performance.now();
      const told = await this.server.post(`${this.draft.address}/judge`, { files: { [this.draft.file]: await this.text() } }, { signal: asked.signal });
      if (asked.signal.aborted) return;
      this.findings = told.findings.filter((each) => each.file === this.draft.file);
      this.problems.say(this.findings, `${time(new Date().toISOString())} 检查，用时 ${((performance.now() - began) / 1000).toFixed(1)} 秒`);
      this.dispatchEvent(new Event('judged'));
    } catch (error) {
      if (asked.signal.aborted) return;
      this.problems.say(this.findings, error instanceof Unreachable ? '连不上服务器，还没有检查' : `服务器没有检查：${error.message}`);
    }
  }
}
