"""What a registrar does to activations and cards from the portal: every door, and who stands before it closed."""

import pytest

from activation.models import ActivationRequest, Invitation, InvitationCampaign
from activation.vocabulary import ActivationMode, ActivationState, CardEndReason, CardState
from directory.models import OutboundMessage
from tests.factories.activation import ActivationRequestFactory, InvitationCampaignFactory, VirtualCardFactory
from tests.factories.directory import MandateFactory, PractitionerFactory
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db
DOCUMENT = {"document": "PASSPORT", "document_end": "4f7k", "seen": "on"}


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def person(mandate):
    return PractitionerFactory(authority=mandate.authority, ready=True, family_name="PROCHE")


@pytest.fixture
def desk(mandate):
    """The browser of a registrar who has just shown a passkey."""
    return sign_in_with_passkey(mandate.account)


@pytest.fixture
def operator():
    return sign_in_with_passkey(MandateFactory(operator=True).account)


def record_of(person):
    return f"/portail/directory/practitioner/{person.pk}/change/"


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_person_is_invited_then_told_that_it_is_too_soon(desk, person):
    address = f"/portail/personnes/{person.pk}/invitation-e-cps/"

    first = desk.post(address, follow=True)
    second = desk.post(address, follow=True)

    assert said(first) == ["La personne est invitée."]
    assert "moins d’un jour" in said(second)[0]
    assert Invitation.objects.get().practitioner == person


def test_an_activation_is_stopped_once(desk, person, now):
    row = ActivationRequestFactory(practitioner=person)
    address = f"/portail/activations/{row.pk}/arret/"

    first, second = desk.post(address, follow=True), desk.post(address, follow=True)

    assert "ne servent plus" in said(first)[0]
    assert "terminée" in said(second)[0]
    row.refresh_from_db()
    assert row.state == ActivationState.CANCELLED


def test_a_card_is_suspended_with_a_reason_and_works_again(desk, person):
    card = VirtualCardFactory(practitioner=person)

    assert desk.get(f"/portail/e-cps/{card.pk}/suspension/").status_code == 200
    assert desk.post(f"/portail/e-cps/{card.pk}/suspension/", {"reason": "CAPRICE"}).status_code == 422
    page = desk.post(f"/portail/e-cps/{card.pk}/suspension/", {"reason": "DOUBT"}, follow=True)
    assert said(page) == ["L’e-CPS est suspendue."]
    card.refresh_from_db()
    assert card.state == CardState.SUSPENDED

    desk.post(f"/portail/e-cps/{card.pk}/reprise/")
    card.refresh_from_db()
    assert card.state == CardState.ACTIVE


def test_a_card_ends_with_its_reason_after_strong_means_alone(desk, mandate, person):
    card = VirtualCardFactory(practitioner=person)
    address = f"/portail/e-cps/{card.pk}/revocation/"

    assert sign_in(MandateFactory(authority=mandate.authority).account).post(
        address, {"reason": "STOLEN"}
    ).status_code in {302, 403}
    card.refresh_from_db()
    assert card.state == CardState.ACTIVE

    page = desk.post(address, {"reason": "STOLEN"}, follow=True)
    card.refresh_from_db()
    assert (card.state, card.end_reason) == (CardState.REVOKED, CardEndReason.STOLEN)
    assert said(page) == ["L’e-CPS est révoquée."]
    assert "n’est plus en service" in said(desk.post(address, {"reason": "LOST"}, follow=True))[0]


def test_a_hand_over_goes_from_the_document_to_a_qr_that_the_opener_alone_sees(desk, mandate, person):
    address = f"/portail/personnes/{person.pk}/remise/"
    assert "PROCHE" in desk.get(address).content.decode()

    page = desk.post(address, DOCUMENT, follow=True)

    row = ActivationRequest.objects.get()
    assert (row.mode, row.document_end) == (ActivationMode.HAND_OVER, "4F7K")
    assert page.redirect_chain[-1][0] == f"/portail/remises/{row.pk}/"
    assert page.headers["Refresh"]
    assert "data:image" in page.content.decode()
    colleague = sign_in_with_passkey(MandateFactory(authority=mandate.authority).account)
    assert colleague.get(f"/portail/remises/{row.pk}/").status_code == 404

    assert f"/portail/remises/{row.pk}/" in desk.get(record_of(person)).content.decode()
    assert f"/portail/remises/{row.pk}/" not in colleague.get(record_of(person)).content.decode()

    over = desk.post(f"/portail/remises/{row.pk}/", {"act": "cancel"}, follow=True)
    assert "annulée" in said(over)[0]
    assert "data:image" not in desk.get(f"/portail/remises/{row.pk}/").content.decode()


@pytest.mark.parametrize(
    "typed", [{"document_end": "4f7"}, {"document_end": "4f é"}, {"document": "LICENCE"}, {"seen": ""}]
)
def test_a_document_that_is_not_said_whole_opens_nothing(desk, person, typed):
    page = desk.post(f"/portail/personnes/{person.pk}/remise/", DOCUMENT | typed)

    assert page.status_code == 422
    assert not ActivationRequest.objects.exists()
    assert not OutboundMessage.objects.exists()


def test_a_campaign_is_looked_at_started_paused_and_stopped(operator):
    PractitionerFactory.create_batch(2, ready=True)
    asked = {"authority_kind": "", "profession_code": "", "rate": "10"}

    seen = operator.get("/portail/campagnes/nouvelle/", asked)
    assert seen.context["preview"].ready == 2
    assert operator.post("/portail/campagnes/nouvelle/", asked, follow=True).headers["Refresh"]
    campaign = InvitationCampaign.objects.get()
    for act, state in (("pause", "PAUSED"), ("resume", "RUNNING"), ("stop", "STOPPED")):
        operator.post(f"/portail/campagnes/{campaign.pk}/", {"act": act})
        campaign.refresh_from_db()
        assert campaign.state == state
    late = operator.post(f"/portail/campagnes/{campaign.pk}/", {"act": "pause"}, follow=True)
    assert "entre-temps" in said(late)[0]
    assert operator.post(f"/portail/campagnes/{campaign.pk}/", {"act": "explode"}).status_code == 404


@pytest.mark.parametrize("rate", ["0", "1001", "", "dix", "1" * 40])
def test_a_bad_pace_starts_nothing(operator, rate):
    assert operator.post("/portail/campagnes/nouvelle/", {"rate": rate}).status_code == 422
    assert not InvitationCampaign.objects.exists()


def test_campaigns_do_not_exist_for_a_registrar(desk):
    campaign = InvitationCampaignFactory()

    assert desk.get("/portail/campagnes/").status_code == 404
    assert desk.get("/portail/campagnes/nouvelle/").status_code == 404
    assert desk.post(f"/portail/campagnes/{campaign.pk}/", {"act": "stop"}).status_code == 404


def test_a_neighbours_people_cards_and_activations_answer_like_none(desk):
    stranger = PractitionerFactory(ready=True)
    card, row = VirtualCardFactory(practitioner=stranger), ActivationRequestFactory(practitioner=stranger)

    for address in (
        f"personnes/{stranger.pk}/invitation-e-cps",
        f"personnes/{stranger.pk}/remise",
        f"activations/{row.pk}/envoi",
        f"activations/{row.pk}/arret",
        f"e-cps/{card.pk}/suspension",
        f"e-cps/{card.pk}/reprise",
        f"e-cps/{card.pk}/revocation",
    ):
        assert desk.post(f"/portail/{address}/", {"reason": "LOST"}).status_code == 404, address
    assert not OutboundMessage.objects.exists()
