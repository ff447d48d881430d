"""The wallet's doors, called as a phone calls them."""

import json

import pytest
from django.utils import timezone

API = "/api/wallet/v1"


class WalletClient:
    """JSON to the wallet's origin; with a phone, each call is proved."""

    def __init__(self, client):
        self.client = client

    def post(self, path, body=None, *, phone=None, proof=None, content_type="application/json"):
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"host": "wallet.testserver"}
        if phone is not None:
            headers["card-proof"] = phone.call_proof("POST", API + path, timezone.now(), body=raw)
        if proof is not None:
            headers["card-proof"] = proof
        return self.client.generic("POST", API + path, raw, content_type=content_type, headers=headers)

    def patch(self, path, body, *, phone):
        raw = json.dumps(body).encode()
        proof = phone.call_proof("PATCH", API + path, timezone.now(), body=raw)
        headers = {"host": "wallet.testserver", "card-proof": proof}
        return self.client.generic("PATCH", API + path, raw, content_type="application/json", headers=headers)

    def get(self, path, *, phone=None, proof=None):
        headers = {"host": "wallet.testserver"}
        if phone is not None:
            headers["card-proof"] = phone.call_proof("GET", API + path, timezone.now())
        if proof is not None:
            headers["card-proof"] = proof
        return self.client.get(API + path, headers=headers)


@pytest.fixture
def wallet(client):
    return WalletClient(client)
