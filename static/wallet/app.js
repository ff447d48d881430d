/** The wallet starts here: what the phone holds decides the first screen. */

import { isSupported } from "./crypto.js";
import { readTicket } from "./identifiers.js";
import { replace, startNavigation } from "./navigation.js";
import { followTicket } from "./screens/activation.js";
import "./screens/binding.js";
import "./screens/card.js";
import "./screens/home.js";
import "./screens/own_cards.js";
import "./screens/pin_change.js";
import "./screens/request.js";
import "./screens/welcome.js";
import { resumeActivation, session, useCard } from "./session.js";
import * as store from "./store.js";
import { show } from "./view.js";

/** The first screen: a ticket in the address, an activation under way, a card, several, none. */
async function start() {
  const cards = await store.allCards();
  if (!cards.some(({ card }) => card === session.card?.card)) useCard(cards.length === 1 ? cards[0] : null);
  if (!session.activation) await resumeActivation();

  const ticket = takeTicket();
  if (ticket?.activation) await followTicket(ticket);
  else if (session.activation) await replace(session.activation.confirmed ? "holder" : "codes");
  else if (session.card) await replace("home");
  else if (cards.length > 1) await replace("choose-card");
  else await replace("welcome");
}

/** The ticket of the address's fragment, taken out of the address at once. */
function takeTicket() {
  const { hash } = location;
  if (!hash.startsWith("#t=")) return null;
  history.replaceState(history.state, "", location.pathname);
  return readTicket(hash);
}

async function open() {
  if (!isSupported()) {
    show("insecure");
    return;
  }
  startNavigation(start);
  navigator.serviceWorker?.register("/sw.js").catch(() => {}); // without it the wallet works, only not offline
  try {
    await start();
  } catch {
    show("insecure"); // private browsing without storage
  }
}

open();
