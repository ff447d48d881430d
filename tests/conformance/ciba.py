"""Clients of the CIBA plan, and the requests that they sign, send and poll with."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps
from typing import Any

import httpx

from tests.conformance import checks, phone
from tests.conformance.phone import HOLDER
from tests.conformance.suite import Provider, Registered
from tests.support.client_keys import Key, as_form, claims_of, sign

GRANT = "urn:openid:params:grant-type:ciba"
SECRET, KEY = "client_secret_basic", "private_key_jwt"


def unsigned(claims: Mapping[str, Any]) -> str:
    """A JWT that nobody signed."""
    parts = (dumps({"alg": "none"}).encode(), dumps(claims).encode(), b"")
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@dataclass(frozen=True)
class Asker:
    """A client of the plan. about: the discovery document. http: presents its certificate, where it has one. key: what
    signs, None for a client that asks in a form; algorithm: of its signature.
    """

    client: Registered
    about: Mapping[str, Any]
    http: httpx.Client
    key: Key | None = None
    algorithm: str = "ES256"

    def address(self, member: str) -> str:
        """Where this client calls an endpoint: a certificate is asked for at the aliases alone."""
        presents = self.client.method not in {SECRET, KEY}
        return str((self.about["mtls_endpoint_aliases"] if presents else self.about)[member])

    def claims(self, **changes: Any) -> dict[str, Any]:
        """What its signed request says of itself, and what it asks; None for what it must not say."""
        own = claims_of(self.client.client_id, issuer=self.about["issuer"], now=datetime.now(UTC))
        own |= {"sub": None, "exp": own["iat"] + 300, "nbf": own["iat"], "scope": "openid", "login_hint": HOLDER}
        return {name: value for name, value in {**own, **changes}.items() if value is not None}

    def request(self, **changes: Any) -> str:
        """A request that it signed."""
        assert self.key is not None
        return sign(self.claims(**changes), key=self.key, algorithm=self.algorithm)

    def proof(self, *, algorithm: str = "", **changes: Any) -> dict[str, str]:
        """What proves the client in a form."""
        if self.client.method == SECRET:
            return {}
        if self.client.method != KEY:
            return {"client_id": self.client.client_id}
        assert self.key is not None
        said = claims_of(self.client.client_id, issuer=self.about["issuer"], now=datetime.now(UTC), **changes)
        return as_form(sign(said, key=self.key, algorithm=algorithm or self.algorithm))

    def post(self, member: str, form: Mapping[str, str], *, proof: Mapping[str, str] | None = None) -> httpx.Response:
        """Ask an endpoint. proof: instead of its own."""
        has_secret = self.client.method == SECRET and proof is None
        auth = (self.client.client_id, self.client.secret) if has_secret else None
        return self.http.post(
            self.address(member), data={**form, **(self.proof() if proof is None else proof)}, auth=auth
        )

    def ask(self, *, proof: Mapping[str, str] | None = None, **changes: Any) -> httpx.Response:
        """Ask for the person: what is changed is asked instead of the usual."""
        if self.key is None:
            form = {"scope": "openid", "login_hint": HOLDER, **changes}
        else:
            form = {"request": self.request(**changes)}
        return self.post("backchannel_authentication_endpoint", form, proof=proof)

    def token(self, *, proof: Mapping[str, str] | None = None, **form: str) -> httpx.Response:
        """Ask the token endpoint."""
        return self.post("token_endpoint", form, proof=proof)

    def poll(self, told: Mapping[str, Any], *, proof: Mapping[str, str] | None = None) -> httpx.Response:
        """Come for the answer."""
        return self.token(proof=proof, grant_type=GRANT, auth_req_id=told["auth_req_id"])

    def userinfo(self, access_token: str) -> httpx.Response:
        """Ask about the person."""
        return self.http.get(self.address("userinfo_endpoint"), headers={"Authorization": f"Bearer {access_token}"})


class Flow:
    """Requests of a client, and the phone of the person."""

    def __init__(self, provider: Provider, asker: Asker) -> None:
        self.provider, self.asker = provider, asker

    def start(self, **changes: Any) -> dict[str, Any]:
        """Ask, the answer checked; returns its members."""
        response = self.asker.ask(**changes)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] == "application/json"
        told = dict(response.json())
        assert len(told["auth_req_id"]) * 8 >= 160
        assert checks.entropy(told["auth_req_id"]) >= 96
        assert told["expires_in"] > 0
        assert 0 <= told["interval"] <= 6 * 3600
        return told

    def refused(self, **changes: Any) -> str:
        """Ask what must be refused; returns the error."""
        return is_refused(self.asker.ask(**changes))

    def poll(self, told: dict[str, Any], asker: Asker | None = None) -> httpx.Response:
        """Come for the answer, as this client or another."""
        return (asker or self.asker).poll(told)

    def answer(self, decision: str) -> None:
        """On the phone: the request that waits."""
        phone.answer(self.provider.product, self.provider.card, decision)

    def finish(self, told: dict[str, Any]) -> dict[str, Any]:
        """Approve, then fetch, every answer checked."""
        assert checks.is_token_error(self.poll(told)) in {"authorization_pending", "slow_down"}
        self.answer("approve")
        return self.fetch(told)

    def fetch(self, told: dict[str, Any]) -> dict[str, Any]:
        """Fetch what was approved, every answer checked."""
        tokens = checks.are_tokens(self.poll(told))
        claims = self.provider.read_id_token(self.asker.client, tokens, nonce="", algorithm="PS256")
        assert claims["acr"] == "eidas1"
        assert claims.get("urn:openid:params:jwt:claim:auth_req_id", told["auth_req_id"]) == told["auth_req_id"]
        assert not {"c_hash", "s_hash"} & set(claims)
        checks.is_userinfo(self.asker.userinfo(tokens["access_token"]), subject=claims["sub"])
        return tokens


def is_refused(response: httpx.Response) -> str:
    """An answer of the backchannel authentication endpoint that refuses; returns the error."""
    assert response.status_code == (401 if "invalid_client" in response.text else 400), response.text
    return str(response.json()["error"])
