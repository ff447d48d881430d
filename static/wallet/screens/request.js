/** One login request: what is asked, by whom, from where; a number, a PIN, a signed answer. */

import { cardCall, Refusal } from "../api.js";
import { nowMilliseconds } from "../clock.js";
import { pinProof } from "../crypto.js";
import { describe } from "../device.js";
import { go, register, replace } from "../navigation.js";
import { mountPinPad } from "../pin_pad.js";
import { decisionProof } from "../proofs.js";
import { session, touchCard } from "../session.js";
import { every, fill, part, show } from "../view.js";
import { asTime, counted, message } from "../words.js";
import { busy } from "./busy.js";
import { showResult } from "./result.js";
import { showTrouble } from "./trouble.js";

let shown = null; // what the screen displayed, and the decision signs

function read() {
  const { request } = session;
  const root = show("request");
  shown = {
    client: request.client.name,
    environment: request.client.environment,
    purpose: request.purpose,
    scopes: request.scopes,
    binding_text: request.binding_text,
    origin: request.origin,
  };
  describeRequest(root, request);
  offerNumbers(root, request);
  countDown(root, request);
  root.querySelector("#approve").addEventListener("click", () => go("request-pin"));
  root.querySelector("#refuse").addEventListener("click", () => decide("deny"));
  root.querySelector("#report").addEventListener("click", () => go("report"));
}

function describeRequest(root, request) {
  const { address, user_agent: userAgent, place } = shown.origin;
  fill(root, {
    client: shown.client,
    purpose: message(`purpose_${shown.purpose}`),
    binding_text: shown.binding_text,
    origin: [place || address || message("origin_unknown"), describe(userAgent ?? "")].filter(Boolean).join(" · "),
    created_at: asTime(request.created_at),
    address,
    user_agent: userAgent,
    scopes: shown.scopes.join(" "),
  });
  const environment = part(root, "environment");
  environment.textContent = message(`environment_${shown.environment.toLowerCase()}`) || shown.environment;
  environment.classList.add(shown.environment.toLowerCase() === "sandbox" ? "badge--sandbox" : "badge--production");
  part(root, "first-use").hidden = !request.first_use;
  part(root, "scopes").replaceChildren(...shown.scopes.map(scopeLine));
}

function scopeLine(scope) {
  const line = document.createElement("li");
  line.textContent = message(`scope_${scope}`) || message("scope_other", { scope });
  return line;
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
  part(root, "numbers-card").hidden = buttons.length === 0;
  const approve = root.querySelector("#approve");
  approve.hidden = buttons.length > 0;
  requireReading(root, [...buttons, approve]);
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
    if (outcome.reason === "wrong_number") close("wrong_number", "DENIED");
    else close(outcome.state.toLowerCase(), outcome.state);
  } catch (error) {
    if (!(error instanceof Refusal)) showTrouble(error, () => send(request, body));
    else if (error.code === "wrong_pin") askPin(counted("wrong_pin", Number(error.details.attempts_left)));
    else if (error.status === 409) close("already_decided", "OVER");
    else if (error.status === 410) close("request_expired", "OVER");
    else showTrouble(error, () => replace("home"));
  }
}

function close(code, icon) {
  session.request = null;
  session.number = null;
  shown = null;
  showResult(code, icon);
}

register("request", read, () => session.request !== null);
register("request-pin", () => askPin(), () => session.request !== null && shown !== null);
register("report", confirmReport, () => session.request !== null && shown !== null);
