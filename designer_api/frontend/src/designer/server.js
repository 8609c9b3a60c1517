// The way to the server: JSON there and back, a lost network told apart from a refusal.

/** The server could not be reached at all. */
export class Unreachable extends Error {}

/** The server answered, and said no: `problem` is its RFC 9457 body. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? '服务器没有接受这次操作。');
    this.status = status;
    this.problem = problem;
    this.code = String(problem.type ?? '').split(':').pop();
  }
}

const LONGEST = 20_000;

export class Server {
  /** @param token the page's token against forged requests */
  constructor(token) {
    this.token = token;
  }

  get(path) { return this.#ask('GET', path); }

  put(path, body, options) { return this.#ask('PUT', path, body, options); }

  post(path, body, options) { return this.#ask('POST', path, body, options); }

  async #ask(method, path, body, { signal, keepalive } = {}) {
    const headers = { accept: 'application/json', 'x-csrftoken': this.token };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const stop = AbortSignal.timeout(LONGEST);
    let answer;
    try {
      answer = await fetch(path, {
        method, headers, keepalive, credentials: 'same-origin', redirect: 'error',
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ? anyOf(signal, stop) : stop,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Unreachable('连不上服务器。');
    }
    const text = await answer.text();
    if (answer.ok) return isJson(answer) ? JSON.parse(text) : text;
    throw new Refused(answer.status, isJson(answer) ? JSON.parse(text) : {});
  }
}

const isJson = (answer) => /json/.test(answer.headers.get('content-type') ?? '');

/** Both signals in one: browsers of 2023 have no AbortSignal.any. */
function anyOf(...signals) {
  const both = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) both.abort(signal.reason);
    signal.addEventListener('abort', () => both.abort(signal.reason), { once: true });
  }
  return both.signal;
}
