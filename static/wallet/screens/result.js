/** What became of a request. */

import { fill, show } from "../view.js";
import { message } from "../words.js";

/** code: a message with its title. icon: APPROVED, DENIED, REPORTED or OVER. */
export function showResult(code, icon) {
  history.replaceState({ screen: "home" }, "", location.pathname);
  const root = show("result");
  for (const image of root.querySelectorAll("[data-icon]")) image.hidden = image.dataset.icon !== icon;
  root.dataset.outcome = icon;
  fill(root, { title: message(`${code}_title`), words: message(code) });
}
