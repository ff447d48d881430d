"""A person's own cards in their space: seen, and revoked with a reason of a holder."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activation.models import VirtualCard
from activation.vocabulary import CardEndReason, CardState
from directory.models import OutboundMessage
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import ContactPointFactory
from tests.support.holder import browser, person, sign_in_holder

__all__ = ["browser", "person"]

pytestmark = pytest.mark.django_db


def test_a_lost_phone_is_revoked_with_another_means_and_both_contacts_are_told(person):
    now = timezone.now()
    kept = VirtualCardFactory(practitioner=person, expires_at=now + timedelta(days=90))
    browser = sign_in_holder(person, card=kept)
    lost = VirtualCardFactory(practitioner=person, device_name="Perdu", expires_at=now + timedelta(days=90))
    ContactPointFactory(practitioner=person, verified=True)

    page = browser.get(f"/espace/e-cps/{lost.pk}/revoquer/")
    answer = browser.post(f"/espace/e-cps/{lost.pk}/revoquer/", {"reason": "LOST"})

    assert b"Perdu" in page.content
    assert answer.status_code == 302
    lost.refresh_from_db()
    assert (lost.state, lost.end_reason) == (CardState.REVOKED, CardEndReason.LOST)
    assert OutboundMessage.objects.filter(event="activation_card_revoked", practitioner=person).exists()
    assert browser.get("/espace/e-cps/").status_code == 200
    assert browser.post(f"/espace/e-cps/{lost.pk}/revoquer/", {"reason": "LOST"}).status_code == 404


@pytest.mark.parametrize("reason", ["", "AUTHORITY", "OPPOSITION", "\x00", "LOST " * 99])
def test_a_card_is_revoked_for_the_reasons_of_a_holder_only(browser, person, reason):
    card = VirtualCard.objects.get(practitioner=person)

    assert browser.post(f"/espace/e-cps/{card.pk}/revoquer/", {"reason": reason}).status_code == 422
    assert VirtualCard.objects.get(pk=card.pk).state == CardState.ACTIVE


def test_the_card_that_opened_the_session_closes_it_with_itself(browser, person):
    card = VirtualCard.objects.get(practitioner=person)

    browser.post(f"/espace/e-cps/{card.pk}/revoquer/", {"reason": "STOLEN"})

    assert browser.get("/espace/e-cps/").status_code == 302
