/** What happened with the holder's sign-ins, where they are signed in, and the way out of everywhere. */

import { cardCall, Unreachable } from "../api.js";
import { describe } from "../device.js";
import { register, replace } from "../navigation.js";
import { session } from "../session.js";
import { announce, cloneInner, fill, part, show } from "../view.js";
import { asDateAndTime, asTime, counted, message } from "../words.js";
import { busy } from "./busy.js";
import { showTrouble } from "./trouble.js";

const BADGES = { SIGNED_IN: "badge--success", AGAIN: "badge--success", REFUSED: "badge--warning", REPORTED: "badge--danger" };

async function signIns() {
  const root = show("sign-ins");
  const older = root.querySelector("#older");
  older.addEventListener("click", () => readPage(root, older.dataset.next));
  await readPage(root, "");
}

async function readPage(root, before) {
  const older = root.querySelector("#older");
  older.disabled = true;
  try {
    const query = before ? `?before=${encodeURIComponent(before)}` : "";
    const { sign_ins: lines, next } = await cardCall(session.card, "GET", "/sign-ins", undefined, query);
    if (root.life.aborted) return;
    part(root, "offline").hidden = true;
    const drawn = lines.map((line) => drawSignIn(root, line));
    part(root, "lines").append(...drawn);
    part(root, "empty").hidden = part(root, "lines").children.length > 0;
    older.hidden = next === null;
    older.dataset.next = next ?? "";
    if (before && drawn.length > 0) {
      drawn[0].tabIndex = -1;
      drawn[0].focus();
    }
  } catch (error) {
    if (root.life.aborted) return;
    if (error instanceof Unreachable) part(root, "offline").hidden = false;
    else showTrouble(error, () => replace("sign-ins"));
  } finally {
    older.disabled = false;
  }
}

function drawSignIn(root, line) {
  const drawn = cloneInner(root, "line");
  fill(drawn, { client: line.client.name, when: asDateAndTime(line.at), where: place(line), how: byCard(line) });
  const kind = part(drawn, "kind");
  kind.textContent = message(`sign_in_${line.kind}`) || line.kind;
  kind.classList.add(BADGES[line.kind] ?? "badge--neutral");
  return drawn;
}

async function sessions() {
  busy("reading_sessions");
  try {
    const { sessions: lines } = await cardCall(session.card, "GET", "/sessions");
    const root = show("sessions");
    part(root, "lines").replaceChildren(...lines.map((line) => drawSession(root, line)));
    part(root, "empty").hidden = lines.length > 0;
    root.querySelector("#sign-out").hidden = lines.length === 0;
  } catch (error) {
    showTrouble(error, () => replace("sessions"));
  }
}

function drawSession(root, line) {
  const drawn = cloneInner(root, "line");
  fill(drawn, {
    where: place(line),
    services: line.services.map(({ name }) => name).join(", "),
    since: message("session_since", { when: asDateAndTime(line.since) }),
    until: line.shared ? message("session_shared") : message("session_until", { when: asTime(line.ends_at) }),
    how: byCard(line),
  });
  return drawn;
}

function place({ origin: { address, user_agent: userAgent }, without_browser: withoutBrowser }) {
  if (withoutBrowser) return message("without_browser");
  return [userAgent ? describe(userAgent) : "", address].filter(Boolean).join(" · ") || message("origin_unknown");
}

function byCard({ is_this: isThis, card_name: name }) {
  if (isThis) return message("by_this_phone");
  return name ? message("by_phone", { name }) : "";
}

function confirmSignOut() {
  const root = show("sign-out");
  root.querySelector("#sign-out-confirm").addEventListener("click", signOut);
}

async function signOut() {
  busy("sending");
  try {
    const { ended } = await cardCall(session.card, "DELETE", "/sessions");
    await replace("sessions");
    announce(counted("signed_out", ended));
  } catch (error) {
    showTrouble(error, signOut);
  }
}

const hasCard = () => session.card !== null;
register("sign-ins", signIns, hasCard);
register("sessions", sessions, hasCard);
register("sign-out", confirmSignOut, hasCard);
