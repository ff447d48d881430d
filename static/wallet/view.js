/** Showing a screen: a clone of its template, filled with text only, with focus and title put right. */

const APP = "e-CPS";
let life = new AbortController();

/** Show the screen `name`. Returns its root; `root.life` is a signal that aborts when another screen replaces it. */
export function show(name) {
  life.abort();
  life = new AbortController();
  const place = document.getElementById("screen");
  const root = document.getElementById(`screen-${name}`).content.firstElementChild.cloneNode(true);
  root.life = life.signal;
  if (root.dataset.step) root.prepend(steps(Number(root.dataset.step)));
  place.replaceChildren(root);
  place.dataset.screen = name;
  document.title = `${root.dataset.title} – ${APP}`;
  showTab(root.dataset.tab);
  window.scrollTo(0, 0);
  focusHeading(root);
  return root;
}

function steps(current) {
  const list = clonePart("part-steps");
  [...list.children].forEach((item, index) => {
    item.classList.toggle("steps__item--done", index + 1 < current);
    if (index + 1 === current) item.setAttribute("aria-current", "step");
  });
  return list;
}

function showTab(tab) {
  const bar = document.getElementById("tab-bar");
  bar.hidden = !tab;
  for (const button of bar.children) {
    if (button.dataset.go === tab) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}

/** Move the reading point to the screen's heading: a screen reader then says where one is. */
export function focusHeading(root) {
  const heading = root.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** The first element of a page-level template. */
export function clonePart(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** The first element of a template inside a screen. */
export function cloneInner(root, name) {
  return part(root, name).content.firstElementChild.cloneNode(true);
}

export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

/** Put texts in the elements marked data-fill="key". */
export function fill(root, values) {
  for (const [key, value] of Object.entries(values)) {
    for (const element of root.querySelectorAll(`[data-fill="${key}"]`)) element.textContent = value ?? "";
  }
}

/** Show or clear the error of one field; the field with an error takes the focus. */
export function fieldError(root, input, name, text) {
  const place = part(root, name);
  place.textContent = text;
  place.hidden = text === "";
  if (text === "") {
    input.removeAttribute("aria-invalid");
  } else {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}

/** Say something to screen readers, once. */
export function announce(text) {
  const place = document.getElementById("announcer");
  place.textContent = "";
  setTimeout(() => {
    place.textContent = text;
  }, 50);
}

/** Repeat `act` every `milliseconds` while the screen lives. */
export function every(root, milliseconds, act) {
  const timer = setInterval(act, milliseconds);
  root.life.addEventListener("abort", () => clearInterval(timer));
}

/** The wallet's own header about the person: a test identity is always marked. */
export function markTestIdentity(isTest) {
  document.getElementById("test-banner").hidden = !isTest;
}
