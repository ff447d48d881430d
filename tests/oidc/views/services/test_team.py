"""Who is in the team of a service: invited, joined, removed."""

import re

import pytest
from django.test import Client

from directory import correspondence
from directory.models import OutboundMessage, Practitioner
from oidc.models import Service, ServiceMember, TeamInvitation
from tests.factories.directory import AccountFactory
from tests.factories.oidc import ServiceMemberFactory
from tests.support.staff import sign_in_with_passkey

pytestmark = pytest.mark.django_db


def test_an_engineer_without_an_ecps_is_invited_joins_and_needs_a_second_factor(
    browser: Client, service: Service
) -> None:
    assert browser.post(f"/services/{service.pk}/equipe/", {"email": "ada@horizon.test"}).status_code == 302
    letter = correspondence.open_letter(OutboundMessage.objects.get())
    link = re.search(r"/services/invitation/\S+/", letter.text)
    assert link is not None
    engineer = Client()
    assert service.name in engineer.get(link[0]).content.decode()
    assert engineer.post(link[0], {"name": "Ada", "password": "short"}).status_code == 422

    joined = engineer.post(link[0], {"name": "Ada", "password": "une phrase que je suis seule à savoir"})

    assert joined["Location"] == "/services/"
    page = engineer.get("/services/").content.decode()
    assert "/compte/2fa/" in page
    assert service.name not in page
    assert engineer.get(f"/services/{service.pk}/").status_code == 302
    assert Client().get(link[0]).status_code == 410


def test_an_engineer_with_a_second_factor_works_on_their_services() -> None:
    member = ServiceMemberFactory.create(account=AccountFactory.create(outsider=True))

    engineer = sign_in_with_passkey(member.account)

    assert member.service.name in engineer.get("/services/").content.decode()
    assert engineer.get(f"/services/{member.service.pk}/equipe/").status_code == 200
    assert engineer.get("/portail/").status_code in {302, 403}


def test_who_has_an_ecps_joins_by_the_link(browser: Client, service: Service, person: Practitioner) -> None:
    other = ServiceMemberFactory.create()
    invited = sign_in_with_passkey(other.account)
    invited.post(f"/services/{other.service.pk}/equipe/", {"email": "moi@horizon.test"})
    letter = correspondence.open_letter(OutboundMessage.objects.get())
    link = re.search(r"/services/invitation/\S+/", letter.text)
    assert link is not None

    assert other.service.name in browser.get(link[0]).content.decode()
    assert browser.post(link[0])["Location"] == f"/services/{other.service.pk}/"
    assert ServiceMember.objects.filter(service=other.service).count() == 2


def test_a_member_is_removed_an_invitation_taken_back_and_one_leaves(browser: Client, service: Service) -> None:
    other = ServiceMemberFactory.create(service=service)
    browser.post(f"/services/{service.pk}/equipe/", {"email": "ada@horizon.test"})
    waiting = TeamInvitation.objects.get()

    browser.post(f"/services/{service.pk}/invitations/{waiting.pk}/retrait/")
    browser.post(f"/services/{service.pk}/equipe/{other.pk}/retrait/")

    own = ServiceMember.objects.get(service=service)
    page = browser.post(f"/services/{service.pk}/equipe/{own.pk}/retrait/", follow=True).content.decode()
    assert "alert--error" in page
    ServiceMemberFactory.create(service=service)
    assert browser.post(f"/services/{service.pk}/equipe/{own.pk}/retrait/")["Location"] == "/services/"
    assert browser.get(f"/services/{service.pk}/").status_code == 404
