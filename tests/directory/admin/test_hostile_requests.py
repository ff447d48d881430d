"""Whatever is asked of the portal, it refuses or leaves aside; it never breaks."""

from datetime import date
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import reverse

from directory.admin.site import portal
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import (
    AuditEventFactory,
    CivilIdentityFactory,
    ConceptFactory,
    ContactPointFactory,
    EnrolmentFactory,
    EnrolmentRequestFactory,
    MandateFactory,
    OutboundMessageFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

LISTS = sorted(portal._registry, key=lambda model: model._meta.label)
NUL, TWO, HUGE, LONG = "%00", quote("²"), "9" * 30, "9" * 5000
HOSTILE = [
    "q=%00",
    "q=a%00b",
    f"q={TWO}",
    f"q={LONG}",
    "q=" + "+".join(["é"] * 600),
    "q=%ED%A0%80",
    "o=%00",
    f"o={TWO}",
    f"o=1.{TWO}.-{TWO}",
    f"o=-{HUGE}.{LONG}",
    "p=%00",
    f"p={TWO}",
    f"p={LONG}",
    f"p={HUGE}",
    "p=-1",
    "p=0",
    "all=%00",
    "e=1",
    "e=1&q=%00",
    "%00=1",
    "a%00b=1",
    "pk=%00",
    f"pk={TWO}",
    f"pk__in={HUGE},%00",
    "id__exact=%00",
    f"id__exact={LONG}",
    "practitioner=%00",
    f"practitioner__id__exact={HUGE}",
    "practitioner__contact_points__email__startswith=a",
    "contact_points__email__startswith=a",
    "nothing=1",
    "after=%00",
    f"after={LONG}",
    f"after={TWO}",
    "after=WzAsImEiXQ",
    "after=WzAsIlx1ZDgwMCIsMV0",
    "after=WzAsIlx1MDAwMCIsMV0",
    "after=WzAsIiIsOTIyMzM3MjAzNjg1NDc3NTgwOF0",
    "after=WzAsIjAwMDEtMDEtMDFUMDA6MDA6MDArMjM6NTkiLDFd",
    "after=WzEsIjk5OTktMTItMzFUMjM6NTk6NTktMjM6NTkiLDFd",
    "nothing__exact=%00",
    "state__nothing=1",
    "state__regex=(",
    "state__isnull=%00",
    "state__isnull=maybe",
    f"is_active__exact={TWO}",
    "_popup=%00",
    "_popup=1",
    "_to_field=%00",
    "_to_field=nothing",
    "_facets=%00",
    "_changelist_filters=%00",
    *[
        f"{name}{lookup}={value}"
        for name in ("state", "channel", "kind", "mode", "activation_mode", "environment", "is_active", "contacts")
        for lookup in ("__exact", "")
        for value in (NUL, TWO)
    ],
]


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


@pytest.fixture
def operator():
    """Somebody who finds every list of the portal, each with a row."""
    authority = MandateFactory(operator=True)
    person = PractitionerFactory(practising=True, authority=authority.authority)
    ContactPointFactory(practitioner=person)
    EnrolmentFactory(practitioner=person)
    OutboundMessageFactory(practitioner=person)
    AuditEventFactory(practitioner=person)
    VirtualCardFactory(practitioner=person)
    return sign_in(authority.account)


def answer_to(client, address):
    """The status of a GET. A statement that the database refuses breaks the page, not the test's own transaction."""
    client.raise_request_exception = False
    path, _mark, query = address.partition("?")
    with transaction.atomic():
        return client.get(path, QUERY_STRING=query).status_code


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.model_name)
def test_no_question_breaks_a_list(model, operator):
    address = reverse(f"portal:{model._meta.app_label}_{model._meta.model_name}_changelist")

    broken = {query: status for query in HOSTILE if (status := answer_to(operator, f"{address}?{query}")) >= 500}

    assert broken == {}
    assert answer_to(operator, address) == 200


