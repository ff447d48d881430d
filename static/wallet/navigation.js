/** Which screen comes next, and what the browser's Back button does.

A screen registers its renderer and what it needs in memory; when Back reaches a screen whose needs are gone, the wallet starts afresh. */

const screens = new Map();
let start = () => {};

/** render: shows the screen. isPossible: false when what it needs is gone (a code used, a request answered). */
export function register(name, render, isPossible = () => true) {
  screens.set(name, { render, isPossible });
}

/** The next screen; Back returns to the present one. */
export function go(name) {
  history.pushState({ screen: name }, "", location.pathname);
  return render(name);
}

/** The next screen, in place of the present one in the history. */
export function replace(name) {
  history.replaceState({ screen: name }, "", location.pathname);
  return render(name);
}

function render(name) {
  return screens.get(name).render();
}

/** Listen to Back and to every element marked data-go. first: what to show when nothing else is possible. */
export function startNavigation(first) {
  start = first;
  window.addEventListener("popstate", (event) => {
    const screen = screens.get(event.state?.screen);
    if (screen?.isPossible()) screen.render();
    else start();
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-go]");
    if (target) go(target.dataset.go);
  });
}

/** Begin again from what the phone holds. */
export function startAgain() {
  return start();
}
