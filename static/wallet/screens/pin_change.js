/** Changing the PIN of a card: the present one, then a new one twice. The server counts the wrong ones. */

import { cardCall, Refusal } from "../api.js";
import { pinProof } from "../crypto.js";
import { register, replace } from "../navigation.js";
import { mountPinPad } from "../pin_pad.js";
import { session } from "../session.js";
import { announce, show } from "../view.js";
import { counted, message } from "../words.js";
import { busy } from "./busy.js";
import { askNewPin } from "./new_pin.js";
import { showTrouble } from "./trouble.js";

function changePin(refusal = "") {
  const pad = mountPinPad(show("current-pin"), (current) => {
    askNewPin({ smsCode: "", nationalId: session.card.holder.national_id, onChosen: (chosen) => send(current, chosen) });
    document.querySelector("#screen .steps").remove();
  });
  pad.fail(refusal);
}

async function send(current, chosen) {
  busy("sending");
  const { salt } = session.card;
  try {
    const body = { pin_proof: await pinProof(current, salt), new_pin_proof: await pinProof(chosen, salt) };
    await cardCall(session.card, "POST", "/card/pin", body);
    await replace("card");
    announce(message("pin_changed"));
  } catch (error) {
    if (error instanceof Refusal && error.code === "wrong_pin") changePin(counted("wrong_pin", Number(error.details.attempts_left)));
    else showTrouble(error, () => replace("card"));
  }
}

register("current-pin", () => changePin(), () => session.card !== null);
