"""The phone as a command, against the real application in this process."""

import io
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from activation.management.phone import http as phone_http
from activation.management.phone.http import read_ticket
from activation.models import ActivationRequest, VirtualCard
from activation.vocabulary import CardState
from directory.workflows.delivery import deliver_due
from oidc.protocol import claim as claims
from oidc.protocol import digests
from oidc.vocabulary import Way
from oidc.workflows.claim_key import claim_key
from tests.factories.directory import CivilIdentityFactory
from tests.factories.oidc import GrantFactory, LoginRequestFactory, ProviderSessionFactory

pytestmark = pytest.mark.django_db
PIN = "294817"


def open_client(origin):
    def answer(request):
        response = Client().generic(
            request.method,
            request.url.raw_path.decode(),
            request.content,
            content_type=request.headers.get("content-type", ""),
            headers=dict(request.headers),
        )
        return httpx.Response(response.status_code, headers=dict(response.headers), content=response.content)

    return httpx.Client(base_url=origin, transport=httpx.MockTransport(answer))


@pytest.fixture(autouse=True)
def _demo(settings, tmp_path, monkeypatch):
    """Messages become files that the demo inbox shows, as soon as the phone waits for them."""
    settings.DATA_DIR = tmp_path
    settings.MESSAGES_DIR = tmp_path / "messages"
    settings.EMAIL_BACKEND = "directory.channels.smtp.FileEmailBackend"
    monkeypatch.setattr(phone_http.time, "sleep", lambda seconds: deliver_due(limit=10, now=datetime.now(UTC)))
    monkeypatch.setattr("activation.management.phone.keys.PIN_PROOF_ITERATIONS", 10)


def wallet(*arguments):
    out = io.StringIO()
    call_command("wallet", *arguments, stdout=out, open_client=open_client)
    return out.getvalue()


def test_a_malformed_number_is_refused_in_a_line():
    with pytest.raises(CommandError, match="malformed_national_id"):
        wallet("activate", "12", "--pin", PIN)


def test_an_easy_pin_is_refused_before_anything_is_asked():
    with pytest.raises(CommandError, match="too easy"):
        wallet("activate", "899700000062", "--pin", "123456")

    assert not ActivationRequest.objects.exists()


def test_nothing_is_done_without_a_card():
    for arguments in (["pending"], ["refuse", "x"], ["revoke"]):
        with pytest.raises(CommandError, match="no card here"):
            wallet(*arguments)


def test_a_second_opening_of_the_day_asks_for_the_birth_date(holder):
    CivilIdentityFactory(practitioner=holder)
    wallet("activate", holder.national_id, "--pin", PIN)

    with pytest.raises(CommandError, match="--birth-date"):
        wallet("activate", holder.national_id, "--pin", PIN)
    assert "NOT_YET" not in wallet("activate", holder.national_id, "--pin", PIN, "--birth-date", "1985-03-04")


def test_a_wrong_code_is_said(holder, last_sent):
    with pytest.raises(CommandError, match=r"wrong_code.*attempts_left.*2"):
        wallet("activate", holder.national_id, "--pin", PIN, "--ticket", _link(holder, last_sent), "--code", "000000")


def _link(holder, last_sent):
    open_client("http://wallet.testserver").post(
        "/api/wallet/v1/activations", json={"national_id": holder.national_id}
    ).raise_for_status()
    sent = last_sent(holder)
    return f"http://wallet.testserver/#t={sent.activation}.{sent.ticket}"


def test_a_card_is_activated_from_the_demo_inbox_and_deleted(holder, tmp_path):
    said = wallet("activate", holder.national_id, "--pin", PIN)

    card = VirtualCard.objects.get()
    assert said.split()[0] == str(card.pk)
    [path] = (tmp_path / "wallets").glob("*.json")
    assert path.stat().st_mode & 0o777 == 0o600
    assert PIN not in path.read_text()
    assert wallet("pending").startswith("nothing waits for ")
    assert wallet("revoke") == f"{card.pk}  REVOKED\n"
    card.refresh_from_db()
    assert card.state == CardState.REVOKED
    assert not path.exists()


def test_a_card_is_activated_with_given_codes(holder, last_sent):
    link = _link(holder, last_sent)

    wallet("activate", holder.national_id, "--pin", PIN, "--ticket", link, "--code", last_sent(holder).code)

    assert ActivationRequest.objects.get().card == VirtualCard.objects.get()


