/** A new key, a new PIN, one card: the end of an activation. */

import { call, cardCall, Refusal } from "../api.js";
import { makeKey, makeSalt, pinProof } from "../crypto.js";
import { thisDevice } from "../device.js";
import { register, replace } from "../navigation.js";
import { mountPinPad } from "../pin_pad.js";
import { bindingProof } from "../proofs.js";
import { endActivation, session, useCard } from "../session.js";
import * as store from "../store.js";
import { cloneInner, fill, part, show } from "../view.js";
import { asDate, asDateAndTime, counted, message } from "../words.js";
import { busy } from "./busy.js";
import { askNewPin } from "./new_pin.js";
import { showOver, showTrouble } from "./trouble.js";

function newPin() {
  const { code, confirmed } = session.activation;
  askNewPin({ smsCode: code, nationalId: confirmed.holder.national_id, onChosen: makeCard });
}

/** This phone may hold a card of the same person that still works: its PIN spares the wait. */
async function makeCard(pin) {
  const former = await ownReplaceable(session.activation.confirmed);
  if (former?.works) askFormerPin(pin, former);
  else await makeNewCard(pin, former);
}

function askFormerPin(pin, former, refusal = "") {
  const root = show("former-pin");
  const pad = mountPinPad(root, async (formerPin) => makeNewCard(pin, former, await pinProof(formerPin, former.salt)));
  pad.fail(refusal);
  root.querySelector("#former-forgotten").addEventListener("click", () => makeNewCard(pin, former));
}

async function makeNewCard(pin, former, formerProof) {
  busy("making_key");
  try {
    const { activation, confirmed } = session.activation;
    const key = await makeKey();
    const salt = makeSalt();
    const body = {
      binding: confirmed.binding,
      pin_proof: await pinProof(pin, salt),
      device: thisDevice(),
    };
    if (former) body.replaces = former.card;
    if (formerProof) body.former_pin_proof = formerProof;
    const again = (refusal) => askFormerPin(pin, former, refusal);
    await bind(await sign({ activation, nonce: confirmed.nonce, body, key, salt, holder: confirmed.holder, former, askAgain: again }));
  } catch (error) {
    showTrouble(error, newPin);
  }
}

/** The card of the same person on this very phone that is not over: a new activation supersedes it. */
async function ownReplaceable(confirmed) {
  const states = new Map((confirmed.replaceable ?? []).map((card) => [card.card, card.state]));
  const here = (await store.allCards()).find((card) => states.has(card.card));
  return here && { ...here, works: states.get(here.card) === "ACTIVE" };
}

/** The attempt with a statement signed now: one lives a minute. */
async function sign(attempt) {
  const proof = await bindingProof(attempt.key, attempt.activation, attempt.nonce);
  return { ...attempt, body: { ...attempt.body, proof } };
}

/** Send the binding. A statement that is too old, by waiting or by a wrong clock, is signed once more. After a lost answer the very same bytes go again: the server then repeats its answer. */
async function bind(attempt) {
  busy("making_key");
  try {
    const path = `/activations/${encodeURIComponent(attempt.activation)}/bind`;
    const bound = attempt.former ? await cardCall(attempt.former, "POST", path, attempt.body) : await call("POST", path, attempt.body);
    await keepCard(attempt, bound);
  } catch (error) {
    if (error instanceof Refusal && error.code === "too_many_cards") askWhichToReplace(attempt, error.details.cards);
    else if (error instanceof Refusal && error.code === "wrong_pin") attempt.askAgain(counted("wrong_pin", Number(error.details.attempts_left)));
    else if (error instanceof Refusal && error.code === "card_locked") await bind(withoutFormerPin(attempt));
    else if (error instanceof Refusal && error.code === "invalid_proof" && !attempt.again) await bind(await sign({ ...attempt, again: true }));
    else if (error instanceof Refusal && [409, 410, 423].includes(error.status)) await lost(error);
    else showTrouble(error, () => bind({ ...attempt, again: false }));
  }
}

/** The former card locked at its third wrong PIN: the new one waits, as without it. */
function withoutFormerPin(attempt) {
  const { former_pin_proof: _spent, ...body } = attempt.body;
  return { ...attempt, body };
}

async function lost(error) {
  await endActivation();
  showOver(error.status === 409 ? "already_bound" : "activation_expired");
}

function askWhichToReplace(attempt, cards) {
  const root = show("replace");
  const lines = cards.map((card) => {
    const line = cloneInner(root, "card-choice");
    line.querySelector("input").value = card.card;
    fill(line, { name: card.name || card.platform, words: message("card_in_list", { state: message(`state_${card.state}`), date: asDate(card.created_at) }) });
    return line;
  });
  part(root, "cards").replaceChildren(...lines);
  root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    bind({ ...attempt, body: { ...attempt.body, replaces: event.target.elements.replaces.value } });
  });
}

async function keepCard({ body, key, salt, holder }, bound) {
  const card = {
    card: bound.card,
    kid: bound.kid ?? key.kid,
    privateKey: key.privateKey,
    salt,
    holder,
    created_at: bound.server_time,
    expires_at: bound.expires_at,
    usable_from: bound.usable_from,
    used_at: Date.now(),
  };
  await store.saveCard(card);
  for (const other of await store.allCards()) {
    const isSuperseded = other.holder.national_id === holder.national_id && other.card !== card.card;
    if (isSuperseded || other.card === body.replaces) await store.forgetCard(other.card);
  }
  await endActivation();
  useCard(card);
  navigator.storage?.persist?.();
  await replace("done");
}

function done() {
  const root = show("done");
  const waits = Date.parse(session.card.usable_from) > Date.parse(session.card.created_at);
  const later = waits ? message("usable_from", { when: asDateAndTime(session.card.usable_from) }) : "";
  fill(root, { words: waits ? "" : message("card_ready"), later });
  part(root, "later").hidden = !waits;
  root.querySelector("#done").addEventListener("click", () => replace("home"));
}

register("new-pin", newPin, () => Boolean(session.activation?.confirmed));
register("done", done, () => session.card !== null && session.activation === null);
