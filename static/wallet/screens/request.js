/** One login request: what is asked, by whom, from where; a number, a PIN, a signed answer. */

import { cardCall, Refusal } from "../api.js";
import { nowMilliseconds } from "../clock.js";
import { pinProof } from "../crypto.js";
import { readNumber } from "../identifiers.js";
import { go, register, replace } from "../navigation.js";
import { mountPinPad } from "../pin_pad.js";
import { decisionProof } from "../proofs.js";
import { session, touchCard } from "../session.js";
import { every, fieldError, fill, part, show } from "../view.js";
import { counted, message } from "../words.js";
import { busy } from "./busy.js";
import { carryBack } from "./carry_back.js";
import { describeRequest, originOf, whatIsShown } from "./request_words.js";
import { showResult } from "./result.js";
import { showTrouble } from "./trouble.js";

let shown = null; // what the screen displayed, and the decision signs
let agreed = ""; // the request whose holder said, on a step of its own, that they asked for it themselves

function read() {
  const { request } = session;
  if (request.same_network === false && agreed !== request.id) {
    replace("other-place");
    return;
  }
  if (request.purpose === "CIBA" && request.first_use && agreed !== request.id) {
    replace("new-service");
    return;
  }
  const root = show("request");
  shown = whatIsShown(request);
  describeRequest(root, request, shown);
  offerWay(root, request);
  countDown(root, request);
  root.querySelector("#approve").addEventListener("click", () => go("request-pin"));
  root.querySelector("#refuse").addEventListener("click", () => decide("deny"));
  root.querySelector("#report").addEventListener("click", () => go("report"));
}

/** The phone and the page come from different networks: a step of its own, before anything can be approved. */
function warnOfPlaces() {
  const { request } = session;
  const root = show("other-place");
  shown = whatIsShown(request);
  describeRequest(root, request, shown);
  fill(root, { here: request.claimed_from ?? message("origin_unknown"), there: originOf(shown) });
  countDown(root, request);
  root.querySelector("#place-agree").addEventListener("click", () => {
    agreed = request.id;
    replace("request");
  });
  root.querySelector("#place-refuse").addEventListener("click", () => go("report"));
}

/** No browser of ours named this service, and it was never used: a step of its own, before anything can be approved. */
function warnOfNewService() {
  const { request } = session;
  const root = show("new-service");
  shown = whatIsShown(request);
  describeRequest(root, request, shown);
  countDown(root, request);
  root.querySelector("#service-agree").addEventListener("click", () => {
    agreed = request.id;
    replace("request");
  });
  root.querySelector("#service-refuse").addEventListener("click", () => go("report"));
}

/** Choose among three, for a number typed in the browser; type the page's own, for a QR code; none, on the same phone. */
function offerWay(root, request) {
  const form = part(root, "typed-number");
  form.hidden = request.way !== "QR";
  part(root, "same-phone").hidden = request.way !== "LINK";
  const buttons = request.way === "QR" ? [form.querySelector("button")] : offerNumbers(root, request);
  if (request.purpose === "CIBA") root.querySelector("#numbers-heading").textContent = message("number_of_service", { client: request.client.name });
  part(root, "numbers-card").hidden = request.way === "QR" || buttons.length === 0;
  const approve = root.querySelector("#approve");
  approve.hidden = buttons.length > 0;
  requireReading(root, [...buttons, approve]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = readNumber(form.elements.number.value);
    fieldError(root, form.elements.number, "number-error", number ? "" : message("number_missing"));
    if (!number) return;
    session.number = number;
    go("request-pin");
  });
}

function offerNumbers(root, request) {
  const numbers = request.numbers ?? [];
  const buttons = numbers.map((number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "numbers__choice";
    button.dataset.number = number;
    button.textContent = number;
    button.setAttribute("aria-label", message("choose_number", { number }));
    button.addEventListener("click", () => {
      session.number = number;
      go("request-pin");
    });
    return button;
  });
  part(root, "numbers").replaceChildren(...buttons);
  return buttons;
}

/** A service's own words are approved only after an explicit tick. */
function requireReading(root, buttons) {
  const tick = root.querySelector("#binding-read");
  const hasWords = shown.binding_text !== "";
  part(root, "binding").hidden = !hasWords;
  const update = () => {
    for (const button of buttons) button.disabled = hasWords && !tick.checked;
  };
  tick.addEventListener("change", update);
  update();
}

function countDown(root, request) {
  const tick = () => {
    const seconds = Math.ceil((Date.parse(request.expires_at) - nowMilliseconds()) / 1000);
    if (seconds <= 0) close("request_expired", "OVER");
    else part(root, "time-left").textContent = message("seconds_left", { count: seconds });
  };
  every(root, 1000, tick);
  tick();
}

function askPin(refusal = "") {
  const { request, number } = session;
  const root = show("request-pin");
  const words = number === null ? message("approving", { client: request.client.name }) : message("approving_number", { client: request.client.name, number });
  fill(root, { words });
  const pad = mountPinPad(root, (pin) => decide("approve", pin));
  pad.fail(refusal);
  root.querySelector("#pin-back").addEventListener("click", () => history.back());
}

function confirmReport() {
  const root = show("report");
  root.querySelector("#report-confirm").addEventListener("click", () => decide("report"));
  root.querySelector("#report-back").addEventListener("click", () => history.back());
}

async function decide(decision, pin = null) {
  busy("sending");
  const { card, request, number } = session;
  try {
    const body = {};
    if (pin !== null) body.pin_proof = await pinProof(pin, card.salt);
    body.decision_jws = await decisionProof(card, request, decision, number, shown);
    await send(request, body);
  } catch (error) {
    showTrouble(error, () => replace("home"));
  }
}

/** After a lost answer the very same statement goes again: the server repeats its outcome and counts nothing. */
async function send(request, body) {
  busy("sending");
  try {
    const outcome = await cardCall(session.card, "POST", `/login-requests/${encodeURIComponent(request.id)}/decision`, body);
    await touchCard();
    const { return_to: returnTo } = request;
    if (outcome.return_code && returnTo) close("approved_here", "APPROVED", () => carryBack(returnTo, outcome.return_code));
    else if (outcome.reason === "wrong_number") close("wrong_number", "DENIED");
    else close(outcome.state.toLowerCase(), outcome.state);
  } catch (error) {
    if (!(error instanceof Refusal)) showTrouble(error, () => send(request, body));
    else if (error.code === "wrong_pin") askPin(counted("wrong_pin", Number(error.details.attempts_left)));
    else if (error.status === 409) close("already_decided", "OVER");
    else if (error.status === 410) close("request_expired", "OVER");
    else showTrouble(error, () => replace("home"));
  }
}

/** then: what remains to do once the outcome is on screen. */
function close(code, icon, then = () => {}) {
  session.request = null;
  session.number = null;
  shown = null;
  showResult(code, icon);
  then();
}

register("request", read, () => session.request !== null);
register("other-place", warnOfPlaces, () => session.request !== null);
register("new-service", warnOfNewService, () => session.request !== null);
register("request-pin", () => askPin(), () => session.request !== null && shown !== null);
register("report", confirmReport, () => session.request !== null && shown !== null);
