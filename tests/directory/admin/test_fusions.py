"""The pages that merge records: who finds them, what they ask for first, and what they do."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from directory.models import AuditEvent, FormerIdentifier, Fusion
from directory.policy import STRONG_MEANS_AGE
from tests.factories.directory import (
    AccountFactory,
    CivilIdentityFactory,
    FormerIdentifierFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.passkey import Passkey
from tests.support.staff import let_passkey_age, sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db

WHY = "Même personne, dit l’agence"


@pytest.fixture
def account():
    return MandateFactory(operator=True).account


@pytest.fixture
def operator(account):
    return sign_in_with_passkey(account)


@pytest.fixture
def kept():
    return PractitionerFactory()


@pytest.fixture
def absorbed():
    person = PractitionerFactory(identifier_type="0", identifier="750712184", national_id="0750712184")
    PractitionerRoleFactory(exercise__practitioner=person)
    return person


def comparison(kept, absorbed):
    numbers = {"kept": kept.identifier, "absorbed": absorbed.identifier}
    return f"{reverse('portal:merge_records')}?{urlencode(numbers)}"


def merge(browser, kept, absorbed, **given):
    return browser.post(comparison(kept, absorbed), {"reason": WHY, **given}, follow=True)


@pytest.mark.parametrize("traits", [{}, {"agent": True}])
def test_registrars_do_not_find_that_records_are_merged(traits, kept, absorbed):
    account = MandateFactory(**traits).account
    browser = sign_in_with_passkey(account)

    for page in (reverse("portal:directory_fusion_changelist"), comparison(kept, absorbed)):
        assert browser.get(page).status_code in {403, 404}
    assert "rapprochements" not in browser.get(f"/portail/directory/practitioner/{kept.pk}/change/").content.decode()


def test_auditors_read_and_merge_nothing(operator, kept, absorbed):
    merge(operator, kept, absorbed)
    auditor = MandateFactory(auditor=True).account
    browser = sign_in_with_passkey(auditor)
    fusion = Fusion.objects.get()

    assert browser.get(reverse("portal:directory_fusion_change", args=[fusion.pk])).status_code == 200
    assert browser.get(comparison(kept, absorbed)).status_code == 404
    assert browser.post(reverse("portal:undo_fusion", args=[fusion.pk])).status_code == 404
    assert Fusion.objects.get().undone_at is None


def test_without_a_passkey_shown_lately_nobody_sees_a_comparison(account, kept, absorbed):
    browser, passkey = sign_in(account), Passkey()
    assert browser.get(comparison(kept, absorbed)).status_code == 403
    passkey.add(browser)
    passkey.show(browser)
    let_passkey_age(browser, STRONG_MEANS_AGE.total_seconds() + 1)

    for answer in (browser.get(comparison(kept, absorbed)), browser.post(comparison(kept, absorbed), {"reason": WHY})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(f"{reverse('mfa_reauthenticate_webauthn')}?next=")
    assert not Fusion.objects.exists()
    assert not AuditEvent.objects.filter(action="directory.fusion_previewed").exists()
    shown = passkey.show(browser, browser.get(comparison(kept, absorbed)).headers["Location"])
    assert shown.headers["Location"] == comparison(kept, absorbed)
    assert browser.get(comparison(kept, absorbed)).context["found"]


def test_a_form_that_came_too_late_leads_back_to_its_own_page(account, kept, absorbed):
    browser = let_passkey_age(sign_in_with_passkey(account), 3600)
    address = reverse("portal:undo_fusion", args=[1])

    ours = browser.post(address, headers={"referer": "http://testserver/portail/x/"}).headers["Location"]
    others = browser.post(address, headers={"referer": "https://ailleurs.test/"}).headers["Location"]

    assert "testserver%2Fportail%2Fx" in ours
    assert "ailleurs" not in others


@pytest.mark.parametrize("number", ["", "rien", "899799999992", "\u0000", "8" * 41])
def test_a_number_of_nobody_is_said_beside_its_field(operator, kept, number):
    page = f"{reverse('portal:merge_records')}?{urlencode({'kept': kept.identifier, 'absorbed': number})}"

    answer = operator.get(page)

    assert answer.status_code == (200 if not number else 400 if number == "\0" else 422)


def test_real_people_are_nobody_for_an_operator_of_tests(operator, kept):
    assert operator.get(comparison(kept, PractitionerFactory(real=True))).status_code == 422


def test_both_records_are_compared_then_merged_then_parted(operator, account, kept, absorbed):
    CivilIdentityFactory(practitioner=kept, birth_family_name="NOM-DE-NAISSANCE")

    shown = operator.get(comparison(kept, absorbed))
    assert "NOM-DE-NAISSANCE" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert AuditEvent.objects.filter(action="directory.fusion_previewed", actor=account).count() == 2
    done = merge(operator, kept, absorbed)

    fusion = Fusion.objects.get()
    assert (fusion.kept, fusion.absorbed, fusion.reason, fusion.made_by) == (kept, absorbed, WHY, account)
    assert WHY in done.content.decode()
    assert absorbed.national_id in operator.get(f"/portail/directory/practitioner/{kept.pk}/change/").content.decode()
    assert str(kept) in operator.get(f"/portail/directory/practitioner/{absorbed.pk}/change/").content.decode()
    assert operator.get(reverse("portal:directory_fusion_changelist")).status_code == 200

    operator.post(reverse("portal:undo_fusion", args=[fusion.pk]), follow=True)

    assert Fusion.objects.get().undone_by == account
    assert operator.get(reverse("portal:directory_fusion_change", args=[fusion.pk])).status_code == 200
    again = operator.post(reverse("portal:undo_fusion", args=[fusion.pk]), follow=True)
    assert again.status_code == 200


def test_a_merge_that_is_refused_says_why_and_keeps_what_was_typed(operator, kept, absorbed):
    for person, birth_date in ((kept, date(1985, 3, 4)), (absorbed, date(1970, 1, 1))):
        CivilIdentityFactory(practitioner=person, birth_date=birth_date)

    answer = merge(operator, kept, absorbed)

    assert answer.status_code == 422
    assert answer.context["form"].errors["difference_reason"]
    assert WHY in answer.content.decode()
    assert merge(operator, kept, absorbed, difference_reason="Jour et mois inversés").status_code == 200
    assert merge(operator, kept, kept).context["refusal"]


def test_a_number_given_to_the_wrong_person_is_ended_from_the_record(operator, kept):
    number = FormerIdentifierFactory(practitioner=kept)
    record = f"/portail/directory/practitioner/{kept.pk}/change/"
    assert number.national_id in operator.get(record).content.decode()

    operator.post(reverse("portal:end_number", args=[number.pk]), follow=True)

    assert FormerIdentifier.objects.get().ended_at is not None
    assert f">{number.national_id}<" not in operator.get(record).content.decode()


def test_a_number_out_of_reach_answers_like_one_that_does_not_exist(operator):
    number = FormerIdentifierFactory(practitioner=PractitionerFactory(real=True))
    stranger = AccountFactory()

    assert operator.post(reverse("portal:end_number", args=[number.pk])).status_code == 404
    assert operator.post(reverse("portal:end_number", args=[0])).status_code == 404
    browser = sign_in_with_passkey(stranger)
    assert browser.post(reverse("portal:end_number", args=[number.pk])).status_code == 404


def test_a_list_of_fusions_costs_the_same_for_one_and_for_eleven(
    operator, account, kept, django_assert_max_num_queries
):
    def add():
        absorbed = PractitionerFactory()
        Fusion.objects.create(kept=kept, absorbed=absorbed, reason=WHY, made_by=account, made_at=absorbed.created_at)

    page = reverse("portal:directory_fusion_changelist")
    add()
    operator.get(page)
    with django_assert_max_num_queries(60) as asked:
        operator.get(page)
    for _ in range(10):
        add()

    with django_assert_max_num_queries(len(asked)):
        operator.get(page)
