"""The pages of mandates: who finds them, what they show, what they do, and that they want a strong means."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Account, InvitationState, Mandate, MandateInvitation
from directory.policy import TERMS_VERSION
from tests.factories.directory import AccountFactory, MandateFactory, OrganizationFactory, RegistrationAuthorityFactory
from tests.factories.mandates import MandateInvitationFactory
from tests.support.personal import leaks, marked_person
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db
LIST = "/portail/directory/mandate/"
INVITATIONS = "/portail/habilitations/invitations/"


@pytest.fixture
def head():
    return MandateFactory(representative=True)


@pytest.fixture
def delegate(head):
    return MandateFactory(delegate=True, authority=head.authority, given_from=head, account__display_name="Marc Vidal")


@pytest.fixture
def registrar(delegate):
    return MandateFactory(authority=delegate.authority, given_from=delegate, account__display_name="Nadia Benali")


@pytest.fixture
def foreign():
    return MandateFactory(representative=True, account__display_name="ETRANGERE")


def page_of(mandate):
    return f"{LIST}{mandate.pk}/change/"


def act_on(mandate, act):
    return f"/portail/habilitations/{mandate.pk}/{act}/"


def invite_to(authority):
    return f"/portail/habilitations/inviter/{authority.pk}/"


def offer(**given):
    return {"role": "REGISTRAR", "name": "Inès Roux", "email": "ines.roux@structure.test", "until": "", **given}


def test_the_list_shows_the_mandates_of_the_authority_and_no_other(head, delegate, foreign):
    page = sign_in(delegate.account).get(LIST)

    text = page.content.decode()
    assert "Marc Vidal" in text
    assert str(head.account) in text
    assert "ETRANGERE" not in text
    assert foreign.authority.name not in text


def test_filters_offer_the_authorities_of_the_scope_and_leave_others_aside(head, delegate, foreign):
    browser = sign_in(head.account)

    assert foreign.authority.name not in browser.get(LIST).content.decode()
    assert "Marc Vidal" in browser.get(f"{LIST}?authority={foreign.authority_id}").content.decode()
    assert "Marc Vidal" not in browser.get(f"{LIST}?role=REGISTRAR").content.decode()
    assert "Marc Vidal" not in browser.get(f"{LIST}?state=ended").content.decode()
    assert "Marc Vidal" in browser.get(f"{LIST}?state=running&role=DELEGATE&q=vidal").content.decode()


def test_the_page_of_a_mandate_shows_the_chain_above_and_below(head, delegate, registrar):
    text = sign_in(head.account).get(page_of(delegate)).content.decode()

    assert text.index(page_of(head)) < text.index(page_of(registrar))
    assert "Nadia Benali" in text
    assert act_on(delegate, "fin") in text


def test_a_registrar_reads_and_is_offered_nothing(delegate, registrar):
    browser = sign_in(registrar.account)

    text = browser.get(page_of(delegate)).content.decode()
    assert "Marc Vidal" in text
    assert act_on(delegate, "fin") not in text
    assert browser.get("/portail/habilitations/inviter/").status_code == 404
    assert browser.get(INVITATIONS).status_code == 404


def test_foreign_mandates_answer_like_missing_ones(head, foreign):
    invitation = MandateInvitationFactory(giver=foreign)
    browser = sign_in_with_passkey(head.account)
    addresses = [page_of(foreign), act_on(foreign, "fin"), act_on(foreign, "prolonger"), invite_to(foreign.authority)]

    for address in addresses:
        missing = browser.get(
            address.replace(f"/{foreign.pk}/", "/98765/").replace(f"/{foreign.authority_id}/", "/98765/")
        )
        assert browser.get(address).status_code == missing.status_code == 404, address
        assert browser.post(address, offer()).status_code in {404}, address
    for act in ("renvoyer", "retirer"):
        assert browser.post(f"{INVITATIONS}{invitation.pk}/{act}/").status_code == 404
    assert "invite@structure.test" not in browser.get(INVITATIONS).content.decode()
    assert MandateInvitation.objects.get().state == InvitationState.PENDING


def test_one_s_own_mandate_is_neither_ended_nor_extended(head):
    Mandate.objects.filter(pk=head.pk).update(valid_until=timezone.now() + timedelta(days=9))
    browser = sign_in_with_passkey(head.account)

    assert browser.get(page_of(head)).status_code == 200
    for act in ("fin", "prolonger"):
        assert browser.get(act_on(head, act)).status_code == 404


@pytest.mark.parametrize("page", ["invite", "fin", "prolonger"])
def test_acts_want_a_strong_means(page, head, delegate):
    Mandate.objects.filter(pk=delegate.pk).update(valid_until=timezone.now() + timedelta(days=9))
    address = invite_to(head.authority) if page == "invite" else act_on(delegate, page)
    browser = sign_in(head.account)

    for answer in (browser.get(address), browser.post(address, {**offer(), "reason": "LEFT", "until": "2027-01-01"})):
        assert answer.status_code == 403
    assert not MandateInvitation.objects.exists()
    assert Mandate.objects.filter(ended_reason="").count() == 2


def test_an_invitation_leaves_from_the_page_and_waits_in_the_list(head):
    browser = sign_in_with_passkey(head.account)
    assert browser.get("/portail/habilitations/inviter/")["Location"] == invite_to(head.authority)

    answer = browser.post(invite_to(head.authority), offer(), follow=True)

    assert answer.redirect_chain == [(INVITATIONS, 302)]
    assert "ines.roux@structure.test" in answer.content.decode()
    made = MandateInvitation.objects.get()
    assert (made.inviter, made.given_from, made.role) == (head.account, head, "REGISTRAR")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": ""},
        {"email": "a\0b@structure.test"},
        {"name": "x" * 201},
        {"role": "OPERATOR"},
        {"role": "\0"},
        {"role": ""},
        {"until": "2020-01-01"},
        {"until": "9999-12-31"},
        {"until": "tomorrow"},
        {"site": "9" * 30},
    ],
)
def test_a_wrong_answer_invites_nobody_and_is_said(wrong, head):
    OrganizationFactory(parent=head.authority.organization)
    browser = sign_in_with_passkey(head.account)

    answer = browser.post(invite_to(head.authority), offer(**wrong))

    assert answer.status_code == 422
    assert "aria-invalid" in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert not MandateInvitation.objects.exists()


def test_who_is_invited_already_is_said_beside_the_address(head):
    browser = sign_in_with_passkey(head.account)
    browser.post(invite_to(head.authority), offer())

    answer = browser.post(invite_to(head.authority), offer())

    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    assert MandateInvitation.objects.count() == 1


def test_a_giver_whose_mandate_ends_gives_until_that_day_at_the_latest(delegate):
    end = timezone.now() + timedelta(days=20)
    Mandate.objects.filter(pk=delegate.pk).update(valid_until=end)
    browser = sign_in_with_passkey(delegate.account)
    last = timezone.localtime(end).date()

    assert f'max="{last.isoformat()}"' in browser.get(invite_to(delegate.authority)).content.decode()
    assert browser.post(invite_to(delegate.authority), offer()).status_code == 422
    later = (last + timedelta(days=1)).isoformat()
    assert browser.post(invite_to(delegate.authority), offer(until=later)).status_code == 422
    assert browser.post(invite_to(delegate.authority), offer(until=last.isoformat())).status_code == 302
    assert MandateInvitation.objects.get().mandate_until == end


def test_an_invitation_is_sent_again_and_withdrawn_from_the_list(head):
    invitation = MandateInvitationFactory(
        giver=head,
        created_at=timezone.now(),
        last_sent_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=9),
    )
    browser = sign_in(head.account)

    browser.post(f"{INVITATIONS}{invitation.pk}/renvoyer/")
    invitation.refresh_from_db()
    assert invitation.sent_count == 1  # a minute has not passed
    MandateInvitation.objects.update(last_sent_at=timezone.now() - timedelta(minutes=2))
    browser.post(f"{INVITATIONS}{invitation.pk}/renvoyer/")
    invitation.refresh_from_db()
    assert invitation.sent_count == 2
    browser.post(f"{INVITATIONS}{invitation.pk}/retirer/")
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.WITHDRAWN
    assert browser.get(f"{INVITATIONS}{invitation.pk}/retirer/").status_code == 405


def test_what_falls_is_shown_before_and_ends_after(head, delegate, registrar):
    browser = sign_in_with_passkey(head.account)
    assert "Nadia Benali" in browser.get(act_on(delegate, "fin")).content.decode()

    answer = browser.post(act_on(delegate, "fin"), {"reason": "LEFT", "note": ""})

    assert answer["Location"] == page_of(delegate)
    registrar.refresh_from_db()
    assert registrar.ended_reason == "FALLEN"
    assert act_on(registrar, "fin") not in browser.get(page_of(registrar)).content.decode()


@pytest.mark.parametrize("wrong", [{"reason": "FALLEN"}, {"reason": "\0"}, {}, {"reason": "LEFT", "note": "\0"}])
def test_a_wrong_reason_ends_nothing(wrong, head, delegate):
    answer = sign_in_with_passkey(head.account).post(act_on(delegate, "fin"), wrong)

    assert answer.status_code == 422
    assert not Mandate.objects.exclude(ended_reason="").exists()


def test_the_last_head_is_ended_with_a_reason_only(head, delegate):
    browser = sign_in_with_passkey(MandateFactory(manager=True).account)
    for given in (
        {"reason": "LEFT"},
        {"reason": "LEFT", "note": "court", "force": "1"},
        {"reason": "LEFT", "note": "x" * 30},
    ):
        assert browser.post(act_on(head, "fin"), given).status_code == 422
    assert not Mandate.objects.exclude(ended_reason="").exists()
    answer = browser.post(act_on(head, "fin"), {"reason": "LEFT", "note": "Fermeture de la structure", "force": "1"})

    assert answer.status_code == 302
    assert Mandate.objects.exclude(ended_reason="").count() == 2


def test_a_mandate_is_extended_from_its_page(head, delegate):
    Mandate.objects.filter(pk=delegate.pk).update(valid_until=timezone.now() + timedelta(days=9))
    browser = sign_in_with_passkey(head.account)
    day = timezone.localdate() + timedelta(days=90)

    for wrong in ("", "2020-01-01", "9999-12-31", "\0"):
        assert browser.post(act_on(delegate, "prolonger"), {"until": wrong}).status_code == 422
    assert browser.post(act_on(delegate, "prolonger"), {"until": day.isoformat()}).status_code == 302

    delegate.refresh_from_db()
    assert timezone.localtime(delegate.valid_until - timedelta(seconds=1)).date() == day


def test_terms_come_before_anything_else_of_the_portal():
    mandate = MandateFactory(newcomer=True)
    browser = sign_in(mandate.account)

    for address in ("/portail/", LIST, "/portail/inscription/", "/portail/directory/practitioner/"):
        answer = browser.get(address)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/portail/conditions/?next={address.replace('/', '%2F')}",
        )
    assert browser.post("/portail/inscription/", {}).status_code == 302
    assert TERMS_VERSION in browser.get("/portail/conditions/").content.decode()
    assert browser.post("/portail/conditions/", {"version": TERMS_VERSION}).status_code == 422
    assert browser.post("/portail/conditions/", {"version": "1999-01", "accepted": "1"}).status_code == 422
    done = browser.post("/portail/conditions/", {"version": TERMS_VERSION, "accepted": "1", "next": LIST})

    assert done["Location"] == LIST
    assert browser.get(LIST).status_code == 200
    mandate.refresh_from_db()
    assert mandate.terms_version == TERMS_VERSION


@pytest.mark.parametrize("target", ["https://elsewhere.test/", "//elsewhere.test", "javascript:alert(1)", ""])
def test_terms_lead_nowhere_else(target):
    browser = sign_in(MandateFactory(newcomer=True).account)

    done = browser.post("/portail/conditions/", {"version": TERMS_VERSION, "accepted": "1", "next": target})

    assert done["Location"] == "/portail/"


def test_eleven_mandates_and_invitations_cost_what_one_costs(head):
    browser = sign_in(head.account)

    def cost(address):
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    def add(number):
        MandateFactory(authority=head.authority, given_from=head)
        MandateInvitationFactory(
            giver=head,
            token=f"token-{number}",
            email=f"n{number}@structure.test",
            expires_at=timezone.now() + timedelta(days=9),
        )

    pages = (LIST, INVITATIONS, page_of(head))
    add(0)
    once = [cost(page) for page in pages]
    for number in range(1, 11):
        add(number)

    assert [cost(page) for page in pages] == once


def test_support_reads_states_without_contacts_nor_civil_identity():
    authority = RegistrationAuthorityFactory()
    person = marked_person(authority=authority)
    support = MandateFactory(support=True, authority=authority, account=AccountFactory())
    browser = sign_in(support.account)

    for address in (
        f"/portail/directory/practitioner/{person.pk}/change/",
        f"/portail/personnes/{person.pk}/historique/",
        "/portail/directory/practitioner/",
        "/portail/directory/outboundmessage/",
    ):
        page = browser.get(address)
        assert page.status_code == 200
        assert leaks(page.content) == set()
        assert b"\xe2\x80\xa2@" not in page.content  # not even masked
    assert Account.objects.count() == 1