def test_a_request_that_does_not_wait_is_said(holder):
    wallet("activate", holder.national_id, "--pin", PIN)

    with pytest.raises(CommandError, match="no such request"):
        wallet("approve", "00000000", "--number", "42", "--pin", PIN)


@pytest.fixture
def asked(holder):
    """A login request that waits for the command's own card."""
    now = datetime.now(UTC)

    def ask():
        return LoginRequestFactory(practitioner=holder, created_at=now, expires_at=now + timedelta(minutes=2))

    wallet("activate", holder.national_id, "--pin", PIN)
    return ask


def test_a_wrong_pin_is_said_then_the_right_one_approves(asked):
    row = asked()

    assert str(row.pk) in wallet("pending")
    with pytest.raises(CommandError, match=r"wrong_pin.*attempts_left.*2"):
        wallet("approve", str(row.pk)[:8], "--number", row.number, "--pin", "000000")
    assert wallet("approve", str(row.pk)[:8], "--number", row.number, "--pin", PIN) == "APPROVED\n"


def test_the_only_request_that_waits_needs_no_name(asked):
    row = asked()
    assert wallet("approve", "--number", row.number, "--pin", PIN) == "APPROVED\n"

    first, _second = asked(), asked()
    with pytest.raises(CommandError, match="several requests wait"):
        wallet("refuse")
    assert wallet("refuse", str(first.pk)) == "DENIED\n"
    assert wallet("refuse") == "DENIED\n"


def test_a_wrong_number_is_a_refusal(asked):
    row = asked()
    wrong = next(number for number in row.numbers if number != row.number)

    assert wallet("approve", str(row.pk), "--number", wrong, "--pin", PIN) == "DENIED (wrong_number)\n"


def test_a_request_is_refused_or_reported(asked):
    first, second = asked(), asked()

    assert wallet("refuse", str(first.pk)) == "DENIED\n"
    assert wallet("refuse", str(second.pk), "--report") == "REPORTED\n"


def test_a_clock_that_is_wrong_is_corrected_once(holder, monkeypatch):
    wallet("activate", holder.national_id, "--pin", PIN)
    real = phone_http._machine_time
    monkeypatch.setattr(phone_http, "_machine_time", lambda: real() - 3600)

    assert wallet("pending").startswith("nothing waits for ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://w/#t=9e107d9d-3727-4b5a-8b0a-3f5ad0a8b6c1.7K3M", ("9e107d9d-3727-4b5a-8b0a-3f5ad0a8b6c1", "7K3M")),
        (" 7K3M-QX2P ", ("", "7K3M-QX2P")),
    ],
)
def test_a_ticket_is_a_link_or_its_code(text, expected):
    assert read_ticket(text) == expected


def test_the_cards_of_the_holder_are_seen_named_approved_and_ended(holder):
    CivilIdentityFactory(practitioner=holder)
    wallet("activate", holder.national_id, "--pin", PIN)
    first = VirtualCard.objects.get()
    wallet("activate", holder.national_id, "--pin", PIN, "--birth-date", "1985-03-04")
    second = VirtualCard.objects.exclude(pk=first.pk).get()
    by_first = ("--card", str(first.pk))

    listed = wallet("cards", *by_first)
    approved = wallet("approve-card", str(second.pk), "--pin", PIN, *by_first)
    named = wallet("rename", "cabinet", "--card", str(second.pk))
    changed = wallet("pin", "--pin", PIN, "--new-pin", "603184", *by_first)
    with pytest.raises(CommandError, match="wrong_pin"):
        wallet("revoke-card", str(second.pk), "--pin", PIN, *by_first)
    ended = wallet("revoke-card", str(second.pk), "--pin", "603184", "--reason", "stolen", *by_first)

    assert f"{second.pk}  NOT_YET_USABLE" in listed
    assert f"{first.pk}  ACTIVE" in listed
    assert [approved, named, ended] == [
        f"{second.pk}  ACTIVE\n",
        f"{second.pk}  cabinet\n",
        f"{second.pk}  REVOKED\n",
    ]
    assert "PIN changed" in changed
    second.refresh_from_db()
    assert (second.state, second.device_name) == (CardState.REVOKED, "cabinet")


