// The e-CPS of this phone comes back with its code in the fragment, which no server sees: taken out of the address at once, then sent
// with this browser's cookie. Without a code the page looks, each time it is shown again, whether it was refused meanwhile.

const page = document.getElementById("same-phone");
const form = document.getElementById("return-form");
const MARK = "#r=";

function takeReturnCode() {
  const { hash } = window.location;
  if (!hash.startsWith(MARK)) return "";
  window.history.replaceState(null, "", window.location.pathname);
  return hash.slice(MARK.length);
}

function comeBack() {
  const code = takeReturnCode();
  if (code === "") return false;
  form.elements.return_code.value = code;
  form.submit();
  return true;
}

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(page.dataset.stateUrl, { cache: "no-store", credentials: "same-origin" });
    const { state } = answer.ok ? await answer.json() : { state: "NONE" };
    if (state !== page.dataset.state) window.location.replace(window.location.pathname);
  } catch {
    // The network is away: ask again when the page is shown again.
  }
}

if (!comeBack()) {
  window.addEventListener("hashchange", comeBack);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) ask();
  });
}
