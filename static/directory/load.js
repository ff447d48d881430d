// The page of a load renews itself while the load runs: every two seconds, every ten while it waits for somebody.
"use strict";

(() => {
  const RUNNING = 2_000;
  const WAITING = 10_000;
  const NOBODY = 25 * 60_000; // a page that nobody touches must not keep a session open
  const live = () => document.querySelector("[data-load]");
  const show = (name) => document.querySelector(`[data-load-${name}]`)?.removeAttribute("hidden");
  let touched = Date.now();
  let said = live()?.dataset.said ?? "";

  for (const event of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(event, () => { touched = Date.now(); }, { passive: true });
  }

  const isBeingDecided = () =>
    [...document.querySelectorAll("[data-load-decision]")].some((form) =>
      [...form.elements].some((field) => (field.type === "radio" ? field.checked : field.tagName === "TEXTAREA" && field.value !== "")),
    );

  const say = (words) => {
    if (words !== said) {
      said = words;
      document.querySelector("[data-load-said]").textContent = words;
    }
  };

  const replace = (fresh) => {
    const focused = document.activeElement?.id;
    const opened = [...live().querySelectorAll("details")].map((details) => details.open);
    live().replaceWith(fresh);
    const details = [...fresh.querySelectorAll("details")];
    if (details.length === opened.length) details.forEach((item, place) => { item.open = opened[place]; });
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const look = async () => {
    const shown = live();
    const answer = await fetch(shown.dataset.address, { credentials: "same-origin", redirect: "manual" });
    if (answer.type === "opaqueredirect") location.reload(); // the session has ended: sign in again
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-load]");
    if (!fresh) throw new Error("no load in the answer");
    const moved = fresh.dataset.version !== shown.dataset.version;
    say(fresh.dataset.said);
    if (isBeingDecided()) {
      if (moved) show("moved");
    } else if (moved || "running" in fresh.dataset) {
      replace(fresh);
    }
  };

  const later = () => {
    const shown = live();
    if (!shown || !("open" in shown.dataset)) return;
    setTimeout(async () => {
      if (Date.now() - touched > NOBODY) {
        show("rest");
        return;
      }
      if (!document.hidden) await look().catch(() => {}); // the next look may fare better
      later();
    }, "running" in shown.dataset ? RUNNING : WAITING);
  };

  later();
})();
