"""The pages that a physical card opens, as the proxy's socket serves them."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from django.utils import timezone

from activation.certificates import write_header
from activation.management.phone.keys import make_key
from activation.management.test_authority.issuing import CardSubject, make_authority, make_card
from activation.models import ActivationRequest, VirtualCard
from activation.vocabulary import ActivationMode, ActivationState
from activation.workflows import card_opening
from activation.workflows.confirmation import ConfirmOutcome, confirm
from activation.workflows.tickets import ticket_to_show
from config.card_door import MARK, drop_certificates
from directory.models import AuditEvent, Practitioner
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.qualifications import SmartCardFactory

pytestmark = pytest.mark.django_db
HOST = "carte.testserver"
START = "/ecps/carte/"


@pytest.fixture(scope="module")
def authority():
    return make_authority("TEST AC", now=datetime.now(UTC))


@pytest.fixture
def holder() -> Practitioner:
    return PractitionerFactory(practising=True)


@pytest.fixture
def header_of(authority):
    """The `Client-Cert` header of a card of this number."""

    def write(national_id: str, **options: object) -> str:
        card = make_card(CardSubject(national_id, "DUPONT", "A."), issuer=authority, now=timezone.now(), **options)
        return write_header(card.certificate.public_bytes(Encoding.DER))

    return write


@pytest.fixture
def socket() -> Client:
    """A browser as the proxy forwards it through the socket."""
    return Client(headers={"host": HOST, "client-verify": "SUCCESS"}, **{MARK: True})


def reason_of(response) -> str:
    assert response.status_code == 403
    return str(response.context["reason"])


def confirm_shown(row: ActivationRequest, ticket: str, now: datetime) -> ConfirmOutcome:
    return confirm(activation_id=row.pk, ticket=ticket, code="", now=now).outcome


@pytest.mark.parametrize("host", ["testserver", "wallet.testserver", HOST])
def test_a_forged_certificate_from_outside_the_socket_opens_nothing(host, holder, header_of):
    outsider = Client(headers={"host": host})
    forged = {"client-cert": header_of(holder.national_id)}

    answers = [outsider.get(START, headers=forged), outsider.post(START, headers=forged)]

    assert all(answer.status_code in {302, 404, 421} for answer in answers)
    assert not ActivationRequest.objects.exists()


def test_the_header_goes_before_any_page_can_read_it(rf):
    seen = {}
    request = rf.get("/", headers={"client-cert": ":AA==:", "client-cert-chain": ":AA==:", "client-verify": "SUCCESS"})
    drop_certificates(lambda passed: seen.update(passed.META))(request)

    assert not {"HTTP_CLIENT_CERT", "HTTP_CLIENT_CERT_CHAIN", "HTTP_CLIENT_VERIFY"} & seen.keys()


@pytest.mark.parametrize("host", ["testserver", "wallet.testserver"])
def test_the_socket_serves_the_name_of_the_card_pages_alone(host, socket):
    assert socket.get(START, headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "path", ["/ecps/", "/portail/", "/oidc/authorize", "/api/wallet/v1/card", "/static/wallet/app.js"]
)
def test_the_socket_serves_no_other_page(path, socket):
    assert socket.get(path).status_code == 404


def test_without_a_card_the_page_says_how_to_present_it(socket):
    assert reason_of(socket.get(START)) == "missing"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("NONE", "missing"),
        ("FAILED:certificate has expired", "expired"),
        ("FAILED:certificate revoked", "revoked"),
        ("FAILED:certificate is not yet valid", "not_yet_valid"),
        ("FAILED:unsuitable certificate purpose", "key_usage"),
        ("FAILED:unable to verify the first certificate", "other"),
    ],
)
def test_what_the_proxy_refused_is_said_in_words(said, reason, socket):
    assert reason_of(socket.get(f"{START}refus/", headers={"client-verify": said})) == reason


def test_a_card_of_nobody_says_whom_to_ask(socket, header_of):
    assert reason_of(socket.get(START, headers={"client-cert": header_of("899700434378")})) == "unknown"


def test_a_card_without_a_right_says_so(socket, header_of):
    idle = PractitionerFactory()

    assert reason_of(socket.post(START, headers={"client-cert": header_of(idle.national_id)})) == "not_eligible"
    assert not ActivationRequest.objects.exists()


def test_an_expired_card_and_one_that_signs_are_refused(socket, holder, header_of):
    expired = header_of(holder.national_id, lifetime=timedelta(seconds=-1))
    signing = header_of(holder.national_id, signs=True)

    assert reason_of(socket.get(START, headers={"client-cert": expired})) == "expired"
    assert reason_of(socket.get(START, headers={"client-cert": signing})) == "key_usage"


def test_an_opposition_in_the_directory_closes_the_card(socket, holder, header_of):
    header = {"client-cert": header_of(holder.national_id)}
    SmartCardFactory(practitioner=holder, opposed=True)

    assert reason_of(socket.get(START, headers=header)) == "revoked"

    SmartCardFactory(practitioner=holder)  # of a second profession
    assert socket.get(START, headers=header).status_code == 200


def test_another_persons_activation_answers_like_none(socket, holder, header_of):
    row = card_opening.show_ticket_to_card(header=header_of(holder.national_id), now=timezone.now())
    other = {"client-cert": header_of(PractitionerFactory(practising=True).national_id)}

    assert socket.get(f"{START}{row.pk}/", headers=other).status_code == 404
    assert socket.get(f"{START}{uuid4()}/", headers=other).status_code == 404


def test_a_form_of_another_site_opens_nothing(holder, header_of):
    browser = Client(enforce_csrf_checks=True, headers={"host": HOST}, **{MARK: True})

    answer = browser.post(START, headers={"client-cert": header_of(holder.national_id)})

    assert answer.status_code == 403
    assert not ActivationRequest.objects.exists()


def test_the_holder_is_shown_then_a_ticket_then_the_phone_is_waited_for(socket, holder, header_of):
    header = {"client-cert": header_of(holder.national_id)}

    recognised = socket.get(START, headers=header)
    opened = socket.post(START, headers=header)
    page = socket.get(opened["Location"], headers=header)

    assert holder.national_id in recognised.content.decode()
    assert page.context["step"] == "shown"
    assert page["Cache-Control"].startswith("max-age=0")
    row = ActivationRequest.objects.get()
    assert (row.mode, row.practitioner) == (ActivationMode.SMART_CARD, holder)
    assert AuditEvent.objects.filter(action="activation.card_opened").count() == 1


def test_a_ticket_serves_once_without_a_code(holder, header_of):
    now = timezone.now()
    row = card_opening.show_ticket_to_card(header=header_of(holder.national_id), now=now)
    ticket = ticket_to_show(row, now)

    assert confirm_shown(row, "0" * 28, now) is ConfirmOutcome.WRONG_TICKET
    assert confirm_shown(row, ticket, now) is ConfirmOutcome.CONFIRMED
    assert confirm_shown(row, ticket, now) is ConfirmOutcome.EXPIRED


def test_a_ticket_lives_ninety_seconds_even_once_a_phone_has_seen_it(holder, header_of):
    now = timezone.now()
    row = card_opening.show_ticket_to_card(header=header_of(holder.national_id), now=now)
    ticket = ticket_to_show(row, now)
    ActivationRequest.objects.update(ticket_seen_at=now)

    assert confirm_shown(row, ticket, now + timedelta(seconds=90)) is ConfirmOutcome.EXPIRED
    assert ticket_to_show(row, now + timedelta(seconds=90)) == ""
    assert confirm_shown(row, ticket, now + timedelta(seconds=89)) is ConfirmOutcome.CONFIRMED


def test_another_ticket_ends_the_former_and_keeps_the_activation(holder, header_of):
    now, header = timezone.now(), header_of(holder.national_id)
    first = card_opening.show_ticket_to_card(header=header, now=now)
    former = ticket_to_show(first, now)

    later = now + timedelta(seconds=60)
    second = card_opening.show_ticket_to_card(header=header, now=later)

    assert second.pk == first.pk
    assert confirm_shown(second, former, later) is ConfirmOutcome.WRONG_TICKET
    assert confirm_shown(second, ticket_to_show(second, later), later) is ConfirmOutcome.CONFIRMED


def test_the_phone_makes_a_card_that_works_at_once_even_after_a_recent_one(socket, holder, header_of):
    VirtualCardFactory(practitioner=holder, created_at=timezone.now() - timedelta(days=1))
    socket.post(START, headers={"client-cert": header_of(holder.national_id)})
    row = ActivationRequest.objects.get()
    path = f"/api/wallet/v1/activations/{row.pk}"
    ticket = ticket_to_show(row, timezone.now())
    wallet = Client(headers={"host": "wallet.testserver"})

    shown = wallet.post(f"{path}/look", {"ticket": ticket}, content_type="application/json")
    confirmed = wallet.post(f"{path}/confirm", {"ticket": ticket}, content_type="application/json").json()
    key = make_key()
    proof = key.prove_binding(
        issuer="http://testserver", activation=str(row.pk), nonce=confirmed["nonce"], at=int(time.time())
    )
    device = {"name": "A phone", "platform": "", "app_version": ""}
    body = {"binding": confirmed["binding"], "pin_proof": key.prove_pin("204918"), "device": device, "proof": proof}
    bound = wallet.post(f"{path}/bind", body, content_type="application/json")

    assert shown.json()["mode"] == "SMART_CARD"
    assert confirmed["holder"]["national_id"] == holder.national_id
    assert bound.status_code == 201
    card = VirtualCard.objects.get(pk=bound.json()["card"])
    assert (card.activation_mode, card.usable_from) == (ActivationMode.SMART_CARD, card.created_at)


def test_once_confirmed_the_next_ticket_is_of_another_activation(holder, header_of):
    now, header = timezone.now(), header_of(holder.national_id)
    first = card_opening.show_ticket_to_card(header=header, now=now)
    confirm_shown(first, ticket_to_show(first, now), now)

    second = card_opening.show_ticket_to_card(header=header, now=now + timedelta(seconds=1))

    assert second.pk != first.pk
    assert ActivationRequest.objects.filter(state=ActivationState.OPEN).count() == 1
