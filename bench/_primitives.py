"""The cryptography of a decision alone, in a loop: what no server can do more often than."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey

TURNS = 2000
SIGNATURES = 3  # the proofs of both calls, and the decision itself


def product_seconds(phone: dict[str, Any]) -> float:
    """What one decision takes of it, by the product's own functions, each as often as the server calls it."""
    from django.conf import settings  # noqa: PLC0415  # after setup

    from activation import codes, pins, proofs  # noqa: PLC0415
    from activation.management.phone.keys import PhoneKey  # noqa: PLC0415
    from oidc.protocol import claim, decision  # noqa: PLC0415
    from oidc.workflows.claim_key import claim_key  # noqa: PLC0415

    key = ECKey.import_key(phone["jwk"])
    public = {name: phone["jwk"][name] for name in ("kty", "crv", "x", "y")}
    now, login, pin_proof = datetime.now(UTC), uuid4(), bytes.fromhex(phone["pin_proof"])
    url = f"{settings.WALLET_ORIGIN}/api/wallet/v1/login-requests/{login}/decision"
    proof = PhoneKey(key, b"").prove_call(method="POST", url=url, body=b"{}", at=int(now.timestamp()))
    verifier = pins.make_verifier(pin_proof, settings.PIN_PEPPERS)
    shown = {"client": "Bench", "environment": "production", "purpose": "BROWSER", "scopes": ["openid"]}
    read = claim.read(claim.write_qr(login, key=claim_key(), now=now))
    if read is None:
        raise SystemExit("the claim cannot be read")

    def decide() -> None:
        for _ in range(SIGNATURES):
            proofs.verify_jws(proof, public, typ=proofs.CALL_TYP)
        for _ in range(2):
            codes.secret_digest(settings.CODE_PEPPER, codes.Use.CALL, login, "x" * 22)
        claim.proves_qr(read, key=claim_key(), now=now)
        decision.digest_display(shown)
        pins.is_right(pin_proof, verifier, settings.PIN_PEPPERS)

    return _seconds(decide)


def bare_seconds() -> float:
    """What its signatures take of OpenSSL alone: the key is read, nothing is parsed."""
    key = ECKey.generate_key("P-256").private_key
    public, text = key.public_key(), b"x" * 300
    signature = key.sign(text, ECDSA(SHA256()))

    def verify() -> None:
        for _ in range(SIGNATURES):
            public.verify(signature, text, ECDSA(SHA256()))

    return _seconds(verify)


def _seconds(work: Callable[[], None]) -> float:
    for _ in range(TURNS // 10):
        work()
    begun = time.perf_counter()
    for _ in range(TURNS):
        work()
    return (time.perf_counter() - begun) / TURNS
