/** The screen that only waits: a key is being made, an answer is on its way. */

import { fill, show } from "../view.js";
import { message } from "../words.js";

/** code: a message with its title, `code` and `code_title`. */
export function busy(code) {
  fill(show("busy"), { title: message(`${code}_title`), words: message(code) });
}
