"""Nobody sees, learns of, or touches what is outside their mandates: every address of the portal, for every role.

Addresses come from the address map: a page that this proof cannot fill fails it, by name. What is asked about a foreign
thing must answer as it would about a missing one; no answer may hold a word of a foreign ground, nor a contact or a
birth name before anybody but the authority of the person; and once a viewer has tried everything, no row of a foreign
ground has changed.
"""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client

from directory.admin.site import portal
from directory.models import Account, MandateRole
from tests.factories.directory import AccountFactory, MandateFactory, RegistrationAuthorityFactory
from tests.support.addresses import NAMELESS, addresses, key_of
from tests.support.correlation import without_id
from tests.support.isolation import (
    CHOICES,
    MISSING,
    MISSING_UUID,
    MODELS,
    Ground,
    World,
    everything_typed,
    make_world,
    readable,
    without_keys,
)
from tests.support.routes import Route, routes_of
from tests.support.staff import sign_in_with_passkey

pytestmark = pytest.mark.django_db

WALKED = ("portail/", "compte/")
# The origins of the wallet and of physical cards are not walked: no mandate opens anything there, a key or a card does.
# Doors that no mandate opens: what they tell, they tell everybody (tests/house/test_personal_data.py reads them), or
# the holder of a link, a card or a key.
ELSEWHERE = (
    "robots.txt",
    ".well-known/",
    "oidc/",  # the provider: its own session, never the portal's
    "ecps/",
    "contact/",
    "coordonnees/annuler/",
    "coordonnees/proposition/",
    "services/",  # its own teams (tests/oidc/views/services)
    "espace/",  # its holder, with an e-CPS and a session of its own (tests/directory/holder)
    "invitation/",
    "rejoindre/",
    "passerelle/",  # a bearer token
    "services/",  # the team of a service, whatever mandate they have (tests/oidc/views/services)
    "annuaire/",
    "fhir/",  # keys of applications; worlds and views are proven in tests/directory/api
    "langue/",
    "healthz",
    "demo/",
)
ENDING = ("portail/logout/", "compte/logout/", "compte/password/change/")  # they would end the walk
ROUTES = [route for route in routes_of("config.urls") if route.template.startswith(WALKED)]


@dataclass(frozen=True)
class Viewer:
    """Somebody of a role. sees: which grounds. decides: of whose contacts. spared: rows of foreign grounds that are
    theirs all the same.
    """

    make: Callable[[World], Account]
    sees: frozenset[str] = frozenset()
    decides: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()


def local(role: str, ground: str = "OWN", *, narrowed: bool = False) -> Callable[[World], Account]:
    """Somebody of the authority of a ground; of its site alone."""

    def make(world: World) -> Account:
        here = world[ground]
        site = here.organization if narrowed else None
        return MandateFactory(authority=here.authority, role=role, organization=site).account

    return make


def regional(role: str, region: str = "11") -> Callable[[World], Account]:
    """Somebody of an agency."""

    def make(world: World) -> Account:
        authority = RegistrationAuthorityFactory(
            regional=True, code=f"ARS-{region}", region_code=region, name="Agence régionale"
        )
        return MandateFactory(authority=authority, role=role).account

    return make


def national(role: str, *, is_test: bool = True) -> Callable[[World], Account]:
    """Somebody of the national operator."""
    return lambda world: MandateFactory(role=role, authority=RegistrationAuthorityFactory(is_test=is_test)).account


HOME = frozenset({"OWN", "ANNEX"})
REGION = HOME | {"NEIGHBOUR"}
NATION = REGION | {"DISTANT"}
VIEWERS = {
    "nobody": Viewer(lambda world: AccountFactory()),
    "registrar": Viewer(local(MandateRole.REGISTRAR), HOME, HOME),
    "registrar of a site": Viewer(
        local(MandateRole.REGISTRAR, "ANNEX", narrowed=True),
        frozenset({"ANNEX"}),
        frozenset({"ANNEX"}),
        frozenset({"authority"}),
    ),
    "delegate": Viewer(local(MandateRole.DELEGATE), HOME, HOME),
    "representative": Viewer(local(MandateRole.REPRESENTATIVE), HOME, HOME),
    "auditor of a structure": Viewer(local(MandateRole.AUDITOR), HOME),
    "agent": Viewer(regional(MandateRole.AGENT), REGION),
    "manager": Viewer(regional(MandateRole.MANAGER), REGION),
    "support of an agency": Viewer(regional(MandateRole.SUPPORT), REGION),
    "agent of Bretagne": Viewer(regional(MandateRole.AGENT, "53"), frozenset({"DISTANT"})),
    "officer of an order": Viewer(lambda world: MandateFactory(officer=True).account),
    "auditor": Viewer(national(MandateRole.AUDITOR), NATION),
    "support": Viewer(national(MandateRole.SUPPORT), NATION),
    "reviewer of services": Viewer(national(MandateRole.REVIEWER)),
    "operator": Viewer(national(MandateRole.OPERATOR), NATION),
    "operator of the real world": Viewer(national(MandateRole.OPERATOR, is_test=False), frozenset({"REAL"})),
}


