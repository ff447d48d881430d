/** What the phone keeps, in IndexedDB: the cards (with keys that cannot be exported) and the activation under way.

A card: {card, kid, privateKey, salt, holder, created_at, expires_at, usable_from, used_at}.
The activation under way: {activation, national_id, resend_at, expires_at}; no code, no PIN, no binding, no birth date. */

const NAME = "ecps-wallet";
const VERSION = 1;
const CARDS = "cards";
const PROGRESS = "progress";
const CURRENT = "current";

const HAD_CARD = "ecps-had-card"; // in localStorage, which browsers that erase keys often leave: "1", and nothing else

const otherTabs = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
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

async function run(stores, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode);
    const request = act(...[stores].flat().map((name) => transaction.objectStore(name)));
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

/** Keep a new card. Its activation ends with it, in one transaction: a tab that looks sees one or the other. */
export async function saveCard(card) {
  await run([CARDS, PROGRESS], "readwrite", (cards, progress) => {
    progress.delete(CURRENT);
    return cards.put(card);
  });
  remember(true);
  otherTabs?.postMessage(CARDS);
}

/** Keep the latest facts of a card; one that another tab removed stays away. */
export function updateCard(card) {
  return run(CARDS, "readwrite", (store) => {
    const kept = store.getKey(card.card);
    kept.onsuccess = () => kept.result !== undefined && store.put(card);
    return kept;
  });
}

export async function forgetCard(id) {
  await run(CARDS, "readwrite", (store) => store.delete(id));
  if ((await allCards()).length === 0) remember(false);
  otherTabs?.postMessage(CARDS);
}

/** Call `act` when another tab made or removed a card. */
export function onOtherTab(act) {
  if (otherTabs) otherTabs.onmessage = () => act();
}

/** Whether this browser once kept a card that nobody removed here. */
export function hadCard() {
  try {
    return localStorage.getItem(HAD_CARD) !== null;
  } catch {
    return false;
  }
}

export function forgetThatThereWasOne() {
  remember(false);
}

function remember(hasCard) {
  try {
    if (hasCard) localStorage.setItem(HAD_CARD, "1");
    else localStorage.removeItem(HAD_CARD);
  } catch {
    // a browser that keeps nothing has nothing to lose
  }
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
