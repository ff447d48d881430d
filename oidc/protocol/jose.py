"""Keys and signatures of the provider: the one place that says which algorithm serves which use (RFC 7515, RFC
7517, RFC 7638)."""

from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from oidc import policy


@dataclass(frozen=True)
class LoadedKey:
    """A private signing key ready for use; its text never shows the key."""

    kid: str
    algorithm: str
    key: ECKey | RSAKey = field(repr=False)


@dataclass(frozen=True)
class PublishedKey:
    """A public key ready to verify what we signed, with the one algorithm that it serves."""

    kid: str
    algorithm: str
    key: ECKey | RSAKey = field(repr=False)


def make_key(algorithm: str) -> LoadedKey:
    """Return a new key for ES256, RS256 or PS256, named by its RFC 7638 thumbprint: a key serves one algorithm."""
    key: ECKey | RSAKey
    if algorithm == "ES256":
        key = ECKey.generate_key("P-256")
    elif algorithm in ("RS256", "PS256"):
        key = RSAKey.generate_key(policy.RSA_KEY_BITS)
    else:
        raise ValueError(f"no signing key can be made for {algorithm}")
    return LoadedKey(kid=key.thumbprint(), algorithm=algorithm, key=key)


def load_key(private_jwk: dict[str, Any], *, algorithm: str) -> LoadedKey:
    """Read a private JWK. Slow for RSA (tens of milliseconds): done when a process starts."""
    key = ECKey.import_key(private_jwk) if algorithm == "ES256" else RSAKey.import_key(private_jwk)
    return LoadedKey(kid=key.thumbprint(), algorithm=algorithm, key=key)


def load_public_key(public_jwk: dict[str, Any]) -> PublishedKey:
    """Read a JWK as `public_jwk` made it."""
    algorithm = str(public_jwk["alg"])
    key = ECKey.import_key(public_jwk) if algorithm == "ES256" else RSAKey.import_key(public_jwk)
    return PublishedKey(kid=str(public_jwk["kid"]), algorithm=algorithm, key=key)


def private_jwk(loaded: LoadedKey) -> dict[str, Any]:
    """Return the private JWK, to be encrypted at once."""
    return dict(loaded.key.as_dict(private=True))


def public_jwk(loaded: LoadedKey) -> dict[str, Any]:
    """Return the JWK that is published: public members, `kid`, `use` and `alg`."""
    return {**loaded.key.as_dict(private=False), "kid": loaded.kid, "use": "sig", "alg": loaded.algorithm}


def sign(claims: dict[str, Any], *, key: LoadedKey, typ: str = "JWT") -> str:
    """Return the compact JWS of the claims."""
    header = {"alg": key.algorithm, "kid": key.kid, "typ": typ}
    return jwt.encode(header, claims, key.key, algorithms=[key.algorithm])
