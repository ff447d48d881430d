/** The camera's screen: a code of the e-CPS opens what it leads to, as its link would. */

import { NoCamera, scan } from "../camera.js";
import { register, startAgain } from "../navigation.js";
import { WALLET_ORIGIN } from "../settings.js";
import { fill, part, show } from "../view.js";
import { message } from "../words.js";

const OURS = [`${WALLET_ORIGIN}/#t=`, `${WALLET_ORIGIN}/#c=`]; // a ticket of activation, a claim of a sign-in

async function look() {
  const root = show("scan");
  root.querySelector("#scan-back").addEventListener("click", () => history.back());
  try {
    const text = await scan(part(root, "video"), (found) => isOurs(root, found), root.life);
    if (text !== null) await follow(text);
  } catch (error) {
    if (root.life.aborted) return;
    part(root, "camera").hidden = true;
    part(root, "no-camera").hidden = false;
    const isRefused = error instanceof NoCamera && error.message === "NotAllowedError";
    fill(root, { why: message(isRefused ? "camera_refused" : "camera_missing") });
  }
}

function isOurs(root, text) {
  const ours = OURS.some((beginning) => text.startsWith(beginning));
  if (!ours) part(root, "foreign").hidden = false;
  return ours;
}

/** The same way as the link: the start reads the fragment, and takes it out of the address at once. */
function follow(text) {
  history.replaceState(null, "", `/${text.slice(WALLET_ORIGIN.length + 1)}`);
  return startAgain();
}

register("scan", look);
