/** A QR code or a link brought a claim: the card in use takes the request, if it is the first. */

import { cardCall, Refusal } from "../api.js";
import { readClaim } from "../identifiers.js";
import { isInstalled, isIosTab } from "../install.js";
import { go, register, replace } from "../navigation.js";
import { session } from "../session.js";
import * as store from "../store.js";
import { part, show } from "../view.js";
import { busy } from "./busy.js";
import { showResult } from "./result.js";
import { showTrouble } from "./trouble.js";

const MARK = "#c=";
const ENDS = { 404: "claim_unknown", 409: "claim_taken", 410: "request_expired", 422: "claim_not_admitted" };

/** The claim of the address's fragment, taken out of the address at once; null when there is none, or no claim. */
export function takeClaim() {
  const { hash } = location;
  if (!hash.startsWith(MARK)) return null;
  history.replaceState(history.state, "", location.pathname);
  return readClaim(hash);
}

/** Take what a claim asks for with a card of this phone: the one in use, or the one that its holder chooses now. */
export async function followClaim(claim) {
  session.claim = claim;
  if (session.card) await replace("claim");
  else await replace((await store.allCards()).length > 0 ? "choose-card" : "no-card");
}

async function take() {
  busy("claiming");
  try {
    session.request = await cardCall(session.card, "POST", "/login-requests/claim", { claim: session.claim });
    session.number = null;
    session.claim = null;
    history.replaceState({ screen: "home" }, "", location.pathname); // what Back returns to
    await go("request");
  } catch (error) {
    const end = error instanceof Refusal ? ENDS[error.status] : undefined;
    if (!end) {
      showTrouble(error, () => replace(session.claim ? "claim" : "home"));
      return;
    }
    session.claim = null;
    showResult(end, "OVER");
  }
}

/** No card in this browser: it may be in another one, or in the app of the home screen, whose storage an iPhone keeps apart. */
function noCard() {
  const root = show("no-card");
  const isApart = isIosTab() && !isInstalled();
  part(root, "home-screen").hidden = !isApart;
  part(root, "elsewhere").hidden = isApart;
  root.querySelector("#activate-here").addEventListener("click", () => {
    session.claim = null;
    go("identify");
  });
}

register("claim", take, () => session.card !== null && session.claim !== null);
register("no-card", noCard, () => session.card === null);
