"""What the command-line phone does: activate, list, claim, decide, speak of other cards, delete."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from activation.management.phone import keys
from activation.management.phone.http import PhoneRefused, Secrets, WalletHttp
from activation.management.phone.keys import StoredCard, base64url
from activation.vocabulary import ActivationMode

DEVICE = {"name": "manage.py wallet", "platform": "command line", "app_version": "1"}


@dataclass(frozen=True, repr=False)
class Former:
    """The card that this phone holds already, and its PIN."""

    card: StoredCard
    pin: str


def open_activation(http: WalletHttp, *, national_id: str, birth_date: str | None) -> dict[str, Any]:
    """Ask for two codes."""
    body = {"national_id": national_id, **({"birth_date": birth_date} if birth_date else {})}
    return dict(http.call("POST", "/activations", body))


def is_ticket_enough(http: WalletHttp, activation: str, ticket: str) -> bool:
    """Whether a physical card opened the activation, so that no code is wanted beside its ticket."""
    try:
        shown = look(http, activation, ticket)
    except PhoneRefused:
        return False
    return bool(shown["mode"] == ActivationMode.SMART_CARD)


def activate(
    http: WalletHttp,
    folder: Path,
    secrets: Secrets,
    *,
    issuer: str,
    pin: str,
    replaces: str | None,
    now: datetime,
    former: Former | None = None,
) -> StoredCard:
    """Show both codes, make a key, bind it, keep it. former: the card of this phone that makes place."""
    path = f"/activations/{secrets.activation}"
    confirmed = http.call("POST", f"{path}/confirm", {"ticket": secrets.ticket, "code": secrets.code})
    phone = keys.make_key()
    body = {
        "binding": confirmed["binding"],
        "pin_proof": phone.prove_pin(pin),
        "device": DEVICE,
        "proof": phone.prove_binding(
            issuer=issuer, activation=secrets.activation, nonce=confirmed["nonce"], at=http.now()
        ),
        **({"replaces": replaces} if replaces else {}),
        **({"former_pin_proof": former.card.phone.prove_pin(former.pin)} if former else {}),
    }
    bound = http.call("POST", f"{path}/bind", body, phone=former.card.phone if former else None)
    if former:
        keys.forget(folder, former.card.card)
    stored = StoredCard(
        card=bound["card"],
        national_id=confirmed["holder"]["national_id"],
        display_name=confirmed["holder"]["display_name"],
        made_at=now.isoformat(),
        phone=phone,
    )
    keys.save(folder, stored)
    return stored


def list_pending(http: WalletHttp, stored: StoredCard, *, wait: int = 0) -> list[dict[str, Any]]:
    """The login requests that wait for this card's holder. wait: seconds that the server may take for one to come."""
    return list(http.call("GET", "/login-requests", phone=stored.phone, wait=wait)["login_requests"])


def claim(http: WalletHttp, stored: StoredCard, text: str) -> dict[str, Any]:
    """Take a login request with what a QR code or a link brought."""
    return dict(http.call("POST", "/login-requests/claim", {"claim": text}, phone=stored.phone))


def typed_numbers(http: WalletHttp, stored: StoredCard, *, wanted: bool | None) -> bool:
    """Whether browsers and services may ask by the number, once the holder wanted it so; None changes nothing."""
    method, body = ("GET", None) if wanted is None else ("PUT", {"typed_numbers": wanted})
    return bool(http.call(method, "/preferences", body, phone=stored.phone)["typed_numbers"])


def decide(
    http: WalletHttp,
    stored: StoredCard,
    request: dict[str, Any],
    *,
    issuer: str,
    decision: str,
    number: str | None = None,
    pin: str | None = None,
) -> dict[str, Any]:
    """Sign an answer and send it. decision: approve (with number and PIN), deny, report."""
    claims = {
        "aud": issuer,
        "iat": http.now(),
        "login_request": request["id"],
        "challenge": request["challenge"],
        "client_id": request["client_id"],
        "decision": decision,
        "display": _digest_display(request),
        **({"number": number} if number is not None else {}),
    }
    body = {"decision_jws": stored.phone.decide(claims)}
    if pin is not None:
        body["pin_proof"] = stored.phone.prove_pin(pin)
    return dict(http.call("POST", f"/login-requests/{request['id']}/decision", body, phone=stored.phone))


