"""The pages for integrators say what the code does, in both languages, and lead somewhere."""

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from oidc import policy
from oidc.library import practitioner_claims
from oidc.protocol.metadata import ADDRESSES, CLAIMS, NATIONAL_ADDRESSES
from oidc.protocol.practice import STRUCTURE_FIELDS
from oidc.views.services import guide_text
from oidc.views.services.guide_text import PAGES, SAMPLE_FILES, address_of, read_page

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[4]
LANGUAGES = ("fr", "en")
FIRST_COLUMN = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


class Page(HTMLParser):
    """What a page holds that leads somewhere, or is led to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.headings = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep them."""
        found = {name: value or "" for name, value in attrs}
        self.headings += tag == "h1"
        self.anchors += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []


@pytest.fixture(autouse=True)
def _rendered_anew() -> Iterator[None]:
    """Settings of a test are not those of the process."""
    read_page.cache_clear()
    yield
    read_page.cache_clear()


def text_of(file: str, language: str) -> str:
    folder = guide_text.FOLDER / "fr" if language == "fr" else guide_text.FOLDER
    return (folder / file).read_text(encoding="utf-8")


def get(client: Client, address: str, language: str) -> Any:
    return client.get(address, headers={"accept-language": language})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_between_pages_leads_to_a_page_and_every_anchor_to_its_place(client: Client, language: str) -> None:
    pages: dict[str, Page] = {}
    for slug in PAGES:
        answer = get(client, address_of(slug), language)
        assert answer.status_code == 200
        assert "noindex" not in answer.content.decode()
        pages[address_of(slug)] = Page(answer.content.decode())

    for address, page in pages.items():
        assert page.headings == 1
        assert len(page.anchors) == len(set(page.anchors))
        for link in page.links:
            path, _, anchor = link.partition("#")
            if link.startswith(("/services/documentation/", "#")):
                if "/exemples/" in path:
                    assert client.get(path).status_code == 200
                    continue
                assert not anchor or anchor in pages[path or address].anchors, (address, link)
                assert not path or path in pages, (address, link)


def test_the_site_leads_there(client: Client) -> None:
    assert 'href="/services/documentation/"' in client.get("/").content.decode()
    assert 'href="/services/documentation/demarrage/"' in client.get("/services/").content.decode()


@pytest.mark.parametrize("address", ["/services/documentation/inconnue/", "/services/documentation/exemples/../x"])
def test_what_is_no_page_does_not_exist(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_the_samples_are_read_as_text(client: Client, name: str) -> None:
    answer = client.get(f"/services/documentation/exemples/{name}")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert b"".join(answer.streaming_content) == (ROOT / "samples" / name).read_bytes()  # type: ignore[attr-defined]


def test_both_languages_say_the_same_commands_samples_and_names() -> None:
    for file in PAGES.values():
        ours, theirs = text_of(file, "fr"), text_of(file, "en")
        assert re.findall(r"```.*?```", ours, re.DOTALL) == re.findall(r"```.*?```", theirs, re.DOTALL), file
        assert FIRST_COLUMN.findall(ours) == FIRST_COLUMN.findall(theirs), file
        assert len(re.findall(r"^#+ ", ours, re.MULTILINE)) == len(re.findall(r"^#+ ", theirs, re.MULTILINE)), file


def test_html_in_a_page_is_shown_and_not_obeyed() -> None:
    assert "&lt;script&gt;" in guide_text._render("", "# A\n\n<script>x</script>\n").body


def test_pages_speak_of_this_site_and_the_quick_start_of_the_machine_of_its_reader(settings: Any) -> None:
    settings.SITE_URL, settings.ISSUER, settings.DEMO = "https://a.test", "https://a.test/realm", False
    assert "curl -s http://localhost:8000/.well-known" in read_page("demarrage", "en").body
    assert "https://a.test/oidc/logout" in read_page("deconnexion", "en").body
    assert "<code>https://a.test/realm</code>" in read_page("donnees", "en").body
    for slug in ("demarrage", "environnements"):
        assert 'href="/services/"' in read_page(slug, "fr").body

    read_page.cache_clear()
    settings.DEMO = True
    assert "curl -s https://a.test/.well-known" in read_page("demarrage", "en").body
    assert "ISSUER=https://a.test/realm .venv" in read_page("demarrage", "en").body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_of_discovery_is_explained_and_no_other(language: str) -> None:
    text = text_of("claims.md", language)

    assert set(FIRST_COLUMN.findall(text.partition("## SubjectRefPro")[0])) == set(CLAIMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_member_of_a_practice_is_explained(language: str) -> None:
    source = (ROOT / "oidc" / "library" / "practitioner_claims.py").read_text()
    told = set(re.findall(r'^        "(\w+)": (?:practised|expertise|role|\[)', source, re.MULTILINE))

    documented = FIRST_COLUMN.findall(text_of("claims.md", language).partition("## SubjectRefPro")[2])
    assert "codeProfession" in told
    assert set(documented) == told | set(STRUCTURE_FIELDS)


def test_the_whole_answer_is_one_that_userinfo_could_give() -> None:
    [sample] = re.findall(r"```json\n(.*?)```", text_of("claims.md", "en"), re.DOTALL)
    schema = json.loads((ROOT / "tests" / "oidc" / "schemas" / "userinfo.json").read_text())

    jsonschema.validate(json.loads(sample), schema)
    assert f"{practitioner_claims.LEVEL}^{practitioner_claims.OID_LEVEL}" in sample


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_the_code_emits_is_explained_and_no_other(language: str) -> None:
    explained = re.findall(r"^### (\w+)$", text_of("errors.md", language), re.MULTILINE)

    assert len(explained) == len(set(explained))
    assert set(explained) == set(_emitted())


def _emitted() -> Iterator[str]:
    """First arguments of the errors that are made; one is made of the names of parameters."""
    yield from (f"{name}_not_supported" for name in ("request", "request_uri", "registration"))
    for path in (ROOT / "oidc").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name in {"OAuthError", "LocalRefusal", "RegistrationRefused"} and node.args:  # type: ignore[attr-defined]
                code = node.args[0]  # type: ignore[attr-defined]
                if isinstance(code, ast.Constant):
                    yield str(code.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_levels_are_those_of_the_policy(language: str) -> None:
    text = text_of("levels.md", language)

    for means in (policy.VIRTUAL_CARD, policy.SMART_CARD):
        assert f"`{means.acr}` | {', '.join(f'`{one}`' for one in means.amr)} | `{means.auth_mode}`" in text
    assert all(f"`{level}`" in text for level in policy.LEVELS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_addresses_of_the_national_service_are_those_that_are_served(language: str) -> None:
    text = text_of("migration.md", language)

    for member, address in NATIONAL_ADDRESSES.items():
        assert re.search(rf"^\| `{member}` \| `{address}`[^|]*\| `{ADDRESSES[member]}` \|$", text, re.MULTILINE), member
