/** My card: its facts, its PIN, its end. */

import { cardCall, Refusal, Unreachable } from "../api.js";
import { groupNationalId } from "../identifiers.js";
import { bindInstallButton } from "../install.js";
import { register, replace, startAgain } from "../navigation.js";
import { bindPushButton } from "../push.js";
import { dropCard, session, touchCard } from "../session.js";
import { fill, part, show } from "../view.js";
import { asDate, asDateAndTime, message } from "../words.js";
import { busy } from "./busy.js";
import { showTrouble } from "./trouble.js";

async function card() {
  const root = show("card");
  const known = session.card;
  draw(root, { ...known, state: "unknown" });
  bindInstallButton(root.querySelector("#card-install"), root.life);
  bindPushButton(root);
  try {
    const facts = await cardCall(known, "GET", "/card");
    if (root.life.aborted) return;
    draw(root, facts);
    const { holder, device, activation_mode, created_at, expires_at, last_used_at } = facts;
    await touchCard({ holder, device, activation_mode, created_at, expires_at, last_used_at });
  } catch (error) {
    if (root.life.aborted) return;
    if (error instanceof Unreachable) part(root, "offline").hidden = false;
    else showTrouble(error, () => replace("card"));
  }
}

function draw(root, facts) {
  fill(root, {
    ...facts.holder,
    national_id: groupNationalId(facts.holder.national_id),
    state: message(`state_${facts.state}`),
    expires_at: asDate(facts.expires_at),
    created_at: asDate(facts.created_at),
    device: facts.device?.name,
    platform: [facts.device?.platform, facts.device?.app_version].filter(Boolean).join(" · "),
    mode: facts.activation_mode && message(`mode_${facts.activation_mode}`),
    last_used_at: facts.activation_mode && (asDateAndTime(facts.last_used_at) || message("never_used")),
    card: facts.card,
  });
  part(root, "ecard").classList.toggle("ecard--off", !["ACTIVE", "unknown"].includes(facts.state));
}

function confirmDeletion() {
  const root = show("delete-card");
  fill(root, { words: message("delete_card", { name: session.card.holder.display_name }) });
  root.querySelector("#delete-confirm").addEventListener("click", revoke);
}

async function revoke() {
  busy("sending");
  try {
    await cardCall(session.card, "POST", "/card/revocation", { reason: "holder_request" });
  } catch (error) {
    const isGone = error instanceof Refusal && ["REVOKED", "EXPIRED"].includes(error.details.state);
    if (!isGone) {
      showTrouble(error, revoke);
      return;
    }
  }
  await dropCard();
  await startAgain();
}

register("card", card, () => session.card !== null);
register("delete-card", confirmDeletion, () => session.card !== null);