@pytest.fixture(autouse=True)
def _tolerant_templates(settings):
    """The portal's toolkit asks for variables that its own pages do not set."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = ""
    settings.TEMPLATES = templates


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def signed_in(world, request):
    """A browser of the viewer of this test, whose pages break like those of the server."""
    browser = sign_in_with_passkey(request.param.make(world))
    browser.raise_request_exception = False
    return browser


def test_every_role_is_walked(world):
    walked = {mandate.role for viewer in VIEWERS.values() for mandate in viewer.make(world).mandates.all()}

    assert walked == set(MandateRole.values)


def test_every_address_is_walked_or_said_to_be_elsewhere():
    left = [route.template for route in routes_of("config.urls") if not route.template.startswith(WALKED)]

    assert [template for template in left if template and not template.startswith(ELSEWHERE)] == []
    assert len(ROUTES) > 150
    for route in (route for route in ROUTES if route.parameters):
        if set(route.parameters) & NAMELESS:
            continue
        assert any(key_of(route, name, None) == "" for name in route.parameters) or list(addresses(route, None)), (
            route.template
        )


def test_the_portal_registers_its_lists_with_a_scope():
    for model, item in portal._registry.items():
        assert hasattr(item, "scope"), model


@pytest.mark.parametrize(
    ("viewer", "signed_in"), [(v, v) for v in VIEWERS.values()], ids=VIEWERS, indirect=["signed_in"]
)
def test_a_viewer_learns_of_their_grounds_and_of_no_other(world, viewer, signed_in):
    foreign = [ground for name, ground in world.items() if name not in viewer.sees]
    before = {ground.name: state_of(ground) for ground in foreign}
    wrong: dict[str, Any] = {}

    for address, content, status in visits(signed_in, foreign, turn_of(viewer)):
        told = [word for ground in foreign for word in ground.find(content)]
        told += [word for word in private_words(world, viewer) if word.lower().encode() in content.lower()]
        if told or status >= 500:
            wrong[address] = (status, told)
    for route in ROUTES:
        wrong |= answers_otherwise(signed_in, route, foreign, viewer)

    assert wrong == {}
    assert {ground.name: state_of(ground) for ground in foreign} == before


@pytest.mark.parametrize(
    ("viewer", "signed_in"),
    [(viewer, viewer) for viewer in VIEWERS.values() if viewer.sees],
    ids=[name for name, viewer in VIEWERS.items() if viewer.sees],
    indirect=["signed_in"],
)
def test_a_viewer_sees_their_own_and_no_contact_that_is_not_theirs_to_decide(world, viewer, signed_in):
    wrong: dict[str, Any] = {}
    hidden = private_words(world, viewer)

    for name in sorted(viewer.sees):
        ground = world[name]
        page = signed_in.get(f"/portail/directory/practitioner/{ground.person.pk}/change/")
        assert page.status_code == 200
        assert ground.find(page.content)
        assert bool(ground.find(page.content, private=True)) == (name in viewer.decides)
    last = world[min(viewer.sees)]
    for route in ROUTES:
        for address in addresses(route, last):
            answer = signed_in.get(address)
            told = [word for word in hidden if word.lower().encode() in readable(answer).lower()]
            if told or answer.status_code >= 500:
                wrong[address] = (answer.status_code, told)

    assert wrong == {}


def private_words(world: World, viewer: Viewer) -> list[str]:
    """Contacts and birth names that this viewer must read nowhere."""
    return [word for name, ground in world.items() if name not in viewer.decides for word in ground.private]


NOT_ALLOWED = 405
TAKE_KEYS = ("auth", "organization", "structure", "site", "person", "account", "mandate", "giver", "load", "service")
_SEARCH_FORM = re.compile(r'<form[^>]*method="get".*?</form>', re.DOTALL | re.IGNORECASE)
_ASKED = re.compile(r'<(?:select|input)[^>]* name="([a-z_0-9]+)"')
_LINKED = re.compile(r'href="\?(?:[^"]*&amp;)?([a-z_0-9]+)=')


def visits(browser: Client, foreign: list[Ground], turn: int) -> Iterator[tuple[str, bytes, int]]:
    """Every address without a key: as it is, with its own filters turned to foreign grounds, and as a form."""
    for route in ROUTES:
        if route.template in ENDING or not set(route.parameters) <= set(CHOICES):
            continue
        for address in addresses(route, None) if route.parameters else [f"/{route.template}"]:
            page = browser.get(address)
            yield address, readable(page), page.status_code
            ground = one_of(foreign, route, turn)
            for query in questions(page, ground, turn):
                answer = browser.get(address, query)
                yield f"{address}?{query}", stripped(readable(answer), query), answer.status_code
            if address.startswith("/portail/") and page.status_code != 404:
                typed = everything_typed(ground)
                answer = browser.post(address, typed)
                yield f"POST {address} {ground.name}", stripped(readable(answer), typed), answer.status_code


def turn_of(viewer: Viewer) -> int:
    """The place of a viewer among all."""
    return list(VIEWERS.values()).index(viewer)


def one_of(foreign: list[Ground], route: Route, turn: int) -> Ground:
    """A foreign ground, another one from address to address and viewer to viewer: all with all would take an hour."""
    return foreign[(ROUTES.index(route) + turn) % len(foreign)]


def questions(page: Any, ground: Ground, turn: int) -> Iterator[dict[str, str]]:
    """What the page's own search form and links can ask about a foreign ground: its names, its keys where a filter
    takes keys, and a key where a filter takes another thing, each of these with every third viewer.
    """
    if page.streaming or page.status_code != 200:
        return
    content = page.content.decode("utf-8", "replace")
    names = {name for form in _SEARCH_FORM.findall(content) for name in _ASKED.findall(form)}
    names |= set(_LINKED.findall(content))
    for text in (ground.person.family_name, ground.person.national_id) if names else ():
        yield {"q": text}
    for rank, name in enumerate(sorted(names - {"q", "csrfmiddlewaretoken", "next"})):
        if name.startswith(TAKE_KEYS) or rank % 3 == turn % 3:
            yield {name: str(ground.authority.pk if name.startswith("auth") else ground.organization.pk)}


def stripped(content: bytes, typed: dict[str, Any]) -> bytes:
    """The answer without what the viewer typed: a page may give a question back, and a form its own fields."""
    content = without_id(content)  # first: what was typed may stand in an id by chance
    for value in sorted({str(value) for value in typed.values()}, key=len, reverse=True):
        if len(value) > 3:
            content = re.sub(re.escape(value.encode()), b"", content, flags=re.IGNORECASE)
    return content


def answers_otherwise(browser: Client, route: Route, foreign: list[Ground], viewer: Viewer) -> dict[str, Any]:
    """How answers about these grounds' things differ from one about a missing thing, or tell of them."""
    wrong: dict[str, Any] = {}
    named = [name.removesuffix("_id") for name in route.parameters]
    if "object_id" in route.parameters:
        named = [MODELS.get(route.template.split("/")[2], "")]
    if not list(addresses(route, None)) or not set(route.parameters) - set(CHOICES) or set(named) & viewer.spared:
        return wrong
    ground = one_of(foreign, route, turn_of(viewer))
    keys = [str(row.pk) for row in ground.rows.values()]
    for method in ("get",) if "object_id" in route.parameters else ("get", "post"):
        for nothing, about in zip(addresses(route, None), addresses(route, ground), strict=True):
            expected = told_about(browser, method, nothing, ground, [MISSING, MISSING_UUID])
            if expected[0] == NOT_ALLOWED:  # whatever the key is
                continue
            told = told_about(browser, method, about, ground, keys)
            if told != expected or ground.find(told[1]):
                wrong[f"{method} {about} ({route.template} of {ground.name})"] = (expected[0], told[0], told[1][:400])
    return wrong


