"""What the certification checks on the way of every flow: answers, errors, tokens, claims."""

import hashlib
import math
import re
import time
from base64 import urlsafe_b64encode
from collections import Counter
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

ERROR_MEMBERS = {"error", "error_description", "error_uri", "state", "session_state", "iss"}
BREAKS = ("\r", "\n", "\t")
DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 §5.2
CODE = re.compile(r"[\x20-\x7e]+")  # VSCHAR, RFC 6749 appendix A
YEAR = 365 * 24 * 3600
OF_SCOPE = {  # OpenID Connect Core §5.4, and the JSON type of each claim (§5.1)
    "openid": {"sub": str},
    "profile": {
        "name": str,
        "family_name": str,
        "given_name": str,
        "middle_name": str,
        "nickname": str,
        "preferred_username": str,
        "profile": str,
        "picture": str,
        "website": str,
        "gender": str,
        "birthdate": str,
        "zoneinfo": str,
        "locale": str,
        "updated_at": int,
    },
    "email": {"email": str, "email_verified": bool},
    "address": {"address": dict},
    "phone": {"phone_number": str, "phone_number_verified": bool},
}
STANDARD = {claim: kind for claims in OF_SCOPE.values() for claim, kind in claims.items()}
# The national service tells this one in every id_token, whatever was asked, and services count on it
ALWAYS_TOLD = {"preferred_username"}


def entropy(text: str) -> float:
    """Bits, by Shannon's measure, as the suite counts them."""
    shares = [count / len(text) for count in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares) * len(text)


def is_success(members: dict[str, str], *, issuer: str, state: str) -> None:
    """An authorization answer with a code."""
    assert "error" not in members, members
    assert members.get("state", "") == state
    assert members["iss"] == issuer
    assert set(members) <= {"code", "state", "iss", "session_state"}
    assert CODE.fullmatch(members["code"])
    assert len(members["code"]) * 8 >= 128
    assert entropy(members["code"]) >= 96


def is_error(members: dict[str, str], *, issuer: str, state: str) -> str:
    """An authorization answer that refuses; returns the error."""
    assert set(members) <= ERROR_MEMBERS, members
    assert "code" not in members
    assert members.get("state", "") == state
    assert members["iss"] == issuer
    _describes_an_error(members)
    return members["error"]


def is_token_error(response: httpx.Response) -> str:
    """An answer of the token endpoint that refuses; returns the error."""
    assert response.status_code == 400 or (response.status_code == 401 and "invalid_client" in response.text)
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    members = response.json()
    assert set(members) <= {"error", "error_description", "error_uri"}
    _describes_an_error(members)
    return str(members["error"])


def _describes_an_error(members: dict[str, str]) -> None:
    assert DESCRIPTION.fullmatch(members["error"])
    if "error_description" in members:
        assert DESCRIPTION.fullmatch(members["error_description"])
        assert not any(sign in members["error_description"] for sign in BREAKS)
    assert "error_uri" not in members or httpx.URL(members["error_uri"]).is_absolute_url


def are_tokens(response: httpx.Response) -> dict[str, Any]:
    """An answer of the token endpoint; returns its members."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    assert "no-store" in response.headers["cache-control"]
    members: dict[str, Any] = response.json()
    assert CODE.fullmatch(members["access_token"])
    assert entropy(members["access_token"]) >= 96
    assert members["token_type"].lower() == "bearer"
    assert type(members["expires_in"]) is int
    assert 0 < members["expires_in"] < YEAR
    assert CODE.fullmatch(members.get("refresh_token", "none"))
    return members


def are_keys(document: dict[str, Any]) -> KeySet:
    """The key set: public keys, each with a kid of its own."""
    keys = document["keys"]
    kids = [key["kid"] for key in keys]
    assert len(set(kids)) == len(kids) >= 1
    assert not any({"d", "p", "q", "k"} & set(key) for key in keys)
    assert all(key["use"] == "sig" for key in keys)
    return KeySet.import_key_set(document)  # type: ignore[arg-type]  # its type names every kind of key


def is_id_token(
    text: str,
    *,
    keys: KeySet,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str,
    algorithm: str = "RS256",
    now: float = 0,
) -> dict[str, Any]:
    """An id_token that is signed by a key of the set, for this client; returns its claims."""
    token = jwt.decode(text, keys, algorithms=[algorithm])
    claims, now = token.claims, now or time.time()
    assert token.header["alg"] == algorithm
    assert token.header["kid"] in {key.kid for key in keys.keys}
    assert claims["iss"] == issuer
    assert claims["aud"] in (client_id, [client_id])
    assert claims.get("azp", client_id) == client_id
    assert claims["exp"] > now
    assert now - 300 <= claims["iat"] <= now + 1
    assert now - YEAR <= claims["auth_time"] <= now + 1
    assert claims.get("nbf", 0) <= now + 1
    assert isinstance(claims["acr"], str)
    assert claims["acr"]
    assert claims.get("nonce", "") == nonce
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    assert claims["at_hash"] == urlsafe_b64encode(half).rstrip(b"=").decode()
    have_their_types(claims)
    return dict(claims)


def have_their_types(claims: dict[str, Any]) -> None:
    """`sub` is there, and every standard claim has its JSON type."""
    assert claims["sub"].isascii()
    assert 0 < len(claims["sub"]) <= 255
    for name, wanted in STANDARD.items():
        assert name not in claims or type(claims[name]) is wanted, (name, claims[name])
        assert claims.get(name, "x") != "", name


def tells_only_what_was_asked(id_token: dict[str, Any], *, asked: tuple[str, ...] = ()) -> None:
    """No claim that belongs at userinfo."""
    assert not (set(STANDARD) - {"sub"} - ALWAYS_TOLD - set(asked)) & set(id_token)


def is_userinfo(response: httpx.Response, *, subject: str) -> dict[str, Any]:
    """The claims of the person of the id_token."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    claims: dict[str, Any] = response.json()
    assert claims["sub"] == subject
    have_their_types(claims)
    return claims
