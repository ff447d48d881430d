/** What to do when it does not work: each screen says it. */

import { Refusal, Unreachable } from "../api.js";
import { go, startAgain } from "../navigation.js";
import { dropCard, endActivation, session } from "../session.js";
import { fill, show } from "../view.js";
import { asDateAndTime, message } from "../words.js";

const STATES = ["LOCKED", "SUSPENDED", "REVOKED", "EXPIRED", "NOT_YET_USABLE", "NOT_ELIGIBLE"];

/** Show the screen of an error. retry: what "Try again" does. */
export function showTrouble(error, retry) {
  if (error instanceof Unreachable) return bind(show("offline"), retry);
  if (error instanceof Refusal && error.status === 401) return bind(show("unrecognised"), retry);
  if (error instanceof Refusal && error.code === "card_locked") return showState("LOCKED", {}, retry);
  if (error instanceof Refusal && error.code === "locked" && session.card) return showState("LOCKED", {}, retry);
  if (error instanceof Refusal && error.status === 403 && error.details.state) return showState(error.details.state, error.details, retry);
  const root = bind(show("failed"), retry);
  fill(root, { code: error instanceof Refusal ? error.code : error.name });
  return root;
}

/** Show what a card's state means. details: usable_from, for NOT_YET_USABLE. */
export function showState(state, details, retry) {
  const root = bind(show(STATES.includes(state) ? state : "failed"), retry);
  fill(root, { words: message("usable_from", { when: asDateAndTime(details.usable_from) }), code: state });
  return root;
}

/** The activation cannot go on. code: a message with its title. */
export function showOver(code) {
  const root = bind(show("over"), startAgain);
  fill(root, { title: message(`${code}_title`), words: message(code) });
}

function bind(root, retry) {
  root.querySelector("#retry")?.addEventListener("click", () => retry());
  root.querySelector("#forget")?.addEventListener("click", async () => {
    await dropCard();
    await startAgain();
  });
  root.querySelector("#reactivate")?.addEventListener("click", async () => {
    await endActivation();
    await go("identify");
  });
  return root;
}
