"""The public directory: whom it finds, what it shows of them, and what it never shows."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Fusion, Mailbox, MailboxKind
from directory.views.public import asking
from tests.factories.care_offer import StructureMailboxFactory
from tests.factories.directory import (
    LONG_AGO,
    AccountFactory,
    CivilIdentityFactory,
    ConceptFactory,
    ContactPointFactory,
    ExpertiseFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/annuaire/"


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


def person(family="MARTIN", given="Ana", **more):
    role = PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(family_name=family, given_names=given), **more
    )
    return role.exercise.practitioner


def found(client, **asked):
    page = client.get(PAGE, asked)
    assert page.status_code == 200
    return [line.family_name for group in page.context.get("groups", []) for line in group["lines"]]


HOSTILE = ["\0", "a\0b", "'", '"><script>alert(1)</script>', "%", "\\", "🙂", "x" * 10_000, "é" * 3_000, "²" * 12]


@pytest.mark.parametrize("field", ["nom", "profession", "lieu", "structure", "savoir-faire", "suite"])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:8]))
def test_no_question_breaks_the_page(client, field, value):
    person()

    page = client.get(PAGE, {field: value})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("query", ["nom=%ED%A0%80", "nom=%FF", "%00=1", "nom=a&nom=b", "suite=%00"])
def test_no_address_breaks_the_page(client, query):
    assert client.get(PAGE, QUERY_STRING=query).status_code == 200


@pytest.mark.parametrize("key", ["%00", "²", "x" * 3000, "%ED%A0%80", "899700000000", "..", "%25", "é"])
def test_unknown_people_and_structures_have_no_page(client, key):
    assert client.get(f"{PAGE}{quote(key, safe='%')}/").status_code == 404
    assert client.get(f"{PAGE}structures/{quote(key, safe='%')}/").status_code == 404


def test_nothing_is_sent_to_these_pages(client):
    assert client.post(PAGE).status_code == 405


def test_before_a_question_nobody_is_shown(client):
    person()

    page = client.get(PAGE)

    assert "page" not in page.context
    assert "MARTIN" not in page.content.decode()
    assert '<form class="card finder" method="get"' in page.content.decode()


def test_a_name_a_profession_a_place_and_a_structure_find_people(client):
    rennes = OrganizationFactory(in_brittany=True, trade_name="Clinique de l'Étoile", finess="350000012")
    doctor = PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(family_name="LEFEBVRE"),
        exercise__profession_code="10",
        organization=rennes,
    )
    ExpertiseFactory(exercise=doctor.exercise)
    person()

    for asked in (
        {"nom": "lefèvre"},
        {"nom": doctor.exercise.practitioner.national_id},
        {"profession": "10"},
        {"savoir-faire": "SM54"},
        {"lieu": "rennes"},
        {"lieu": "35000"},
        {"lieu": "35"},
        {"lieu": "Ille et Vilaine"},
        {"lieu": "bretagne"},
        {"structure": "etoile clinique"},
        {"structure": "35 000 0012"},
        {"nom": "lefebvre", "profession": "10", "lieu": "Rennes", "structure": "350000012"},
    ):
        assert found(client, **asked) == ["LEFEBVRE"], asked
    assert found(client, nom="lefebvre", lieu="Paris") == []
    assert sorted(found(client, profession="r313")) == ["LEFEBVRE", "MARTIN"]


def test_a_town_is_all_its_districts_and_no_other_town(client):
    for code, label in (("75113", "PARIS 13"), ("75119", "Paris 19e Arrondissement"), ("75056", "PARIS CEDEX 10")):
        person(f"OF {code}", organization=OrganizationFactory(commune_code=code, commune_label=label))
    person("OTHER", organization=OrganizationFactory(commune_code="71343", commune_label="PARIS L'HOPITAL"))

    assert sorted(found(client, lieu="paris")) == ["OF 75056", "OF 75113", "OF 75119"]


def test_a_place_or_structure_that_is_not_understood_is_said_at_its_field(client):
    person()

    page = client.get(PAGE, {"nom": "martin", "lieu": "Nulleville", "structure": "nulle part"})

    assert set(page.context["faults"]) == {"place", "structure"}
    assert "page" not in page.context
    assert 'aria-invalid="true"' in page.content.decode()


def test_answers_say_how_sure_they_are(client):
    for family in ("MARTIN", "MARTINEZ", "MARTAIN", "MERTIN"):
        person(family)

    groups = client.get(PAGE, {"nom": "martin"}, headers={"Accept-Language": "en"}).context["groups"]

    assert [(str(group["title"]), [line.family_name for line in group["lines"]]) for group in groups] == [
        ("", ["MARTIN"]),
        ("Names that begin so", ["MARTINEZ"]),
        ("Names that sound like it", ["MARTAIN"]),
        ("Names one letter away: did you mean one of these?", ["MERTIN"]),
    ]


def test_nobody_found_comes_with_advice(client):
    page = client.get(PAGE, {"nom": "zzzzzz"})

    assert page.status_code == 200
    assert 'class="empty__advice"' in page.content.decode()


def test_those_who_do_not_practise_and_the_other_world_are_not_shown(client, settings):
    retired = PractitionerFactory(family_name="MARTIN", given_names="Retired")
    shown = person()
    real = person("MARTIN", "Real", organization__is_test=False)
    real.authority = RegistrationAuthorityFactory(is_test=False)
    real.identifier, real.national_id, real.is_test = "10000000008", "810000000008", False
    real.save()

    assert found(client, nom="martin") == ["MARTIN"]
    assert client.get(f"{PAGE}{retired.national_id}/").status_code == 404
    assert client.get(f"{PAGE}{real.national_id}/").status_code == 404
    settings.DEMO = False
    assert client.get(f"{PAGE}{shown.national_id}/").status_code == 404
    assert client.get(f"{PAGE}{real.national_id}/").status_code == 200
    assert (
        client.get(f"{PAGE}structures/{shown.exercises.get().roles.get().organization.technical_id}/").status_code
        == 404
    )


def test_pages_show_what_is_published_and_nothing_personal(client):
    ConceptFactory()
    place = OrganizationFactory(telephone="0199000102", email="accueil@structure.test", street_name="DES LILAS")
    shown = person(organization=place)
    exercise = shown.exercises.get()
    ExpertiseFactory(exercise=exercise)
    ExpertiseFactory(exercise=exercise, code="SM04", given_up_date=timezone.localdate())
    PractitionerRoleFactory(exercise=exercise, organization__trade_name="Ancien lieu", ended=True)
    PractitionerRoleFactory(
        exercise=exercise,
        organization__trade_name="Lieu futur",
        valid_from=timezone.localdate() + timedelta(days=9),
    )
    Mailbox.objects.create(address="ana@medecin.mssante.test", kind=MailboxKind.PERSONAL, practitioner=shown)
    Mailbox.objects.create(
        address="cachee@medecin.mssante.test", kind=MailboxKind.PERSONAL, practitioner=shown, is_unlisted=True
    )
    StructureMailboxFactory(organization=place, address="secretariat@structure.mssante.test")
    CivilIdentityFactory(practitioner=shown, birth_family_name="NAISSANCE", birth_place_label="Ville natale")
    ContactPointFactory(practitioner=shown, email="privee@exemple.test")
    ContactPointFactory(practitioner=shown, mobile_phone=True, mobile="+33639980177")

    pages = {
        name: client.get(address, asked).content.decode()
        for name, address, asked in (
            ("search", PAGE, {"nom": "martin"}),
            ("person", f"{PAGE}{shown.national_id}/", {}),
            ("structure", f"{PAGE}structures/{place.technical_id}/", {}),
        )
    }

    for name, text in pages.items():
        for word in ("MARTIN", shown.national_id, place.display_name, "01 99 00 01 02", "tel:+33199000102"):
            assert word in text, (name, word)
        for word in ("NAISSANCE", "natale", "1985", "privee@", "39 98 01 77", "cachee@", "Ancien lieu", "Lieu futur"):
            assert word not in text, (name, word)
        assert "ana@medecin.mssante.test" in text
    assert "Aide-soignant" in pages["person"]
    assert "DES LILAS" in pages["person"]
    assert "SM04" not in pages["person"]
    assert "secretariat@structure.mssante.test" in pages["structure"]


def test_a_former_number_and_an_absorbed_record_lead_to_the_person(client):
    kept, absorbed = person("KEPT"), person("ABSORBED")
    kept.former_identifiers.create(national_id="0931234560", origin="CORRESPONDENCE")
    Fusion.objects.create(kept=kept, absorbed=absorbed, reason="one", made_by=AccountFactory(), made_at=LONG_AGO)

    for number in ("0931234560", absorbed.national_id):
        answer = client.get(f"{PAGE}{number}/")
        assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}{kept.national_id}/")


def test_pages_lead_to_the_next_and_back(client, monkeypatch):
    monkeypatch.setattr("directory.views.public.pages.PUBLIC_PAGE", 2)
    for given in "ABCDE":
        person("MARTIN", given)

    def givens(page):
        return [line.given_names for group in page.context["groups"] for line in group["lines"]]

    first = client.get(PAGE, {"nom": "martin", "lieu": "75"})
    second = client.get(f"{PAGE}?{first.context['next_page']}")
    third = client.get(f"{PAGE}?{second.context['next_page']}")
    back = client.get(f"{PAGE}?{third.context['previous_page']}")

    assert [givens(page) for page in (first, second, third, back)] == [["A", "B"], ["C", "D"], ["E"], ["C", "D"]]
    assert (first.context["previous_page"], third.context["next_page"]) == ("", "")
    assert second.context["number"] == back.context["number"] == 2
    assert 'rel="next nofollow"' in first.content.decode()


def test_a_structure_has_pages_too(client, monkeypatch):
    monkeypatch.setattr("directory.views.public.pages.PUBLIC_PAGE", 2)
    place = OrganizationFactory()
    for given in "ABC":
        person("MARTIN", given, organization=place)

    first = client.get(f"{PAGE}structures/{place.technical_id}/")
    second = client.get(f"{PAGE}structures/{place.technical_id}/?{first.context['next_page']}")

    assert [line.given_names for group in second.context["groups"] for line in group["lines"]] == ["C"]


def test_nobody_leafs_through_the_whole_directory(client, monkeypatch):
    monkeypatch.setattr("directory.views.public.pages.PUBLIC_PAGE", 1)
    monkeypatch.setattr("directory.views.public.pages.PUBLIC_DEPTH", 2)
    monkeypatch.setattr("directory.views.public.asking.PUBLIC_DEPTH", 2)
    for given in "ABC":
        person("MARTIN", given)

    first = client.get(PAGE, {"nom": "martin"})
    last = client.get(f"{PAGE}?{first.context['next_page']}")

    assert last.context["next_page"] == ""
    assert last.context["is_deepest"] is True
    assert "/annuaire/donnees-ouvertes/" in last.content.decode()


def test_a_page_link_made_by_somebody_else_is_the_first_page(client):
    person()
    forged = client.get(PAGE, {"nom": "martin"}).context["page"]

    assert asking.with_page(asking.Asked(name="martin"), "WzAsMCwibWFydGluIiwiYSIsMV0").after == ""
    assert client.get(PAGE, {"nom": "martin", "suite": "x:y:z"}).context["number"] == 1
    assert forged.previous == ""


def test_one_and_twenty_people_cost_the_same(client):
    def add():
        shown = person()
        ExpertiseFactory(exercise=shown.exercises.get())
        Mailbox.objects.create(address=f"p{shown.pk}@m.mssante.test", kind=MailboxKind.PERSONAL, practitioner=shown)

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as spent:
            assert client.get(address).status_code == 200
        return len(spent)

    add()
    addresses = [f"{PAGE}?nom=martin", f"{PAGE}?lieu=75&profession=60"]
    one = [cost(address) for address in addresses]
    for _ in range(19):
        add()

    assert [cost(address) for address in addresses] == one
    assert max(one) <= 9


def test_answers_are_not_for_search_engines(client):
    shown = person()

    assert 'name="robots" content="noindex"' not in client.get(PAGE).content.decode()
    for address in (f"{PAGE}?nom=martin", f"{PAGE}{shown.national_id}/"):
        assert 'name="robots" content="noindex"' in client.get(address).content.decode()
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Disallow: /annuaire/" in robots.content.decode()


@pytest.mark.parametrize("address", ["/", "/annuaire/donnees-ouvertes/", "/annuaire/api/", "/ecps/"])
def test_other_pages_lead_to_the_search(client, address):
    assert 'href="/annuaire/"' in client.get(address).content.decode()
