"""What the portal refuses to somebody signed in leaves a line; what it answers, or what is only mistyped, none."""

import pytest

from directory.admin import tracing
from directory.admin.refusals import words_of_refusal
from directory.errors import InvalidPractice, NotAllowed
from directory.models import AuditEvent
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import (
    AccountFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


@pytest.fixture
def foreigner():
    return PractitionerFactory(practising=True, authority=RegistrationAuthorityFactory())


def refused():
    lines = AuditEvent.objects.filter(outcome="REFUSED").order_by("pk")
    return [(line.action, line.reason, line.details.get("page"), line.details.get("key")) for line in lines]


def test_a_foreign_person_asked_for_by_key_leaves_a_line_without_naming_them(registrar, mandate, foreigner):
    assert registrar.get(f"/portail/personnes/{foreigner.pk}/historique/").status_code == 404

    assert refused() == [("directory.page_refused", "not_found", "person_history", str(foreigner.pk))]
    line = AuditEvent.objects.get(outcome="REFUSED")
    assert (line.actor, line.mandate, line.authority) == (mandate.account, mandate, mandate.authority)
    assert (line.category, line.practitioner) == ("REFUSAL", None)


def test_so_does_a_foreign_row_of_a_list(registrar, foreigner):
    assert registrar.get(f"/portail/directory/enrolment/{foreigner.pk}/change/").status_code == 302

    assert refused() == [("directory.page_refused", "not_found", "directory_enrolment_change", str(foreigner.pk))]


def test_so_does_a_list_of_an_upper_floor(registrar):
    card = VirtualCardFactory(practitioner=PractitionerFactory())

    registrar.get(f"/portail/activation/virtualcard/{card.pk}/change/")

    [(action, reason, page, _key)] = refused()
    assert (action, reason, page) == ("directory.page_refused", "not_found", "activation_virtualcard_change")


def test_a_page_that_a_role_does_not_open_leaves_a_line(registrar):
    registrar.get("/portail/chargements/nouveau/")
    registrar.get("/portail/directory/extractload/")
    assert registrar.get("/portail/directory/enrolment/add/").status_code == 403

    assert [reason for _, reason, _, _ in refused()] == ["not_found", "not_found", "forbidden"]


def test_an_act_that_the_workflow_refuses_leaves_a_line(registrar, mandate):
    person = PractitionerRoleFactory(organization=mandate.authority.organization).exercise.practitioner

    registrar.post(f"/portail/personnes/{person.pk}/codes/")

    assert refused() == [("directory.act_refused", "not_allowed", "send_codes_again", str(person.pk))]


def test_a_strong_means_that_is_missing_leaves_a_line_and_asking_for_it_none():
    without, owner = MandateFactory(operator=True).account, MandateFactory(operator=True).account

    sign_in(without).get("/portail/rapprochements/nouveau/")
    assert [(line[0], line[1]) for line in refused()] == [("directory.act_refused", "strong_means_missing")]

    browser = sign_in_with_passkey(owner)
    browser.get("/portail/rapprochements/nouveau/")
    assert len(refused()) == 1


@pytest.mark.parametrize(
    "address", ["/portail/nulle-part/", "/portail/personnes/abc/historique/", "/portail/", "/portail/inscription/"]
)
def test_a_slip_of_the_keyboard_and_an_open_page_leave_none(registrar, address):
    registrar.get(address)

    assert refused() == []


def test_nothing_of_the_address_is_kept_but_a_key(registrar):
    registrar.get("/portail/directory/enrolment/dupont@exemple.test/change/?q=secret")

    assert "exemple" not in str(refused())
    assert "secret" not in str(refused())


def test_a_hundred_refusals_leave_ten_lines(registrar, foreigner):
    for _ in range(100):
        registrar.get(f"/portail/personnes/{foreigner.pk}/historique/")

    assert 10 <= len(refused()) <= 20  # the minute may have turned


def test_an_account_that_is_not_staff_leaves_a_line():
    account = AccountFactory(outsider=True)
    sign_in(account).get("/portail/", follow=True)

    line = AuditEvent.objects.get(outcome="REFUSED")
    assert (line.action, line.reason, line.actor) == ("directory.sign_in_refused", "not_staff", account)


def test_outside_a_page_nothing_is_noted():
    tracing.note_refusal("not_allowed")

    assert tracing._noted.get() is None


def test_only_missing_rights_are_noted_not_slips():
    token = tracing._noted.set(noted := [])
    words_of_refusal(InvalidPractice(field="start_date", reason="too_late"))
    words_of_refusal(NotAllowed())
    tracing._noted.reset(token)

    assert noted == ["not_allowed"]
