/** Being told of requests while the wallet is closed: asked for with words, never at the first visit, and taken back as easily. */

import { cardCall } from "./api.js";
import { fromBase64url, toBase64url } from "./encoding.js";
import { session } from "./session.js";
import { PUSH_KEY } from "./settings.js";
import { announce, part } from "./view.js";
import { message } from "./words.js";

const LATER = "ecps-push-later"; // in localStorage: "1" when the holder said "not now"
const PATH = "/push-subscription";

/** "none" where there is no push; else "denied", "off" or "on". */
export async function pushState() {
  if (PUSH_KEY === "" || !("PushManager" in globalThis) || !("Notification" in globalThis) || !navigator.serviceWorker) return "none";
  if (Notification.permission === "denied") return "denied";
  return (await subscription()) ? "on" : "off";
}

async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Ask the browser, then tell the server where. False when the holder refused. */
export async function turnPushOn() {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64url(PUSH_KEY) });
  await cardCall(session.card, "PUT", PATH, { endpoint: made.endpoint });
  return true;
}

export async function turnPushOff() {
  await cardCall(session.card, "DELETE", PATH);
  await (await subscription())?.unsubscribe();
}

/** The browser may have renewed the address, or the server its key: tell the server again. Silent: the open wallet hears anyway. */
export async function refreshPush() {
  if ((await pushState()) !== "on") return;
  try {
    const held = await subscription();
    const key = held.options.applicationServerKey;
    if (key && toBase64url(key) !== PUSH_KEY) await held.unsubscribe();
    if (!key || toBase64url(key) === PUSH_KEY) await cardCall(session.card, "PUT", PATH, { endpoint: held.endpoint });
    else await turnPushOn();
  } catch {
    // the next opening tries again
  }
}

/** Offer it in the open wallet, once the holder has used their card; and keep what is on up to date. */
export async function offerPush(root) {
  const place = part(root, "push-offer");
  const state = await pushState();
  if (state === "on") await refreshPush();
  if (root.life.aborted || state !== "off" || isLater() || !session.card.used_at) return;
  place.hidden = false;
  place.querySelector("#push-on").addEventListener("click", () => turnOn(place));
  place.querySelector("#push-later").addEventListener("click", () => {
    keepLater();
    place.hidden = true;
  });
}

async function turnOn(place) {
  let isOn = false;
  try {
    isOn = await turnPushOn();
  } catch {
    // said below: the wallet works without it
  }
  if (!isOn) keepLater();
  place.hidden = true;
  announce(message(isOn ? "push_is_on" : "push_is_off"));
}

/** The button of “My card”: shows what is, and changes it. */
export async function bindPushButton(root) {
  const button = root.querySelector("#push-toggle");
  const draw = async () => {
    const state = await pushState();
    button.hidden = state === "none" || state === "denied";
    button.textContent = message(state === "on" ? "push_turn_off" : "push_turn_on");
    button.dataset.state = state;
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (button.dataset.state === "on") await turnPushOff();
      else await turnPushOn();
    } catch {
      announce(message("push_is_off"));
    }
    button.disabled = false;
    await draw();
  });
  await draw();
}

function isLater() {
  try {
    return localStorage.getItem(LATER) !== null;
  } catch {
    return true;
  }
}

function keepLater() {
  try {
    localStorage.setItem(LATER, "1");
  } catch {
    // asked again at the next opening
  }
}
