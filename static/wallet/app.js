/** The wallet starts here: what the phone holds decides the first screen. */

import { isSupported } from "./crypto.js";
import { readTicket } from "./identifiers.js";
import { replace, startNavigation } from "./navigation.js";
import { followTicket } from "./screens/activation.js";
import "./screens/binding.js";
import "./screens/card.js";
import { followClaim, takeClaim } from "./screens/claim.js";
import "./screens/home.js";
import "./screens/lost.js";
import "./screens/own_cards.js";
import "./screens/pin_change.js";
import "./screens/request.js";
import "./screens/scan.js";
import "./screens/sign_ins.js";
import "./screens/welcome.js";
import { resumeActivation, session, useCard } from "./session.js";
import * as store from "./store.js";
import { show } from "./view.js";
import { startWorker } from "./worker.js";

/** The first screen: a ticket or a claim in the address, an activation under way, a card, several, none.

What the address brought is taken before anything is waited for: `popstate` and `hashchange` both tell of one link, and
the second finds nothing left to follow. */
async function start() {
  const ticket = takeTicket();
  const claim = takeClaim();
  const cards = await store.allCards();
  if (!cards.some(({ card }) => card === session.card?.card)) useCard(cards.length === 1 ? cards[0] : null);
  if (!session.activation) await resumeActivation();

  if (ticket?.activation) await followTicket(ticket);
  else if (claim) await followClaim(claim);
  else if (session.activation) await replace(session.activation.confirmed ? "holder" : "codes");
  else if (session.card) await replace("home");
  else if (cards.length > 1) await replace("choose-card");
  else if (store.hadCard()) await replace("lost");
  else await replace("welcome");
}

/** The ticket of the address's fragment, taken out of the address at once. */
function takeTicket() {
  const { hash } = location;
  if (!hash.startsWith("#t=")) return null;
  history.replaceState(history.state, "", location.pathname);
  return readTicket(hash);
}

/** Another tab made or removed a card: what this one shows may be gone, or the activation it waits in may be over. */
async function followOtherTab() {
  const cards = await store.allCards();
  const isGone = session.card !== null && !cards.some(({ card }) => card === session.card.card);
  if (isGone) useCard(null);
  const isOver = session.activation !== null && !session.activation.confirmed && (await store.progress()) === undefined;
  if (isOver) session.activation = null;
  if (isGone || (session.card === null && session.activation === null)) await start();
}

async function open() {
  if (!isSupported()) {
    show("insecure");
    return;
  }
  startNavigation(start);
  window.addEventListener("hashchange", () => {
    if (location.hash !== "") start(); // a link came to the open wallet, unless `popstate` has taken it already
  });
  startWorker();
  store.onOtherTab(followOtherTab);
  try {
    await start();
  } catch {
    show("insecure"); // private browsing without storage
  }
}

open();
