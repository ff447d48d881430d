/** Choosing a PIN, twice the same. */

import { mountPinPad } from "../pin_pad.js";
import { weakness } from "../pin_rules.js";
import { focusHeading, part, show } from "../view.js";
import { message } from "../words.js";

/** Ask for a new PIN twice, then call onChosen(pin). */
export function askNewPin({ smsCode, nationalId, onChosen }) {
  const root = show("new-pin");
  const again = root.querySelector("#pin-again");
  let first = null;

  const phase = (chosen) => {
    first = chosen;
    part(root, "choose-words").hidden = chosen !== null;
    part(root, "repeat-words").hidden = chosen === null;
    again.hidden = chosen === null;
    part(root, "heading").textContent = message(chosen === null ? "pin_choose" : "pin_repeat");
    focusHeading(root);
  };
  const pad = mountPinPad(root, (pin) => {
    if (first === null) {
      const reason = weakness(pin, { smsCode, nationalId });
      if (reason) pad.fail(message(`pin_${reason}`));
      else phase(pin);
    } else if (pin !== first) {
      phase(null);
      pad.fail(message("pin_differs"));
    } else {
      onChosen(pin);
    }
  });
  again.addEventListener("click", () => {
    phase(null);
    pad.clear();
  });
}
