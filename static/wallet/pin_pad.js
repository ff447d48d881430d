/** The PIN pad: large keys, the keyboard's digits too; the digits stay in this closure. */

import { PIN_ADVISED, PIN_MAX, PIN_MIN } from "./pin_rules.js";
import { clonePart, part } from "./view.js";
import { counted } from "./words.js";

/** Put a pad in the screen's slot. onEnter(pin) is called with 4 to 8 digits. Returns {clear, fail, wait}. */
export function mountPinPad(root, onEnter) {
  const pad = clonePart("part-pin-pad");
  root.querySelector('[data-slot="pin-pad"]').replaceChildren(pad);
  let digits = "";
  let waiting = false;

  const draw = () => {
    drawDots(part(pad, "dots"), digits.length);
    part(pad, "count").textContent = digits === "" ? "" : counted("digits", digits.length);
    part(pad, "enter").disabled = waiting || digits.length < PIN_MIN;
    part(pad, "erase").disabled = waiting || digits === "";
  };
  const type = (digit) => {
    if (waiting || digits.length >= PIN_MAX) return;
    part(pad, "pin-error").textContent = "";
    digits += digit;
    draw();
  };
  const erase = () => {
    if (waiting) return;
    digits = digits.slice(0, -1);
    draw();
  };
  const enter = () => {
    if (waiting || digits.length < PIN_MIN) return;
    const pin = digits;
    digits = "";
    draw();
    onEnter(pin);
  };

  for (const key of pad.querySelectorAll("[data-digit]")) key.addEventListener("click", () => type(key.dataset.digit));
  part(pad, "erase").addEventListener("click", erase);
  part(pad, "enter").addEventListener("click", enter);
  document.addEventListener("keydown", (event) => onKey(event, { type, erase, enter }), { signal: root.life });
  draw();

  return {
    clear() {
      digits = "";
      draw();
    },
    fail(text) {
      digits = "";
      part(pad, "pin-error").textContent = text;
      draw();
    },
    wait(isWaiting) {
      waiting = isWaiting;
      draw();
    },
  };
}

function onKey(event, { type, erase, enter }) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const onButton = event.target.closest?.("button, a, input") !== null;
  if (/^\d$/.test(event.key)) type(event.key);
  else if (event.key === "Backspace") erase();
  else if (event.key === "Enter" && !onButton) enter();
  else return;
  event.preventDefault();
}

function drawDots(place, count) {
  const dots = Array.from({ length: Math.max(count, PIN_ADVISED) }, (_, index) => {
    const dot = document.createElement("span");
    dot.className = index < count ? "pin__dot pin__dot--full" : "pin__dot";
    return dot;
  });
  place.replaceChildren(...dots);
}