def told_about(browser: Client, method: str, address: str, ground: Ground, keys: list[str]) -> tuple[int, bytes]:
    """The state and the content of an answer about a key, without the key and without what was typed."""
    typed = everything_typed(ground) if method == "post" else {}
    browser.cookies.pop("messages", None)  # what was said of the thing before
    answer = getattr(browser, method)(address, typed)
    asked = [key for key in keys if f"/{key}/" in address]
    return answer.status_code, without_keys(stripped(readable(answer), typed), asked)


def state_of(ground: Ground) -> dict[str, Any]:
    """Every column of every row of a ground, and how many rows hang from its people and structure."""
    rows = {name: type(row)._default_manager.filter(pk=row.pk).values().get() for name, row in ground.rows.items()}
    return {**rows, "counts": {model._meta.label: hanging(model, ground) for model in apps.get_models()}}


def hanging(model: type[Model], ground: Ground) -> int:
    """Rows that refer to the person, the structure or the authority of a ground; the trail excepted, which grows."""
    targets = {type(row): row for row in (ground.person, ground.organization, ground.authority)}
    if model._meta.label == "directory.AuditEvent" or model._meta.proxy:
        return 0
    names = [
        column.name
        for column in model._meta.get_fields()
        if column.is_relation and column.concrete and column.related_model in targets
    ]
    return sum(
        model._default_manager.filter(**{name: targets[model._meta.get_field(name).related_model]}).count()
        for name in names
    )
