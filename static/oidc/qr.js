// The QR code beside the identifier: opened at once on a wide page or a shared workstation, at a touch on a phone; drawn again while nobody has read it, since
// the one of twenty seconds ago is worth nothing. When a phone has read it, the page shown again holds the number.

const panel = document.getElementById("qr");
const picture = document.getElementById("qr-picture");
const button = document.getElementById("show-qr");
const form = document.getElementById("identify-form");
const over = document.getElementById("qr-over");
const pictureMilliseconds = Number(panel.dataset.pictureSeconds) * 1000;
const pollMilliseconds = Number(panel.dataset.pollSeconds) * 1000;

let isOpen = false;
let drawnAt = 0;
let timer = 0;

/** Ask for a code, or tell the one that waits what the workstation is. False: not this time. */
async function open() {
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  if (form.elements.shared_workstation?.checked) body.set("shared_workstation", "on");
  const answer = await fetch(panel.dataset.openUrl, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
  return answer.type === "opaqueredirect";
}

function draw() {
  drawnAt = Date.now();
  picture.src = `${panel.dataset.pictureUrl}?${drawnAt}`;
  picture.hidden = false;
}

function giveUp() {
  isOpen = false;
  picture.hidden = true;
  over.hidden = false;
}

async function ask() {
  window.clearTimeout(timer);
  if (!isOpen || document.hidden) return;
  try {
    const answer = await fetch(panel.dataset.stateUrl, { cache: "no-store", credentials: "same-origin" });
    const { state, claimed } = answer.ok ? await answer.json() : { state: "NONE", claimed: false };
    if (claimed) {
      window.location.replace(window.location.pathname);
      return;
    }
    if (state !== "PENDING") {
      if (!(await open())) {
        giveUp();
        return;
      }
      draw();
    } else if (Date.now() - drawnAt >= pictureMilliseconds) {
      draw();
    }
  } catch {
    // The network is away: ask again at the next turn.
  }
  timer = window.setTimeout(ask, pollMilliseconds);
}

async function show() {
  button.hidden = true;
  try {
    if (!(await open())) {
      giveUp();
      return;
    }
  } catch {
    button.hidden = false;
    return;
  }
  isOpen = true;
  draw();
  timer = window.setTimeout(ask, pollMilliseconds);
}

button.addEventListener("click", (event) => {
  event.preventDefault();
  show();
});
form.elements.shared_workstation?.addEventListener("change", () => {
  if (isOpen) open().catch(() => {});
});
form.addEventListener("submit", () => {
  isOpen = false;
});
document.addEventListener("visibilitychange", ask);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) ask();
});
if ("atOnce" in panel.dataset || window.matchMedia("(min-width: 48rem)").matches) show();
