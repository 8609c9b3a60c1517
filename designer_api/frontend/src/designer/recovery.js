// What was typed and not yet saved, kept in this browser until the server has it: a crash loses nothing.

const NAME = 'banshi-drafts';
const STORE = 'texts';

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((done, failed) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = () => failed(transaction.error);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @typedef {{text: string, base: string, at: string}} Kept what was typed, the saved text it began from, and when */

export const keep = (key, kept) => within('readwrite', (store) => store.put(kept, key));
export const kept = (key) => within('readonly', (store) => store.get(key));
export const forget = (key) => within('readwrite', (store) => store.delete(key));