def test_a_renewal_with_the_former_pin_works_at_once(holder):
    CivilIdentityFactory(practitioner=holder)
    wallet("activate", holder.national_id, "--pin", PIN)

    wallet("activate", holder.national_id, "--pin", "603184", "--birth-date", "1985-03-04", "--former-pin", PIN)

    former, new = VirtualCard.objects.order_by("created_at")
    assert (former.state, former.superseded_by) == (CardState.REVOKED, new)
    assert "ACTIVE" in wallet("cards")


@pytest.fixture
def offered(holder):
    """A QR code, or a link, that no phone has taken yet."""

    def offer(way, **differences):
        now = datetime.now(UTC)
        times = {"created_at": now, "expires_at": now + timedelta(minutes=2)}
        row = LoginRequestFactory(way=way, practitioner=None, numbers=[], **{**times, **differences})
        return row, claims.write_link(row.pk, key=claim_key()) if way == Way.LINK else claims.write_qr(
            row.pk, key=claim_key(), now=now
        )

    wallet("activate", holder.national_id, "--pin", PIN)
    return offer


def test_a_scanned_code_is_taken_and_its_number_given(offered):
    row, claim = offered(Way.QR, origin_address="127.0.0.1")

    taken = wallet("claim", f"http://wallet.testserver/#c={claim}")

    assert taken.startswith(str(row.pk))
    assert "type its number" in wallet("pending")
    with pytest.raises(CommandError, match="--number"):
        wallet("approve", str(row.pk), "--pin", PIN)
    assert wallet("approve", str(row.pk), "--number", row.number, "--pin", PIN) == "APPROVED\n"


def test_a_page_elsewhere_is_said_and_asked_about(offered):
    row, claim = offered(Way.QR, origin_address="192.0.2.17")

    assert "from elsewhere: 192.0.2.17" in wallet("claim", claim)
    with pytest.raises(CommandError, match="--other-place"):
        wallet("approve", str(row.pk), "--number", row.number, "--pin", PIN)
    approved = wallet("approve", str(row.pk), "--number", row.number, "--pin", PIN, "--other-place")
    assert approved == "APPROVED\n"


def test_on_the_same_phone_the_address_to_go_back_to_is_given(offered):
    row, claim = offered(Way.LINK, origin_address="127.0.0.1")
    wallet("claim", claim)

    state, back = wallet("approve", str(row.pk), "--pin", PIN).split()

    row.refresh_from_db()
    assert state == "APPROVED"
    assert digests.digest(back.rpartition("#r=")[2]) == row.return_digest


def test_a_claim_that_proves_nothing_is_said(offered):
    row, _claim = offered(Way.QR)

    with pytest.raises(CommandError, match="not_found"):
        wallet("claim", f"{row.pk}.{'A' * 43}")


def test_typed_numbers_are_switched_off_and_on(holder):
    wallet("activate", holder.national_id, "--pin", PIN)

    said = [wallet("typed-numbers", *wanted) for wanted in ([], ["off"], [], ["on"])]

    assert said == [f"typed numbers {word}\n" for word in ("on", "off", "off", "on")]


def test_sessions_and_history_are_read_and_ended(holder):
    wallet("activate", holder.national_id, "--pin", PIN)
    card = VirtualCard.objects.get()
    session = ProviderSessionFactory(card=card, auth_time=datetime.now(UTC), last_used_at=datetime.now(UTC))
    session.expires_at = datetime.now(UTC) + timedelta(hours=1)
    session.save()
    for minutes in range(31):
        GrantFactory(session=session, created_at=datetime.now(UTC) - timedelta(minutes=minutes))

    told = wallet("sessions")
    first = wallet("history").splitlines()
    older = wallet("history", "--before", first[-1].rpartition(" ")[2]).splitlines()

    assert "Dossier Santé Horizon" in told
    assert (len(first), len(older)) == (31, 1)
    assert wallet("sign-out") == "sessions ended: 1\n"
    assert wallet("sessions") == ""


def test_waiting_where_no_door_waits_is_answered_at_once(holder):
    wallet("activate", holder.national_id, "--pin", PIN)

    assert "nothing waits" in wallet("pending", "--wait", "25")