@pytest.mark.parametrize(
    "question",
    [
        "directory/outboundmessage/?sealed__startswith=a",
        "directory/practitioner/?authority__exact=1",
        "directory/practitioner/?birth_date=1985-03-04",
        "directory/enrolment/?practitioner__civil_identity__birth_date=1985-03-04",
        "activation/virtualcard/?pin_digest__gt=a",
        "activation/virtualcard/?state__startswith=A",
    ],
)
def test_a_list_answers_its_own_filters_only(question, operator):
    assert answer_to(operator, f"/portail/{question}") == 400


def test_the_filters_of_a_list_answer(operator):
    for question in (
        "directory/practitioner/?contacts=waiting",
        "directory/outboundmessage/?state=QUEUED&channel=EMAIL",
        "directory/organization/?kind=SITE&q=a&all=1",
        "activation/virtualcard/?state=ACTIVE&q=a",
        "oidc/relyingparty/?state=open&environment=sandbox&q=a",
    ):
        assert answer_to(operator, f"/portail/{question}") == 200, question


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.model_name)
def test_no_key_breaks_a_record(model, operator):
    address = reverse(f"portal:{model._meta.app_label}_{model._meta.model_name}_changelist")
    keys = [NUL, f"1{NUL}", TWO, quote("٣"), HUGE, LONG, f"-{HUGE}", "_00", "_0A", quote("é" * 300), "1.0", "%2F..%2F"]

    pages = [f"{address}{key}/{page}" for key in keys for page in ("", "change/", "delete/", "history/")]
    broken = {page: status for page in pages if (status := answer_to(operator, page)) >= 500}

    assert broken == {}


@pytest.mark.parametrize(
    "address",
    [
        "/portail/?q=%00",
        "/portail/%00",
        "/portail/%00/",
        "/portail/r/%00/%00/",
        "/portail/directory/%00/",
        "/portail/autocomplete/?app_label=directory&model_name=enrolment&field_name=practitioner&term=%00",
        "/portail/autocomplete/?app_label=%00&model_name=%00&field_name=%00&term=a",
        "/portail/search/?s=%00",
        "/portail/jsi18n/?q=%00",
        "/portail/login/?next=%00",
        "/portail/logout/?next=%00",
        f"/portail/inscription/{TWO}/",
        f"/portail/inscription/{HUGE}/",
        f"/portail/inscription/{LONG}/",
        "/portail/inscription/%00/",
        *[
            f"/portail/{page.format(key)}"
            for page in ("chargements/{}/etat/", "chargements/{}/lignes-refusees/", "personnes/{}/historique/")
            for key in (NUL, TWO, HUGE, LONG)
        ],
        f"/portail/coordonnees/{TWO}/",
        f"/portail/coordonnees/{HUGE}/",
        f"/portail/coordonnees/{LONG}/",
        f"/portail/situations/{TWO}/fin/",
        f"/portail/situations/{HUGE}/fin/",
        f"/portail/personnes/{HUGE}/codes/",
        "/contact/%00/",
        f"/contact/{TWO}/",
        f"/contact/{LONG}/",
        "/contact/%ED%A0%80/",
        "/compte/login/?next=%00",
        "/compte/2fa/authenticate/?next=%00",
        "/compte/2fa/?next=%00",
        f"/compte/2fa/webauthn/keys/{TWO}/remove/",
        f"/compte/2fa/webauthn/keys/{HUGE}/remove/",
        "/compte/sessions/?page=%00",
        "/compte/password/reset/key/%00-%00/",
        "/compte/password/reset/key/1-%00/",
        f"/compte/password/reset/key/{TWO}-{TWO}/",
        "/compte/confirm-email/%00/",
    ],
)
def test_no_address_breaks_a_page(address, registrar, client):
    assert answer_to(registrar, address) < 500
    assert answer_to(client, address) < 500


VALUES = ["\0", "a\0b", "²", "9" * 5000, "\ud800", "é" * 3000]


