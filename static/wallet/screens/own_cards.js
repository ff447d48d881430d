/** The other cards of the holder: one that waits is approved, one that is elsewhere is revoked, this one is named. */

import { cardCall, Refusal } from "../api.js";
import { pinProof } from "../crypto.js";
import { go, register, replace } from "../navigation.js";
import { mountPinPad } from "../pin_pad.js";
import { session } from "../session.js";
import { announce, cloneInner, every, fieldError, fill, part, show } from "../view.js";
import { asDate, asDateAndTime, counted, message } from "../words.js";
import { busy } from "./busy.js";
import { showTrouble } from "./trouble.js";

const PERIOD = 15_000; // milliseconds between two looks at the cards from the open wallet
let other = null; // the card that the screens speak of
let wish = null; // {path, body, done}: what the PIN will confirm

/** Watch the cards from the open wallet: a new one that waits shows there, with a button. */
export function watchCards(root) {
  const ask = async () => {
    if (document.hidden || root.life.aborted) return;
    const { cards } = await cardCall(session.card, "GET", "/cards").catch(() => ({ cards: [] })); // the list of requests says what is wrong
    if (root.life.aborted) return;
    const waiting = cards.find((card) => !card.is_this && card.standing === "NOT_YET_USABLE");
    const place = part(root, "new-card");
    if (place.hidden && waiting) announce(message("new_card", { name: waiting.name }));
    place.hidden = !waiting;
    if (!waiting) return;
    fill(place, { new_card: message("new_card", { name: waiting.name }) });
    place.querySelector("button").onclick = () => open(waiting);
  };
  every(root, PERIOD, ask);
  ask();
}

function open(card) {
  other = card;
  go("other-card");
}

async function ownCards() {
  busy("reading");
  try {
    const { cards } = await cardCall(session.card, "GET", "/cards");
    const root = show("own-cards");
    part(root, "cards").replaceChildren(...cards.map((card) => drawLine(root, card)));
    root.querySelector("#activate-other").addEventListener("click", () => go("identify"));
  } catch (error) {
    showTrouble(error, () => replace("own-cards"));
  }
}

function drawLine(root, card) {
  const line = cloneInner(root, "own-card");
  const state = message(`state_${card.standing}`);
  fill(line, { name: card.name || card.platform, words: message("card_in_list", { state, date: asDate(card.created_at) }) });
  part(line, "this").hidden = !card.is_this;
  line.querySelector("button").addEventListener("click", () => (card.is_this ? go("rename-card") : open(card)));
  return line;
}

function otherCard() {
  const root = show("other-card");
  const waits = other.standing === "NOT_YET_USABLE";
  fill(root, {
    name: other.name || other.platform,
    platform: [other.platform, other.app_version].filter(Boolean).join(" · "),
    mode: message(`mode_${other.activation_mode}`),
    created_at: asDateAndTime(other.created_at),
    expires_at: asDate(other.expires_at),
    last_used_at: asDateAndTime(other.last_used_at) || message("never_used"),
    state: message(`state_${other.standing}`),
    later: message("usable_from", { when: asDateAndTime(other.usable_from) }),
  });
  for (const name of ["waiting", "approve"]) part(root, name).hidden = !waits;
  part(root, "approve").addEventListener("click", () => confirm(`/cards/${other.card}/approval`, {}, "card_approved"));
  for (const button of root.querySelectorAll("[data-reason]")) {
    button.hidden = button.dataset.reason === "disowned" ? !waits : waits;
    button.addEventListener("click", () => confirm(`/cards/${other.card}/revocation`, { reason: button.dataset.reason }, "other_revoked"));
  }
}

function confirm(path, body, done) {
  wish = { path, body, done };
  go("other-card-pin");
}

function askPin(refusal = "") {
  const root = show("other-card-pin");
  const pad = mountPinPad(root, send);
  pad.fail(refusal);
  root.querySelector("#pin-back").addEventListener("click", () => history.back());
}

async function send(pin) {
  busy("sending");
  try {
    await cardCall(session.card, "POST", wish.path, { ...wish.body, pin_proof: await pinProof(pin, session.card.salt) });
    await end(wish.done);
  } catch (error) {
    if (error instanceof Refusal && error.code === "wrong_pin") askPin(counted("wrong_pin", Number(error.details.attempts_left)));
    else if (error instanceof Refusal && [404, 409].includes(error.status)) await end("card_settled");
    else showTrouble(error, () => replace("home"));
  }
}

async function end(words) {
  other = null;
  wish = null;
  await replace("own-cards");
  announce(message(words));
}

function renameCard() {
  const root = show("rename-card");
  const form = root.querySelector("form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = form.elements.name.value.trim();
    fieldError(root, form.elements.name, "name-error", name === "" ? message("name_missing") : "");
    if (name === "") return;
    try {
      await cardCall(session.card, "PATCH", "/card", { name });
      await replace("own-cards");
    } catch (error) {
      showTrouble(error, () => replace("rename-card"));
    }
  });
}

register("own-cards", ownCards, () => session.card !== null);
register("other-card", otherCard, () => session.card !== null && other !== null);
register("other-card-pin", () => askPin(), () => session.card !== null && wish !== null);
register("rename-card", renameCard, () => session.card !== null);
