/** The open wallet: the requests that wait for an answer, heard of while one looks. */

import { Unreachable } from "../api.js";
import { groupNationalId } from "../identifiers.js";
import { listenToRequests } from "../listening.js";
import { go, register, replace } from "../navigation.js";
import { offerPush } from "../push.js";
import { session, touchCard, useCard } from "../session.js";
import * as store from "../store.js";
import { announce, cloneInner, fill, part, show } from "../view.js";
import { asDateAndTime, asTime, message } from "../words.js";
import { watchCards } from "./own_cards.js";
import { showTrouble } from "./trouble.js";

async function home() {
  const { holder, usable_from: usableFrom } = session.card;
  const root = show("home");
  fill(root, { ...holder, national_id: groupNationalId(holder.national_id) });
  part(root, "later").textContent = message("usable_from", { when: asDateAndTime(usableFrom) });
  part(root, "later").hidden = !(Date.parse(usableFrom) > Date.now());
  listen(root);
  watchCards(root);
  offerPush(root);
  const switcher = root.querySelector("#switch-card");
  switcher.addEventListener("click", () => go("choose-card"));
  switcher.hidden = (await store.allCards()).length < 2;
}

function listen(root) {
  const seen = new Set();
  listenToRequests(root, {
    hear: (requests) => {
      part(root, "offline").hidden = true;
      if (requests !== null) list(root, requests, seen);
    },
    fail: (error) => {
      if (error instanceof Unreachable) part(root, "offline").hidden = false;
      else showTrouble(error, () => replace("home"));
    },
  });
}

/** Draw the list again only when it changed, so that focus and reading point stay. */
function list(root, requests, seen) {
  const place = part(root, "requests");
  const shown = [...place.children].map((line) => line.dataset.request).join(" ");
  if (shown === requests.map((request) => request.id).join(" ")) return;

  part(root, "empty").hidden = requests.length > 0;
  const focused = document.activeElement?.closest("[data-request]")?.dataset.request;
  place.replaceChildren(...requests.map((request) => drawLine(root, request)));
  if (focused) place.querySelector(`[data-request="${CSS.escape(focused)}"] button`)?.focus();
  for (const request of requests.filter(({ id }) => !seen.has(id))) {
    seen.add(request.id);
    announce(message("request_arrived", { client: request.client.name }));
    navigator.vibrate?.(80);
  }
}

function drawLine(root, request) {
  const line = cloneInner(root, "request-line");
  line.dataset.request = request.id;
  fill(line, { client: request.client.name, words: message("request_line", { when: asTime(request.created_at) }) });
  line.querySelector("button").addEventListener("click", () => {
    session.request = request;
    session.number = null;
    go("request");
  });
  return line;
}

async function chooseCard() {
  const cards = await store.allCards();
  const root = show("choose-card");
  const lines = cards.map((card) => {
    const line = cloneInner(root, "card-line");
    fill(line, { ...card.holder, national_id: groupNationalId(card.holder.national_id) });
    line.querySelector("button").addEventListener("click", async () => {
      useCard(card);
      await touchCard();
      await replace(session.claim ? "claim" : "home");
    });
    return line;
  });
  part(root, "cards").replaceChildren(...lines);
  root.querySelector("#add-card").addEventListener("click", () => go("identify"));
}

register("home", home, () => session.card !== null);
register("choose-card", chooseCard);