def list_cards(http: WalletHttp, stored: StoredCard) -> list[dict[str, Any]]:
    """The cards of this card's holder, on all phones."""
    return list(http.call("GET", "/cards", phone=stored.phone)["cards"])


def approve_card(http: WalletHttp, stored: StoredCard, other: str, *, pin: str) -> None:
    """Make another card of the holder usable before its time."""
    http.call("POST", f"/cards/{other}/approval", {"pin_proof": stored.phone.prove_pin(pin)}, phone=stored.phone)


def revoke_card(http: WalletHttp, stored: StoredCard, other: str, *, reason: str, pin: str) -> None:
    """End another card of the holder."""
    body = {"reason": reason, "pin_proof": stored.phone.prove_pin(pin)}
    http.call("POST", f"/cards/{other}/revocation", body, phone=stored.phone)


def rename(http: WalletHttp, stored: StoredCard, name: str) -> None:
    """Name the phone of this card."""
    http.call("PATCH", "/card", {"name": name}, phone=stored.phone)


def change_pin(http: WalletHttp, stored: StoredCard, *, pin: str, new_pin: str) -> None:
    """Replace the PIN of this card."""
    body = {"pin_proof": stored.phone.prove_pin(pin), "new_pin_proof": stored.phone.prove_pin(new_pin)}
    http.call("POST", "/card/pin", body, phone=stored.phone)


def put_push(http: WalletHttp, stored: StoredCard, endpoint: str) -> None:
    """Be woken at this address of a push service."""
    http.call("PUT", "/push-subscription", {"endpoint": endpoint}, phone=stored.phone)


def delete_push(http: WalletHttp, stored: StoredCard) -> None:
    """Be woken no more."""
    http.call("DELETE", "/push-subscription", phone=stored.phone)


def list_sessions(http: WalletHttp, stored: StoredCard) -> list[dict[str, Any]]:
    """Where this card's holder is signed in."""
    return list(http.call("GET", "/sessions", phone=stored.phone)["sessions"])


def sign_out_everywhere(http: WalletHttp, stored: StoredCard) -> int:
    """End every session of the holder; how many ended."""
    return int(http.call("DELETE", "/sessions", phone=stored.phone)["ended"])


def list_sign_ins(http: WalletHttp, stored: StoredCard, *, before: str) -> dict[str, Any]:
    """A page of the history. before: what an earlier page said, empty for the first."""
    query = urlencode({"before": before}) if before else ""
    return dict(http.call("GET", "/sign-ins", phone=stored.phone, query=query))


def look(http: WalletHttp, activation: str, ticket: str) -> dict[str, Any]:
    """Where the SMS of an activation is, for who holds its ticket."""
    return dict(http.call("POST", f"/activations/{activation}/look", {"ticket": ticket}))


def revoke(http: WalletHttp, folder: Path, stored: StoredCard) -> None:
    """Delete the card, at the server then here."""
    http.call("POST", "/card/revocation", {"reason": "holder_request"}, phone=stored.phone)
    keys.forget(folder, stored.card)


def _digest_display(request: dict[str, Any]) -> str:
    """The digest that says what the holder saw: canonical JSON, SHA-256, as the wallet makes it."""
    shown = {
        "client": request["client"]["name"],
        "environment": request["client"]["environment"],
        "purpose": request["purpose"],
        "scopes": request["scopes"],
        "binding_text": request["binding_text"],
        "origin": request["origin"],
    }
    canonical = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return base64url(hashlib.sha256(canonical.encode()).digest())
