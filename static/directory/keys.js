// Shortcuts of the portal, for hands that stay on the keyboard. The menu says where each leads: what an account may not
// open is not in it. They can be switched off (page "Raccourcis clavier"), and never act while somebody types.

const OFF = "portal-keys-off";
const WAIT = 1500; // milliseconds after `g`
const PLACES = { p: "/directory/practitioner/", s: "/directory/organization/", d: "/demandes/", j: "/portail/", t: "/tableau-de-bord/" };
const WORDS = {
  fr: { menu: "Ouvrir ou fermer le menu", user: "Mon compte" },
  en: { menu: "Open or close the menu", user: "My account" },
};

let begunAt = 0; // instant of the last `g`

const isTyping = (target) =>
  target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);

const isOff = () => localStorage.getItem(OFF) === "1";

function linkTo(ending) {
  const links = document.querySelectorAll("#nav-sidebar a[href]");
  return [...links].find((link) => new URL(link.href).pathname.endsWith(ending));
}

function follow(ending) {
  const link = linkTo(ending);
  if (link) window.location.assign(link.href);
  return Boolean(link);
}

function findSearch() {
  const field = document.querySelector("#content [role=search] input:not([type=hidden]), #searchbar");
  if (!field) return follow(PLACES.p);
  field.focus();
  field.select();
  return true;
}

function act(key) {
  if (Date.now() - begunAt < WAIT) {
    begunAt = 0;
    return key in PLACES && follow(PLACES[key]);
  }
  if (key === "g") {
    begunAt = Date.now();
    return true;
  }
  if (key === "/") return findSearch();
  if (key === "n") return follow("/inscription/");
  return key === "?" && follow("/raccourcis/");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isOff() || isTyping(event.target)) return;
  if (act(event.key)) event.preventDefault();
});

// The toolkit opens its menus with marks that only a mouse reaches: they become buttons.
function makeButton(mark, label) {
  mark.setAttribute("role", "button");
  mark.setAttribute("tabindex", "0");
  mark.setAttribute("aria-label", label);
  mark.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    mark.click();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  const words = WORDS[document.documentElement.lang.slice(0, 2)] || WORDS.fr;
  for (const mark of document.querySelectorAll("[x-on\\:click]:not(button, a, input, [role=button])")) {
    const what = mark.getAttribute("x-on:click");
    if (/^sidebar/.test(what)) makeButton(mark, words.menu);
    else if (/^openUserLinks/.test(what)) makeButton(mark, words.user);
  }
  const choice = document.getElementById("keys-on");
  if (!choice) return;
  document.getElementById("keys-choice").hidden = false;
  choice.checked = !isOff();
  choice.addEventListener("change", () => localStorage.setItem(OFF, choice.checked ? "0" : "1"));
});
