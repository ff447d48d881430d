/** What the phone keeps, in IndexedDB: the cards (with keys that cannot be exported) and the activation under way.

A card: {card, kid, privateKey, salt, holder, created_at, expires_at, usable_from, used_at}.
The activation under way: {activation, national_id, resend_at, expires_at}; no code, no PIN, no binding, no birth date. */

const NAME = "ecps-wallet";
const VERSION = 1;
const CARDS = "cards";
const PROGRESS = "progress";
const CURRENT = "current";

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(CARDS, { keyPath: "card" });
      request.result.createObjectStore(PROGRESS);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function run(store, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Every card of this phone, last used first. */
export async function allCards() {
  const cards = await run(CARDS, "readonly", (store) => store.getAll());
  return cards.sort((one, other) => (other.used_at ?? 0) - (one.used_at ?? 0));
}

export function saveCard(card) {
  return run(CARDS, "readwrite", (store) => store.put(card));
}

export function forgetCard(id) {
  return run(CARDS, "readwrite", (store) => store.delete(id));
}

/** The activation under way, or undefined. */
export function progress() {
  return run(PROGRESS, "readonly", (store) => store.get(CURRENT));
}

export function saveProgress(value) {
  return run(PROGRESS, "readwrite", (store) => store.put(value, CURRENT));
}

export function clearProgress() {
  return run(PROGRESS, "readwrite", (store) => store.delete(CURRENT));
}
