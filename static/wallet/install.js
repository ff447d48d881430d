/** Installing the wallet, where the browser offers it. */

let offer = null;
const listeners = new Set();

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  for (const listener of listeners) listener();
});

export function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
}

/** True on iPhone and iPad in a tab: there, installing is done by hand and storage is kept apart. */
export function isIosTab() {
  return navigator.standalone === false;
}

/** Make `button` visible and working as soon as the browser offers to install. */
export function bindInstallButton(button, signal, onVisible = () => {}) {
  const reveal = () => {
    button.hidden = offer === null || isInstalled();
    if (!button.hidden) onVisible();
  };
  button.addEventListener("click", async () => {
    await offer?.prompt();
    offer = null;
    reveal();
  });
  listeners.add(reveal);
  signal.addEventListener("abort", () => listeners.delete(reveal));
  reveal();
}
