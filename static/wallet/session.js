/** What the wallet has in hand while it is open: the card in use, the activation, the request being read. */

import * as store from "./store.js";
import { markTestIdentity } from "./view.js";

const CONFIRMED = "ecps-confirmed";

export const session = {
  card: null, // the card in use, as stored
  activation: null, // {activation, national_id, resend_at, expires_at, ticket?, code?, confirmed?}
  request: null, // the login request on screen
  number: null, // the number chosen or typed for it
  claim: null, // what a QR code or a link brought, until a card takes it
};

export function useCard(card) {
  session.card = card;
  markTestIdentity(Boolean(card?.holder.is_test));
}

/** Remember a card's latest facts, and that it was used now. */
export async function touchCard(facts = {}) {
  Object.assign(session.card, facts, { used_at: Date.now() });
  await store.updateCard(session.card);
}

/** Forget the card in use: this phone only, the server is not told. */
export async function dropCard() {
  await store.forgetCard(session.card.card);
  useCard(null);
}

/** The activation under way, kept across reloads without its codes. */
export async function keepActivation(value) {
  session.activation = value;
  const { activation, national_id, resend_at, expires_at } = value;
  await store.saveProgress({ activation, national_id, resend_at, expires_at });
}

/** Both codes were right: choosing a PIN may survive a reload of this tab, not its closing. */
export function keepConfirmed(value) {
  session.activation = value;
  sessionStorage.setItem(CONFIRMED, JSON.stringify(value));
}

/** Take up the activation that was under way, if it still lives. */
export async function resumeActivation() {
  const confirmed = sessionStorage.getItem(CONFIRMED);
  const kept = confirmed ? JSON.parse(confirmed) : await store.progress();
  if (kept && !(kept.expires_at <= Date.now())) session.activation = kept;
  else if (kept) await endActivation();
}

export async function endActivation() {
  session.activation = null;
  sessionStorage.removeItem(CONFIRMED);
  await store.clearProgress();
}
