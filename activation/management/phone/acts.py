"""What the command-line phone does: activate, list, decide, delete."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from activation.management.phone import keys
from activation.management.phone.http import Secrets, WalletHttp
from activation.management.phone.keys import StoredCard, base64url

DEVICE = {"name": "manage.py wallet", "platform": "command line", "app_version": "1"}


def open_activation(http: WalletHttp, *, national_id: str, birth_date: str | None) -> dict[str, Any]:
    """Ask for two codes."""
    body = {"national_id": national_id, **({"birth_date": birth_date} if birth_date else {})}
    return dict(http.call("POST", "/activations", body))


def activate(
    http: WalletHttp, folder: Path, secrets: Secrets, *, issuer: str, pin: str, replaces: str | None, now: datetime
) -> StoredCard:
    """Show both codes, make a key, bind it, keep it."""
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
    }
    bound = http.call("POST", f"{path}/bind", body)
    stored = StoredCard(
        card=bound["card"],
        national_id=confirmed["holder"]["national_id"],
        display_name=confirmed["holder"]["display_name"],
        made_at=now.isoformat(),
        phone=phone,
    )
    keys.save(folder, stored)
    return stored


def list_pending(http: WalletHttp, stored: StoredCard) -> list[dict[str, Any]]:
    """The login requests that wait for this card's holder."""
    return list(http.call("GET", "/login-requests", phone=stored.phone)["login_requests"])


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
