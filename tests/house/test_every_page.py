"""Every page of the main origin in real Chromium: no serious barrier, no fault, French, at the width of desk and phone.

Pages come from the address map (tests/support/every_page.py): a new one is looked at without being told.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.http import HttpResponse
from playwright.sync_api import Browser, ConsoleMessage

from oidc.views.services.guide_text import PAGES, address_of
from tests.support.every_page import CLOSED, NOBODY, Seen, Site, look_at_every_address, make_site
from tests.support.kept_pages import KeptPages, serve_kept_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

EVERY_RULE: list[str] = []
# What colours change, and what another width shows or hides
NIGHT = ["color-contrast", "scrollable-region-focusable", "aria-hidden-focus", "button-name", "link-name", "label"]
SITE_NAME = "Annuaire & e-CPS"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# Addresses that show no page to those who walk here, as patterns
UNSEEN = {
    "/oidc/authorize": "wants the request of a service; tests/journeys shows its page",
    "/oidc/connexion/*/qr.svg": "a picture, once a phone may read it",
    "/oidc/connexion/*/carte/suite": "the end of a card's reading",
    "/fhir/v2/*": "for programs",
    "/annuaire/donnees-ouvertes/{name}": "a file",
    "/services/documentation/exemples/{name}": "a file",
    "/portail/search/": "the toolkit's search is closed (directory/admin/site.py)",
    "/portail/autocomplete/": "the toolkit's, for programs of its pages",
    "/espace/retour/": "the end of a sign-in that began elsewhere",
    "/compte/e-cps/retour/": "the end of a sign-in that began elsewhere",
    **{f"*{end}": "the toolkit's, and our pages of rows do not have it" for end in CLOSED},
}

# Words that no French page of ours holds
ENGLISH = re.compile(
    r"\b(the|and|your|you|please|this|with|are|is|was|not|search|save|delete|add|remove|log ?out|password|home|select"
    r"|name|show|hide|reset|submit|loading|results?|choose|cancel|back|next|previous|yes|of|to|from|all|any|none"
    r"|today|yesterday|users?|settings|dashboard|unknown|edit|new|view)\b",
    re.IGNORECASE,
)

LOOK = """() => {
  const visible = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const mute = parent.closest("script, style, code, pre, kbd, template, [lang=en], .material-symbols-outlined");
    if (!mute && visible(parent))
      words.push(walker.currentNode.textContent);
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (!node.closest("[lang=en]")) words.push(node.getAttribute(name));
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: document.querySelectorAll("h1").length,
    words: words.map((text) => text.trim()).filter(Boolean),
  };
}"""
BARRIERS = """async ({ rules, night }) => {
  document.documentElement.classList.toggle("dark", night);  // the toolkit reads the scheme when it is loaded
  await new Promise(requestAnimationFrame);  // sizes and colours have changed
  const only = rules.length ? { runOnly: rules } : {};
  const found = await axe.run(document, { resultTypes: ["violations"], preload: false, ...only });
  return found.violations.filter((item) => ["serious", "critical"].includes(item.impact)).map(
    (item) => [item.id, item.nodes.map((node) => node.target.join(" "))]);
}"""


@pytest.fixture
def site(settings: Any) -> Site:
    """The toolkit's pages may ask for what nobody sets."""
    templates = settings.TEMPLATES
    options = {**templates[0]["OPTIONS"], "string_if_invalid": ""}
    settings.TEMPLATES = [{**templates[0], "OPTIONS": options}, *templates[1:]]
    return make_site()


class Walk:
    """One page of a browser, and what was wrong, by address."""

    def __init__(self, browser: Browser, server: KeptPages) -> None:
        self.wrong: dict[str, list[Any]] = {}
        self._server = server
        self._faults: list[str] = []
        self._page = browser.new_page(locale="fr-FR", reduced_motion="reduce", service_workers="block", viewport=DESK)
        self._page.on("pageerror", lambda error: self._faults.append(str(error)))
        self._page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._faults.append(message.text)

    def look(self, seen: Seen) -> None:
        """Open it on a desk in daylight, then make the window a phone's, at night: it is loaded once."""
        page, self._faults = self._page, []
        self._server.kept = {seen.address: seen.page}
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        page.goto(f"{self._server.url}{seen.address}")
        found: list[Any] = [*self._words(seen.address)]
        page.evaluate(AXE)
        for size, scheme, rules in ((DESK, "light", EVERY_RULE), (PHONE, "dark", NIGHT)):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                found.append(("wider than the screen", scheme))
            barriers = page.evaluate(BARRIERS, {"rules": rules, "night": scheme == "dark"})
            found += [(scheme, rule, target) for rule, targets in barriers for target in targets]
        if found or self._faults:
            self.wrong[f"{seen.address} ({seen.viewer})"] = found + self._faults

    def _words(self, address: str) -> Iterator[Any]:
        look = self._page.evaluate(LOOK)
        if look["lang"] != "fr":
            yield ("lang", look["lang"])
        if look["headings"] != 1:
            yield ("h1", look["headings"])
        if look["title"].strip() in {"", SITE_NAME} and address != "/":
            yield ("title", look["title"])
        for words in look["words"]:
            if ENGLISH.search(words):
                yield ("English", words)

    def close(self) -> None:
        self._page.close()


FAULTY = """<!doctype html><html lang="de"><head><title></title>
<style>.dark p { background: #fff; color: #eee; }</style></head>
<body><p>Save</p><div style="width: 1300px; height: 1px"></div><button></button><img alt="" src="/static/none.png">"""


def test_a_walk_sees_each_kind_of_fault(chromium):
    with serve_kept_pages() as server:
        walk = Walk(chromium, server)
        walk.look(Seen("/faulty/", "nobody", page=HttpResponse(FAULTY)))
        walk.close()

    [found] = walk.wrong.values()
    assert {"lang", "h1", "title", "English", "wider than the screen"} <= {one[0] for one in found}
    assert {("light", "button-name"), ("dark", "color-contrast")} <= {one[:2] for one in found}
    assert ("light", "color-contrast") not in {one[:2] for one in found}
    assert any("404" in one for one in found)


def test_every_page_is_worth_showing(chromium, site):
    looked_at = list(look_at_every_address(site))
    seen = [one for one in looked_at if one.viewer]

    with serve_kept_pages() as server:
        walk = Walk(chromium, server)
        for one in seen:
            walk.look(one)
        walk.close()

    unseen = [one.address for one in looked_at if not one.viewer and not one.is_no_page]
    assert [one for one in unseen if not any(fnmatch(one, pattern) for pattern in UNSEEN)] == []
    assert [pattern for pattern in UNSEEN if not any(fnmatch(one, pattern) for one in unseen)] == []
    assert len(seen) > 130
    assert walk.wrong == {}


def test_every_page_of_the_guide_is_worth_showing(chromium, client):
    with serve_kept_pages() as server:
        walk = Walk(chromium, server)
        for slug in PAGES:
            walk.look(Seen(address_of(slug), NOBODY, page=client.get(address_of(slug))))
        walk.close()

    assert walk.wrong == {}
