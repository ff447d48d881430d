/** The browser erased what it kept: there was a card here, and it is gone. */

import { register, startAgain } from "../navigation.js";
import { session } from "../session.js";
import * as store from "../store.js";
import { show } from "../view.js";

function lost() {
  const root = show("lost");
  root.querySelector("#lost-known").addEventListener("click", () => {
    store.forgetThatThereWasOne();
    startAgain();
  });
}

register("lost", lost, () => session.card === null);
