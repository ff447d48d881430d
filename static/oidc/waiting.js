// The waiting page: asks for the state every two seconds, and again as soon as it becomes visible. The page itself, shown again,
// takes the answer: nothing depends on a timer in a tab that the phone put to sleep.

const page = document.getElementById("waiting");
const secondsLeft = document.getElementById("seconds-left");
const timeLeft = document.getElementById("time-left");
const pollMilliseconds = Number(page.dataset.pollSeconds) * 1000;

let endsAt = Date.now() + Number(secondsLeft.textContent) * 1000;
let timer = 0;

function showTime() {
  const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
  secondsLeft.textContent = String(left);
  timeLeft.value = left;
}

async function ask() {
  window.clearTimeout(timer);
  try {
    const answer = await fetch(page.dataset.stateUrl, { cache: "no-store", credentials: "same-origin" });
    const { state, seconds_left: left } = answer.ok ? await answer.json() : { state: "NONE", seconds_left: 0 };
    if (state !== "PENDING") {
      window.location.replace(window.location.pathname);
      return;
    }
    endsAt = Date.now() + left * 1000;
  } catch {
    // The network is away: ask again at the next turn.
  }
  timer = window.setTimeout(ask, pollMilliseconds);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") ask();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) ask();
});
window.setInterval(showTime, 1000);
timer = window.setTimeout(ask, pollMilliseconds);
