"""axe finds no serious barrier on pages in a state that an address alone does not give: refused forms, people alike.

Every page as its address gives it is looked at by tests/house/test_every_page.py.
"""

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from directory.models import Account, Mandate, Practitioner
from directory.workflows import merging
from directory.workflows.contact_proof import send_codes
from directory.workflows.requests.links import draw_link
from tests.factories.directory import (
    STAFF_PASSWORD,
    TYPED,
    AuditEventFactory,
    ConceptFactory,
    ContactPointFactory,
    EnrolmentFactory,
    EnrolmentRequestFactory,
    FormerIdentifierFactory,
    MandateFactory,
    OutboundMessageFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.staff import sign_in, sign_in_with_passkey, sign_in_with_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = ({"width": 360, "height": 740}, {"width": 1280, "height": 900})
TOKEN = "t" * 32


@pytest.fixture
def mandate() -> Mandate:
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    return MandateFactory()


@pytest.fixture
def person(mandate: Mandate) -> Practitioner:
    """Somebody with a record of every kind of line, one contact proven and one waiting."""
    practitioner = PractitionerFactory(authority=mandate.authority, identified=True)
    ContactPointFactory(practitioner=practitioner, verified=True)
    ContactPointFactory(practitioner=practitioner, mobile_phone=True)
    role = PractitionerRoleFactory(exercise__practitioner=practitioner, organization=mandate.authority.organization)
    EnrolmentFactory(practitioner=practitioner, role=role, enrolled_by=mandate.account)
    OutboundMessageFactory(practitioner=practitioner)
    AuditEventFactory(practitioner=practitioner, action="directory.enrolled")
    return practitioner


@pytest.fixture
def open_page(chromium: Browser, live_server, settings) -> Iterator[Callable[..., Page]]:
    """A page of a browser of its own, signed in with the cookies of a test client if one is given.

    From the first one on, the product bears the name by which the browser calls it, and test clients' no more.
    """
    contexts = []
    templates = settings.TEMPLATES  # the toolkit's own pages ask for variables that nobody sets
    options = {**templates[0]["OPTIONS"], "string_if_invalid": ""}
    settings.TEMPLATES = [{**templates[0], "OPTIONS": options}, *templates[1:]]

    def make(path, *, signed_in=None):
        settings.SITE_URL = live_server.url
        settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
        context = chromium.new_context(
            locale="fr-FR", reduced_motion="reduce", service_workers="block", base_url=live_server.url
        )
        contexts.append(context)
        if signed_in is not None:
            context.add_cookies(
                [
                    {"name": name, "value": cookie.value, "url": live_server.url}
                    for name, cookie in signed_in.cookies.items()
                ]
            )
        page = context.new_page()
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()


def barriers(page: Page, sizes: tuple[dict[str, int], ...] = SIZES) -> list[tuple[int, str, list[str]]]:
    """What axe calls serious or critical, at these sizes, and whatever is wider than the screen."""
    found = []
    for size in sizes:
        page.set_viewport_size(size)
        found += [
            (size["width"], item["id"], [node["html"][:200] for node in item["nodes"]][:4])
            for item in Axe().run(page).response["violations"]
            if item["impact"] in {"serious", "critical"}
        ]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append((size["width"], "wider-than-screen", []))
    return found


def test_the_page_of_the_link_has_no_barrier_before_and_after(open_page):
    person = PractitionerFactory()
    contacts = [ContactPointFactory(practitioner=person), ContactPointFactory(practitioner=person, mobile_phone=True)]
    send_codes(contacts=contacts, holder="Ana", sender="EHPAD", now=timezone.now(), token=TOKEN)

    page = open_page(f"/contact/{TOKEN}/")
    assert page.locator("#code-EMAIL").is_visible()
    assert barriers(page) == []
    page.locator("#code-EMAIL").fill("12")
    page.locator("form:has(#code-EMAIL) button[type=submit]").click()
    page.locator("#error-EMAIL").wait_for()
    assert barriers(page) == []
    person.contact_points.update(verified_at=timezone.now(), verified_by="CODE", settled_at=timezone.now())
    page.goto(page.url)
    assert page.locator("#code-EMAIL").count() == 0
    assert barriers(page) == []


def test_a_link_that_does_not_work_and_a_form_that_is_too_old_have_no_barrier(open_page):
    assert barriers(open_page("/contact/unknown/")) == []
    page = open_page("/compte/login/")
    page.context.clear_cookies()
    page.locator("input[name=login]").fill("nobody@exemple.test")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form:has(input[name=login]) button[type=submit]").first.click()
    page.locator("#form-page").wait_for()
    assert barriers(page) == []


def test_signing_in_has_no_barrier_from_the_password_to_the_code(open_page):
    account: Account = MandateFactory().account
    TOTP.activate(account, generate_totp_secret())

    page = open_page("/compte/login/")
    assert barriers(page) == []
    for password, wait_for in (("wrong", "input[name=login]"), (STAFF_PASSWORD, "input[name=code]")):
        page.locator("input[name=login]").fill(account.email)
        page.locator("input[name=password]").fill(password)
        with page.expect_navigation():
            page.locator("form:has(input[name=login]) button[type=submit]").first.click()
        page.locator(wait_for).wait_for()
        assert barriers(page) == []


def test_a_second_factor_is_set_up_without_barrier(open_page):
    client = sign_in_with_password(MandateFactory().account)
    client.post("/compte/reauthenticate/", {"password": STAFF_PASSWORD})

    page = open_page("/portail/", signed_in=client)
    for path in ("/portail/login/?next=/portail/", "/compte/2fa/", "/compte/2fa/totp/activate/"):
        page.goto(path)
        assert page.url.endswith(path)
        assert barriers(page) == []


@pytest.fixture
def registrar(mandate: Mandate):
    return sign_in(mandate.account)


def test_two_records_side_by_side_have_no_barrier_before_and_after(open_page, person):
    account = MandateFactory(operator=True).account
    operator, other = sign_in_with_passkey(account), PractitionerFactory()
    FormerIdentifierFactory(practitioner=person)
    fusion = merging.merge(
        account=account, kept_id=person.pk, absorbed_id=other.pk, reason="Même personne", now=timezone.now()
    )
    numbers = f"kept={person.national_id}&absorbed={PractitionerFactory(identifier='99700000005').national_id}"

    page = open_page("/portail/", signed_in=operator)
    for path in (
        "/portail/directory/fusion/",
        f"/portail/directory/fusion/{fusion.pk}/change/",
        f"/portail/directory/practitioner/{person.pk}/change/",
        f"/portail/rapprochements/nouveau/?{numbers}",
    ):
        page.goto(path)
        assert page.url.endswith(path)
        assert barriers(page) == [], path


def test_the_pages_of_somebody_who_joins_a_structure_have_no_barrier(open_page, mandate):
    structure = mandate.authority.organization
    request = EnrolmentRequestFactory(
        authority=mandate.authority,
        organization=structure,
        draft=True,
        **{f"answers__{name}": value for name, value in TYPED.items()},
    )
    link = draw_link(request, email=request.answers.email, now=timezone.now()).removeprefix("http://testserver")

    page = open_page("/rejoindre/?structure=tilleuls")
    for path in (
        "/rejoindre/?structure=tilleuls",
        f"/rejoindre/structures/{structure.technical_id}/",
        f"/rejoindre/structures/{structure.technical_id}/?lien=envoye",
        f"{link}identite/",
        f"{link}activite/",
        f"{link}mobile/",
        f"{link}envoi/",
        "/rejoindre/demande/unknown/",
    ):
        page.goto(path)
        assert page.url.endswith(path)
        assert page.locator("h1").count() == 1
        assert barriers(page) == [], path
    page.goto(f"{link}identite/")
    page.locator("[name=birth_date]").fill("31/02/1979")
    page.locator("form.card button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert barriers(page) == []


def test_errors_and_people_alike_have_no_barrier(open_page, person, registrar):
    page = open_page("/portail/inscription/", signed_in=registrar)
    submit = page.locator("form:has([name=birth_family_name]) button[type=submit]")

    with page.expect_navigation():
        submit.click()
    assert page.locator("[aria-invalid=true]").count() > 0
    assert barriers(page) == []
    values = {
        "birth_family_name": person.family_name,
        "given_names": person.given_names,
        "birth_date": "1985-03-04",
        "email": "ana@exemple.test",
        "mobile": "06 39 98 01 77",
    }
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in {"sex_code": "F", "role_code": "313", "activity_kind_code": "GENR11"}.items():
        page.locator(f"[name={name}]").select_option(value)
    with page.expect_navigation():
        submit.click()
    assert page.locator(f"#person-{person.pk}").is_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("query", ["nom=dupond&structure=tilleuls", "nom=zzzzz", "lieu=nulleville"])
def test_what_a_search_finds_has_no_barrier(query, open_page, settings):
    settings.DEMO = True
    PractitionerRoleFactory(organization__telephone="0199000102")

    page = open_page(f"/annuaire/?{query}")

    assert page.locator("h1").count() == 1
    assert barriers(page) == []


def test_the_page_that_asks_to_come_back_later_has_no_barrier(open_page, settings):
    settings.PUBLIC_PAGES_A_DAY = 1
    page = open_page("/annuaire/")

    page.reload()

    assert "/annuaire/donnees-ouvertes/" in page.content()
    assert barriers(page) == []
