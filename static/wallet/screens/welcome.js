/** First screens: what this is, and who one is. */

import { call, Refusal, Unreachable } from "../api.js";
import { readNationalId } from "../identifiers.js";
import { bindInstallButton, isInstalled, isIosTab } from "../install.js";
import { go, register } from "../navigation.js";
import { keepActivation, session } from "../session.js";
import { announce, fieldError, part, show } from "../view.js";
import { message } from "../words.js";
import { showTrouble } from "./trouble.js";

function welcome() {
  const root = show("welcome");
  root.querySelector("#start-activation").addEventListener("click", () => go("identify"));
  const reveal = () => {
    part(root, "install").hidden = false;
  };
  bindInstallButton(root.querySelector("#install"), root.life, reveal);
  if (isIosTab() && !isInstalled()) {
    part(root, "install-ios").hidden = false;
    part(root, "ios-apart").hidden = false;
    reveal();
  }
}

function identify() {
  const root = show("identify");
  const form = root.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(root, form);
  });
}

async function submit(root, form) {
  const input = form.elements.national_id;
  const nationalId = readNationalId(input.value);
  fieldError(root, input, "error", nationalId ? "" : message("malformed_national_id"));
  if (!nationalId) return;

  const asked = !part(root, "birth-date").hidden;
  const birthDate = form.elements.birth_date;
  if (asked) fieldError(root, birthDate, "birth-date-error", birthDate.value ? "" : message("birth_date_missing"));
  if (asked && !birthDate.value) return;

  const button = root.querySelector("#identify-submit");
  button.disabled = true;
  try {
    const opened = await openActivation(nationalId, asked ? birthDate.value : undefined);
    if (root.life.aborted) return;
    if (opened.birth_date_wanted && !asked) askBirthDate(root, birthDate);
    else await go("codes");
  } catch (error) {
    if (error instanceof Refusal && error.code === "malformed_national_id") fieldError(root, input, "error", message("malformed_national_id"));
    else if (error instanceof Refusal && error.status === 429) fieldError(root, input, "error", tooMany(error));
    else if (error instanceof Unreachable) fieldError(root, input, "error", message("unreachable"));
    else showTrouble(error, identify);
  } finally {
    button.disabled = false;
  }
}

function askBirthDate(root, birthDate) {
  part(root, "birth-date").hidden = false;
  birthDate.focus();
  announce(root.querySelector("#birth-date-hint").textContent);
}

export function tooMany(refusal) {
  return message("too_many_requests", { count: Math.max(1, Math.ceil(Number(refusal.details.retry_after ?? 60) / 60)) });
}

/** Ask for two codes and keep the activation in hand. Returns the server's answer. */
export async function openActivation(nationalId, birthDate) {
  const body = birthDate ? { national_id: nationalId, birth_date: birthDate } : { national_id: nationalId };
  const opened = await call("POST", "/activations", body);
  if (!opened.birth_date_wanted || birthDate) {
    await keepActivation({
      activation: opened.activation,
      national_id: nationalId,
      birth_date: birthDate,
      resend_at: Date.now() + Number(opened.resend_after ?? 60) * 1000,
      expires_at: Date.parse(opened.expires_at),
      ticket: session.activation?.activation === opened.activation ? session.activation.ticket : undefined,
    });
  }
  return opened;
}

register("welcome", welcome, () => session.card === null);
register("identify", identify, () => session.card === null || session.activation !== null);
