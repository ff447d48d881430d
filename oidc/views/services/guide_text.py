"""The pages for those who integrate a service, from the Markdown of docs/integrate: French in its folder `fr`.

Read and rendered once in each process: they change with the code.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

FOLDER: Final = Path(settings.BASE_DIR) / "docs" / "integrate"
SAMPLES: Final = Path(settings.BASE_DIR) / "samples"
FIRST: Final = ""  # the address of the first page
QUICK_START: Final = "demarrage"
# what follows /services/documentation/ -> file, in the order of the menu
PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        FIRST: "README.md",
        QUICK_START: "quick-start.md",
        "connexion": "connection.md",
        "demande": "request.md",
        "jetons": "tokens.md",
        "donnees": "claims.md",
        "niveaux": "levels.md",
        "sans-navigateur": "ciba.md",
        "client-lourd": "thick-client.md",
        "deconnexion": "logout.md",
        "erreurs": "errors.md",
        "environnements": "environments.md",
        "migration": "migration.md",
    }
)
SAMPLE_FILES: Final = (
    "python/service.py",
    "node/service.js",
    "node/package.json",
    "thick-client/README.md",
    "thick-client/intermediary.py",
    "thick-client/desktop.py",
)

_SLUG_OF: Final = {file: slug for slug, file in PAGES.items()}
_SITE: Final = "http://localhost:8000"
_SAMPLE: Final = re.compile(r"(?:\.\./)+samples/")


@dataclass(frozen=True)
class GuidePage:
    """One page in one language. title: its first heading. sections: anchor and words of each second heading."""

    slug: str
    title: str
    body: SafeString
    sections: tuple[tuple[str, str], ...]

    @property
    def address(self) -> str:
        """Where it is served."""
        return address_of(self.slug)


def address_of(slug: str) -> str:
    """Where a page is served."""
    return reverse("services_guide", args=[slug]) if slug else reverse("services_guide_first")


@lru_cache(maxsize=4 * len(PAGES))
def read_page(slug: str, language: str) -> GuidePage:
    """Render a page. language: `fr`, or `en` for any other."""
    folder = FOLDER / "fr" if language == "fr" else FOLDER
    text = (folder / PAGES[slug]).read_text(encoding="utf-8")
    with translation.override(language):
        return _render(slug, text)


def _render(slug: str, text: str) -> GuidePage:
    tokens = _MARKDOWN.parse(_at_home(slug, text))
    sections: list[tuple[str, str]] = []
    title = ""
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            words = _words(inline)
            opening.attrSet("id", slugify(words))
            title = title or words
            if opening.tag == "h2":
                sections.append((slugify(words), words))
    _label_cells(tokens)
    for token in tokens:
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("href", _resolve(str(child.attrGet("href"))))
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return GuidePage(slug, title, mark_safe(html), tuple(sections))  # noqa: S308 - text of ours; HTML in it is escaped


def _at_home(slug: str, text: str) -> str:
    """The files speak of a demonstration on its usual ports; a page speaks of this site.

    The quick start is about the reader's own machine: it is left as it is, unless that machine is this one.
    """
    if slug == QUICK_START and not settings.DEMO:
        return text
    text = re.sub(rf"(`|ISSUER=){_SITE}(?!/)", lambda found: f"{found[1]}{settings.ISSUER}", text)
    text = re.sub(rf"{_SITE}\b", lambda _found: str(settings.SITE_URL), text)
    return re.sub(r"http://localhost:8001\b", lambda _found: str(settings.WALLET_ORIGIN), text)


def _resolve(href: str) -> str:
    """Links go from file to file, so that they also lead somewhere where the files are read."""
    for site in (_SITE, str(settings.SITE_URL)):
        if href == f"{site}/services/":
            return reverse("services_home")
    if ":" in href or href.startswith("#"):
        return href
    if found := _SAMPLE.match(href):
        return reverse("services_sample", args=[href[found.end() :]])
    file, _hash, anchor = href.partition("#")
    return address_of(_SLUG_OF[file]) + (f"#{anchor}" if anchor else "")


def _words(inline: Token) -> str:
    """What a heading says, without its marks."""
    return "".join(child.content for child in inline.children or [] if child.type in {"text", "code_inline"})


def _label_cells(tokens: list[Token]) -> None:
    """Each cell carries the words of its column: on a phone a line of a table is read as a list."""
    columns: list[str] = []
    place = 0
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "thead_open":
            columns = []
        elif opening.type == "tr_open":
            place = 0
        elif opening.type == "th_open":
            opening.attrSet("scope", "col")
            columns.append(_words(inline))
        elif opening.type == "td_open":
            opening.attrSet("data-label", columns[place])
            place += 1


class _Renderer(RendererHTML):
    """As the site shows them: tables that scroll, code with a button that copies it."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table-wrap"><table class="table guide-table">'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return format_html(
            '<div class="guide-code"><pre tabindex="0"><code id="code-{}" lang="en">{}</code></pre>'
            '<button class="button button--small button--secondary" type="button" hidden '
            'data-copy="code-{}" data-copied="{}">{}</button></div>\n',
            idx,
            tokens[idx].content,
            idx,
            _("Copied"),
            _("Copy"),
        )


_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
