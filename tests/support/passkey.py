"""A passkey as a program: it makes a key, and signs what the page asks, as a real one would."""

import json
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.utils import websafe_encode

from tests.factories.directory import STAFF_PASSWORD

HOST = "testserver"
_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


class Passkey:
    """One key pair of one account, for one site."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = token_bytes(16)
        self._count = 0

    def add(self, browser: Client) -> None:
        """Register it, as its owner does: the password again, then the key."""
        browser.post("/compte/reauthenticate/", {"password": STAFF_PASSWORD})
        page = browser.get("/compte/2fa/webauthn/add/")
        options = page.context["js_data"]["creation_options"]["publicKey"]
        data = self._authenticator_data(with_key=True)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = _client_data("webauthn.create", options["challenge"])
        credential = self._credential(clientDataJSON=client_data, attestationObject=attestation)
        answer = browser.post("/compte/2fa/webauthn/add/", {"name": "clé", "credential": json.dumps(credential)})
        assert answer.status_code == 302, answer.content

    def show(self, browser: Client, address: str = "/compte/2fa/webauthn/reauthenticate/") -> Any:
        """Show it on the page that asks for it."""
        page = browser.get(address)
        options = page.context["js_data"]["request_options"]["publicKey"]
        data = self._authenticator_data(with_key=False)
        client_data = _client_data("webauthn.get", options["challenge"])
        signature = self._key.sign(data + sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        credential = self._credential(clientDataJSON=client_data, authenticatorData=data, signature=signature)
        return browser.post(address, {"credential": json.dumps(credential)})

    def _authenticator_data(self, *, with_key: bool) -> bytes:
        self._count += 1
        flags = _PRESENT | _VERIFIED | (_WITH_KEY if with_key else 0)
        data = sha256(HOST.encode()).digest() + bytes([flags]) + self._count.to_bytes(4, "big")
        if not with_key:
            return data
        point = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        return data + bytes(16) + len(self._id).to_bytes(2, "big") + self._id + cbor.encode(key)

    def _credential(self, **response: bytes) -> dict[str, Any]:
        encoded = {name: websafe_encode(value) for name, value in response.items()}
        key_id = websafe_encode(self._id)
        return {
            "id": key_id,
            "rawId": key_id,
            "type": "public-key",
            "response": encoded,
            "clientExtensionResults": {},
        }


def _client_data(kind: str, challenge: str | bytes) -> bytes:
    text = challenge if isinstance(challenge, str) else websafe_encode(challenge)
    return json.dumps({"type": kind, "challenge": text, "origin": f"https://{HOST}", "crossOrigin": False}).encode()
