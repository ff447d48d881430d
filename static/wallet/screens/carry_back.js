/** After an approval on the same phone: the sign-in page gets the one-time code in its fragment, which no server sees. */

import { ISSUER } from "../settings.js";
import { part } from "../view.js";

/** Go back to the sign-in page; a link stays on screen for browsers that ask first. returnTo: believed only on the provider's origin. */
export function carryBack(returnTo, code) {
  const page = new URL(returnTo);
  if (page.origin !== new URL(ISSUER).origin) return;
  page.hash = `r=${code}`;
  const link = part(document.getElementById("screen"), "carry-back");
  link.href = page.href;
  link.hidden = false;
  location.replace(page.href);
}
