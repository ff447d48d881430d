"""docs/wallet-vectors.json says what the code does, on both sides: the phone's and the server's."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from activation import proofs
from activation.management.phone import acts, keys
from activation.management.phone.keys import PhoneKey
from oidc.protocol import decision

DOCS = Path(__file__).resolve().parents[2] / "docs"
VECTORS: dict[str, Any] = json.loads((DOCS / "wallet-vectors.json").read_text(encoding="utf-8"))
NOW = datetime.fromtimestamp(VECTORS["now"], UTC)
ISSUER, WALLET = VECTORS["issuer"], VECTORS["wallet_origin"]
PUBLIC = VECTORS["key"]["public_jwk"]


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> PhoneKey:
    """The command's phone with the key of the vectors, and their one jti."""
    monkeypatch.setattr(keys.secrets, "token_urlsafe", lambda _bytes: VECTORS["calls"][0]["claims"]["jti"])
    salt = bytes.fromhex(VECTORS["pin_proofs"][0]["salt_hex"])
    return PhoneKey(key=ECKey.import_key(VECTORS["key"]["private_jwk"]), salt=salt)


def parts(jws: str) -> tuple[Any, Any]:
    """Return header and claims."""
    header, claims, _signature = jws.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in (header, claims))  # type: ignore[return-value]


def call_of(vector: dict[str, Any]) -> proofs.Call:
    return proofs.Call(method=vector["method"], url=WALLET + vector["path"], body=vector["body"].encode())


def test_the_thumbprint_is_of_the_four_members_in_order(phone: PhoneKey) -> None:
    text = VECTORS["key"]["thumbprint_input"]

    assert json.loads(text) == PUBLIC
    assert keys.base64url(hashlib.sha256(text.encode()).digest()) == VECTORS["key"]["kid"] == phone.kid


@pytest.mark.parametrize("vector", VECTORS["pin_proofs"], ids=lambda vector: vector["pin"])
def test_a_pin_gives_its_proof(phone: PhoneKey, vector: dict[str, Any]) -> None:
    assert phone.prove_pin(vector["pin"]) == vector["pin_proof"]


def test_the_binding_is_what_the_phone_signs_and_the_server_takes(phone: PhoneKey) -> None:
    vector = VECTORS["binding"]
    asked = {"issuer": ISSUER, "activation": vector["activation"], "nonce": vector["nonce"]}

    assert parts(vector["jws"]) == (vector["header"], vector["claims"])
    assert parts(phone.prove_binding(**asked, at=VECTORS["now"])) == (vector["header"], vector["claims"])
    assert proofs.verify_binding(vector["jws"], **asked, now=NOW).kid == VECTORS["key"]["kid"]


@pytest.mark.parametrize("vector", VECTORS["calls"], ids=lambda vector: f"{vector['method']} {vector['path']}")
def test_a_call_is_what_the_phone_signs_and_the_server_takes(phone: PhoneKey, vector: dict[str, Any]) -> None:
    call = call_of(vector)
    signed = phone.prove_call(method=call.method, url=call.url, body=call.body, at=VECTORS["now"])

    assert parts(signed) == parts(vector["jws"]) == (vector["header"], vector["claims"])
    assert proofs.verify_call(proofs.read_call_proof(vector["jws"]), PUBLIC, call=call, now=NOW)


def test_no_body_has_the_digest_of_no_bytes() -> None:
    assert VECTORS["calls"][0]["claims"]["bsh"] == VECTORS["empty_body_bsh"]


@pytest.mark.parametrize("vector", VECTORS["refused_calls"], ids=lambda vector: vector["why"])
def test_what_must_be_refused_is(vector: dict[str, Any]) -> None:
    call = call_of(VECTORS["calls"][0])

    with pytest.raises(proofs.ProofRefused):
        proofs.verify_call(proofs.read_call_proof(vector["jws"]), PUBLIC, call=call, now=NOW)


def test_what_was_shown_has_one_text_and_one_digest() -> None:
    vector = VECTORS["decision"]

    assert decision.canonical_json(vector["display"]).decode() == vector["canonical_json"]
    assert decision.digest_display(vector["display"]) == vector["display_digest"]
    assert acts._digest_display(vector["login_request"]) == vector["display_digest"]


@pytest.mark.parametrize("vector", VECTORS["decision"]["answers"], ids=lambda vector: vector["claims"]["decision"])
def test_a_decision_is_what_the_phone_signs_and_the_server_reads(phone: PhoneKey, vector: dict[str, Any]) -> None:
    request = VECTORS["decision"]["login_request"]
    asked = decision.Asked(
        issuer=ISSUER,
        login_request=request["id"],
        challenge=request["challenge"],
        client_id=request["client_id"],
        display=VECTORS["decision"]["display"],
    )
    without_jti = {name: value for name, value in vector["claims"].items() if name != "jti"}

    claims = proofs.verify_jws(vector["jws"], PUBLIC, typ=decision.TYP)
    read = decision.read(claims, asked=asked, now=NOW)

    assert parts(phone.decide(without_jti)) == (vector["header"], vector["claims"])
    assert (read.answer.value, read.number) == (vector["claims"]["decision"], vector["claims"].get("number", ""))


def test_every_call_of_the_interface_is_in_the_document_and_in_the_command() -> None:
    """A call that is added is specified, or this fails."""
    paths = json.loads((DOCS / "api" / "wallet-openapi.json").read_text(encoding="utf-8"))["paths"]
    text = (DOCS / "wallet-protocol.md").read_text(encoding="utf-8").replace("{id}", "{login_request_id}")

    missing = [
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method in methods
        if f"`{method.upper()} {path.removeprefix('/api/wallet/v1')}" not in text
    ]
    assert missing == []
