"""The pages of authorities: scoped, opened with their representative, reachable, closed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from directory.models import MandateInvitation, RegistrationAuthority
from tests.factories.directory import (
    AccountFactory,
    MandateFactory,
    OrganizationFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db
LIST = "/portail/directory/registrationauthority/"
FIND = "/portail/autorites/ouvrir/"


@pytest.fixture
def manager():
    return MandateFactory(manager=True)


@pytest.fixture
def structure():
    return OrganizationFactory(trade_name="EHPAD Les Glycines", finess="750000017")


@pytest.fixture
def breton():
    return RegistrationAuthorityFactory(
        local=True, organization=OrganizationFactory(in_brittany=True, trade_name="Foyer de la Rance")
    )


def page_of(authority):
    return f"{LIST}{authority.pk}/change/"


def act_on(authority, act):
    return f"/portail/autorites/{authority.pk}/{act}/"


def opening(**given):
    return {
        "name": "Anne Petit",
        "representative_email": "direction@glycines.test",
        "telephone": "01 99 00 00 09",
        "email": "accueil@glycines.test",
        **given,
    }


def test_an_agency_sees_its_structures_and_none_of_another_region(manager, breton):
    head = MandateFactory(representative=True)
    browser = sign_in(manager.account)

    text = browser.get(LIST).content.decode()
    assert head.authority.name in text
    assert breton.name not in text
    assert str(head.account) in browser.get(page_of(head.authority)).content.decode()


def test_foreign_authorities_answer_like_missing_ones(manager, breton):
    browser = sign_in_with_passkey(manager.account)
    addresses = [page_of(breton), *(act_on(breton, act) for act in ("coordonnees", "fermer", "conseil"))]
    addresses.append(f"{FIND}{breton.organization_id}/")

    for address in addresses:
        assert browser.get(address).status_code == 404, address
        assert browser.post(address, opening(last_day="2030-01-01")).status_code == 404, address
    found = browser.get(FIND, {"q": "Rance"}).content.decode()
    assert "Foyer de la Rance" not in found
    breton.refresh_from_db()
    assert breton.closed_date is None


@pytest.mark.parametrize("trait", [{}, {"agent": True}, {"representative": True}, {"auditor": True}, {"support": True}])
def test_others_open_and_close_nothing(trait, structure):
    mandate = MandateFactory(**trait)
    browser = sign_in_with_passkey(mandate.account)

    for address in (
        FIND,
        f"{FIND}{structure.pk}/",
        act_on(mandate.authority, "fermer"),
        act_on(mandate.authority, "conseil"),
    ):
        assert browser.get(address).status_code == 404, address


def test_a_structure_is_found_by_words_or_number_and_opened(manager, structure):
    browser = sign_in_with_passkey(manager.account)
    for asked in ("glycines", "750000017"):
        assert f"{FIND}{structure.pk}/" in browser.get(FIND, {"q": asked}).content.decode()
    for asked in ("", "zzz", "\ud800", "é" * 500):
        assert browser.get(FIND, {"q": asked.encode(errors="ignore").decode()}).status_code == 200

    answer = browser.post(f"{FIND}{structure.pk}/", opening())

    authority = RegistrationAuthority.objects.get(organization=structure)
    assert answer["Location"] == page_of(authority)
    assert MandateInvitation.objects.get().email == "direction@glycines.test"
    assert authority.telephone == "01 99 00 00 09"
    MandateFactory(representative=True, authority=authority)
    assert browser.get(f"{FIND}{structure.pk}/")["Location"] == page_of(authority)


@pytest.mark.parametrize(
    "wrong", [{"representative_email": "x"}, {"name": ""}, {"name": "\0"}, {"telephone": "<b>"}, {"email": "x"}]
)
def test_a_wrong_answer_opens_nothing(wrong, manager, structure):
    answer = sign_in_with_passkey(manager.account).post(f"{FIND}{structure.pk}/", opening(**wrong))

    assert answer.status_code == 422
    assert not RegistrationAuthority.objects.filter(organization=structure).exists()
    assert not MandateInvitation.objects.exists()


@pytest.mark.parametrize("act", ["open", "fermer"])
def test_opening_and_closing_want_a_strong_means(act, manager, structure):
    head = MandateFactory(representative=True)
    address = f"{FIND}{structure.pk}/" if act == "open" else act_on(head.authority, act)

    answer = sign_in(manager.account).post(address, opening(last_day="2030-01-01"))

    assert answer.status_code == 403
    assert not MandateInvitation.objects.exists()


def test_a_head_tells_how_to_call_and_a_registrar_does_not():
    head = MandateFactory(representative=True)
    address = act_on(head.authority, "coordonnees")
    given = {"telephone": "01 99 00 00 42", "email": "nous@structure.test"}

    assert sign_in(MandateFactory(authority=head.authority).account).post(address, given).status_code == 404
    browser = sign_in(head.account)
    assert browser.post(address, {**given, "email": "x"}).status_code == 422
    assert browser.post(address, given).status_code == 302

    head.authority.refresh_from_db()
    assert (head.authority.telephone, head.authority.email) == ("01 99 00 00 42", "nous@structure.test")


def test_an_authority_is_closed_from_its_page(manager):
    head = MandateFactory(representative=True)
    browser = sign_in_with_passkey(manager.account)
    day = timezone.localdate() + timedelta(days=3)

    for wrong in ("", "2020-01-01", "9999-12-31", "\0"):
        assert browser.post(act_on(head.authority, "fermer"), {"last_day": wrong}).status_code == 422
    assert browser.post(act_on(head.authority, "fermer"), {"last_day": day.isoformat()}).status_code == 302

    head.authority.refresh_from_db()
    assert head.authority.closed_date == day
    assert browser.get(act_on(head.authority, "fermer")).status_code == 404
    assert act_on(head.authority, "fermer") not in browser.get(page_of(head.authority)).content.decode()


def test_an_operator_opens_a_council_of_an_order():
    order = RegistrationAuthorityFactory(order=True)
    browser = sign_in_with_passkey(AccountFactory(operator=True))

    assert browser.post(act_on(order, "conseil"), {"department_code": "00", "name": "x"}).status_code == 422
    answer = browser.post(act_on(order, "conseil"), {"department_code": "35", "name": "Conseil d’Ille-et-Vilaine"})

    council = RegistrationAuthority.objects.get(department_code="35")
    assert answer["Location"] == page_of(council)
    assert browser.get(page_of(council)).status_code == 200


def test_eleven_authorities_cost_what_one_costs(manager):
    browser = sign_in(manager.account)

    def cost():
        browser.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(LIST).status_code == 200
        return len(queries)

    MandateFactory()
    once = cost()
    for _ in range(10):
        MandateFactory()

    assert cost() == once


def test_the_list_finds_by_words_in_any_order_and_by_state(manager):
    held = RegistrationAuthorityFactory(
        local=True, organization=OrganizationFactory(finess="750000001"), name="Résidence de l'Étang"
    )
    MandateFactory(authority=held)
    left = RegistrationAuthorityFactory(
        local=True, organization=OrganizationFactory(finess="750000002"), name="Foyer de l'Étang"
    )
    browser = sign_in_with_passkey(manager.account)

    def found(**asked):
        page = browser.get("/portail/directory/registrationauthority/", asked).content.decode()
        return [authority for authority in (held, left) if escape(authority.name) in page]

    assert found() == [held, left]
    assert found(q="etang residence") == [held]
    assert found(q="etang", state="nobody") == [left]
    assert found(q="etang", state="held", kind="LOCAL") == [held]
    assert found(q=left.organization.finess) == [left]
    assert found(q="étang hôpital") == []


@pytest.mark.parametrize("asked", ["after=x", "page=2", "o=1", "name__startswith=A", "kind__exact=LOCAL"])
def test_the_list_is_asked_nothing_but_what_its_page_asks(manager, asked):
    assert (
        sign_in_with_passkey(manager.account).get(f"/portail/directory/registrationauthority/?{asked}").status_code
        == 400
    )
