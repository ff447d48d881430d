/** Two codes against two contacts, and a look at the holder. */

import { call, Refusal, Unreachable } from "../api.js";
import { groupNationalId, readCode, readTicket } from "../identifiers.js";
import { go, register, replace } from "../navigation.js";
import { endActivation, keepActivation, keepConfirmed, session } from "../session.js";
import { announce, every, fieldError, fill, markTestIdentity, part, show } from "../view.js";
import { counted, message } from "../words.js";
import { showOver, showTrouble } from "./trouble.js";
import { tooMany } from "./welcome.js";

function codes() {
  const root = show("codes");
  const form = root.querySelector("form");
  if (session.activation.ticket) receiveTicket(root, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(root, form);
  });
  root.querySelector("#codes-restart").addEventListener("click", async () => {
    await endActivation();
    await replace("identify");
  });
  const resend = root.querySelector("#resend");
  resend.addEventListener("click", () => sendAgain(root, form));
  const wait = () => showWait(root, resend);
  every(root, 1000, wait);
  wait();
}

function receiveTicket(root, form) {
  form.elements.ticket.value = session.activation.ticket;
  form.elements.ticket.hidden = true;
  part(root, "ticket-received").hidden = false;
  root.querySelector("#ticket-hint").hidden = true;
  form.elements.code.focus();
  lookAtSms(root);
}

/** Whoever holds the ticket may know where the text message is. Nothing else depends on it. */
async function lookAtSms(root) {
  const { activation, ticket } = session.activation;
  const seen = await call("POST", `/activations/${encodeURIComponent(activation)}/look`, { ticket }).catch(() => null);
  if (!seen || root.life.aborted) return;
  part(root, "sms-state").textContent = message(`sms_${seen.sms}`, { mobile: seen.contacts.mobile });
  root.querySelector("#resend").hidden = seen.mode !== "CODES"; // a screen draws another one itself
}

function showTicketField(root, form) {
  session.activation.ticket = undefined;
  form.elements.ticket.hidden = false;
  part(root, "ticket-received").hidden = true;
  root.querySelector("#ticket-hint").hidden = false;
}

function showWait(root, resend) {
  const seconds = Math.ceil(((session.activation?.resend_at ?? 0) - Date.now()) / 1000);
  resend.disabled = seconds > 0;
  part(root, "resend-wait").textContent = seconds > 0 && !resend.hidden ? message("resend_wait", { count: seconds }) : "";
}

async function sendAgain(root, form) {
  root.querySelector("#resend").disabled = true;
  try {
    const opened = await call("POST", `/activations/${encodeURIComponent(session.activation.activation)}/resend`, {});
    await keepActivation({
      ...session.activation,
      resend_at: Date.now() + Number(opened.resend_after ?? 60) * 1000,
      expires_at: Date.parse(opened.expires_at),
    });
    form.elements.ticket.value = "";
    showTicketField(root, form);
    announce(message("resent"));
    part(root, "resend-wait").textContent = message("resent");
  } catch (error) {
    if (error instanceof Refusal && error.status === 429) part(root, "resend-wait").textContent = tooMany(error);
    else if (error instanceof Refusal && error.status === 410) await refused(error, root, form);
    else showTrouble(error, codes);
  }
}

async function submit(root, form) {
  const read = readTicket(form.elements.ticket.value);
  const code = readCode(form.elements.code.value);
  fieldError(root, form.elements.code, "code-error", code ? "" : message("code_missing"));
  fieldError(root, form.elements.ticket, "ticket-error", read ? "" : message("ticket_missing"));
  if (!read || !code) return;

  const button = root.querySelector("#codes-submit");
  button.disabled = true;
  const activation = read.activation ?? session.activation.activation;
  try {
    const confirmed = await call("POST", `/activations/${encodeURIComponent(activation)}/confirm`, { ticket: read.ticket, code });
    keepConfirmed({ ...session.activation, activation, ticket: undefined, code, confirmed });
    await replace("holder");
  } catch (error) {
    await refused(error, root, form);
  } finally {
    button.disabled = false;
  }
}

async function refused(error, root, form) {
  if (error instanceof Unreachable) {
    fieldError(root, form.elements.code, "code-error", message("unreachable"));
  } else if (!(error instanceof Refusal)) {
    showTrouble(error, codes);
  } else if (error.code === "wrong_ticket") {
    showTicketField(root, form);
    fieldError(root, form.elements.ticket, "ticket-error", message("wrong_ticket"));
  } else if (error.code === "wrong_code") {
    form.elements.code.value = "";
    fieldError(root, form.elements.code, "code-error", counted("wrong_code", Number(error.details.attempts_left)));
  } else if (error.status === 410 || error.status === 423) {
    await endActivation();
    showOver(error.status === 410 ? "activation_expired" : "activation_locked");
  } else if (error.status === 429) {
    fieldError(root, form.elements.code, "code-error", tooMany(error));
  } else {
    showTrouble(error, codes);
  }
}

function holder() {
  const { holder: person, contacts } = session.activation.confirmed;
  const root = show("holder");
  fill(root, { ...person, national_id: groupNationalId(person.national_id), email: contacts.email, mobile: contacts.mobile });
  markTestIdentity(person.is_test);
  root.querySelector("#holder-confirm").addEventListener("click", () => go("new-pin"));
  root.querySelector("#holder-refuse").addEventListener("click", async () => {
    await endActivation();
    markTestIdentity(Boolean(session.card?.holder.is_test));
    await replace("identify");
  });
}

/** A ticket came with the address (the e-mail's link, a QR): go on from there. */
export async function followTicket({ activation, ticket }) {
  const known = session.activation?.activation === activation ? session.activation : {};
  session.activation = { ...known, activation, ticket };
  const path = `/activations/${encodeURIComponent(activation)}`;
  try {
    if ((await call("POST", `${path}/look`, { ticket })).mode === "SMART_CARD") {
      const confirmed = await call("POST", `${path}/confirm`, { ticket });
      keepConfirmed({ activation, confirmed });
      await replace("holder");
      return;
    }
  } catch (error) {
    if (error instanceof Refusal && error.status === 410) {
      await endActivation();
      showOver("activation_expired");
      return;
    }
  }
  await replace("codes"); // where both secrets are judged again, and troubles are told
}

register("codes", codes, () => Boolean(session.activation) && !session.activation.confirmed);
register("holder", holder, () => Boolean(session.activation?.confirmed));