@pytest.mark.parametrize("value", VALUES, ids=["NUL", "NUL inside", "two", "digits", "surrogate", "long"])
def test_no_answer_breaks_a_form(value, registrar, mandate, client):
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    own = PractitionerFactory(authority=mandate.authority)
    email = ContactPointFactory(practitioner=own)
    mobile = ContactPointFactory(practitioner=own, mobile_phone=True)
    known = CivilIdentityFactory(birth_family_name="LEGER", given_names="Ana", birth_date=date(1991, 4, 9))
    role = PractitionerRoleFactory(exercise__practitioner=own, organization=mandate.authority.organization)
    valid = {
        "birth_family_name": "Léger",
        "given_names": "Ana",
        "birth_date": "1991-04-09",
        "sex_code": "F",
        "email": "ana@exemple.test",
        "mobile": "06 39 98 01 77",
        "organization": str(mandate.authority.organization_id),
        "role_code": "313",
        "activity_kind_code": "GENR11",
        "start_date": "2026-01-05",
    }
    asked = EnrolmentRequestFactory(authority=mandate.authority, organization=mandate.authority.organization)
    names = [*valid, "practice_family_name", "practice_given_name", "profession_code", "same", "stranger", "compared"]
    enrolment = [("/portail/inscription/", {**valid, "stranger": str(known.pk), name: value}) for name in names]
    others = [
        (f"/portail/coordonnees/{email.pk}/", {"value": value}),
        (f"/portail/coordonnees/{mobile.pk}/", {"value": value}),
        (f"/portail/situations/{role.pk}/fin/", {"ends_on": value}),
        (f"/portail/situations/{role.pk}/fin/", {"ends_on": "2026-01-05", "seen": value}),
        (f"/portail/situations/{role.pk}/depart/", {"leaves_on": value, "seen": value}),
        (f"/portail/situations/{role.pk}/modification/", {"role_code": value, "valid_from": value, "seen": value}),
        (f"/portail/situations/{role.pk}/reouverture/", {"seen": value}),
        ("/portail/demandes/inviter/", {"email": value, "organization": value}),
        (f"/portail/demandes/{asked.pk}/acceptation/", {**valid, "version": "1", "who": value, "stranger": value}),
        (f"/portail/demandes/{asked.pk}/acceptation/", {**valid, "version": value, "birth_date": value}),
        (f"/portail/demandes/{asked.pk}/question/", {"version": value, "text": value}),
        (f"/portail/demandes/{asked.pk}/refus/", {"version": "9", "text": value}),
        (f"/portail/demandes/{asked.pk}/retrait/", {"version": value}),
        (f"/rejoindre/structures/{value[:64]}/", {"email": value}),
        (f"/rejoindre/structures/{role.organization.technical_id}/", {"email": value}),
        (f"/rejoindre/demande/{value[:64]}/", {"begin": value}),
        (f"/portail/personnes/{own.pk}/codes/", {"next": value, value: value}),
        ("/portail/directory/practitioner/", {"action": value, "_selected_action": value, "index": value}),
        (f"/portail/directory/practitioner/{own.pk}/change/", {"_popup": value, "_to_field": value}),
        (f"/portail/directory/practitioner/{own.pk}/delete/", {"post": value}),
        ("/portail/login/", {"username": value, "password": value}),
        (f"/contact/{value[:64]}/", {"kind": value, "code": value}),
        ("/compte/login/", {"login": value, "password": value, "next": value}),
        ("/compte/login/", {"login": "ana@exemple.test", "password": value}),
        ("/compte/2fa/authenticate/", {"code": value}),
        ("/compte/password/reset/", {"email": value}),
        ("/compte/reauthenticate/", {"password": value, "next": value}),
        ("/langue/setlang/", {"language": value, "next": value}),
    ]

    statuses = {}
    for browser in (registrar, client):
        browser.raise_request_exception = False
        for number, (address, body) in enumerate([*enrolment, *others]):
            with transaction.atomic():
                answer = browser.post(quote(address, errors="surrogatepass"), _encoded(body), content_type=FORM)
            statuses[number, address[:60]] = answer.status_code

    assert {key: status for key, status in statuses.items() if status >= 500} == {}


FORM = "application/x-www-form-urlencoded"


def _encoded(body):
    """A body as a program would send it, surrogates and all."""
    return "&".join(
        f"{quote(name, errors='surrogatepass')}={quote(value, errors='surrogatepass')}" for name, value in body.items()
    )
