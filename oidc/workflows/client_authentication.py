"""A client proves who it is, at any door for clients: with a secret, an assertion that serves once, or a
certificate.
"""

from datetime import datetime
from hmac import compare_digest

from django.conf import settings

from oidc.errors import OAuthError
from oidc.library import registration
from oidc.models import RelyingParty
from oidc.protocol import client_assertion
from oidc.protocol.client_certificates import (
    NAMES,
    CertificateMismatch,
    ClientCertificate,
    check_among_keys,
    check_subject,
)
from oidc.protocol.client_credentials import Presented
from oidc.protocol.client_jwt import JwtRefused, Unverified
from oidc.queries import registry
from oidc.queries.registry import Registered
from oidc.vocabulary import ClientAuthMethod
from oidc.workflows.client_keys import find_among_keys, verify_signature
from oidc.workflows.using_once import use_once

_NO_DIGEST = "0" * 64


def authenticate(presented: Presented, *, now: datetime, from_memory: bool = False) -> RelyingParty | OAuthError:
    """Return the active service that the credentials prove, with its client; else the refusal.

    One query with a secret or a certificate, or for a public client; two with an assertion, whose use is written down.
    from_memory: no query for who proves itself by a secret that this process knows, or is public; the caller has what
    is recalled compared (`oidc/queries/registry.py`).
    """
    if presented.assertion is not None:
        return _by_assertion(presented, presented.assertion, now=now)
    if presented.certificate is not None:
        return _by_certificate(presented, presented.certificate, now=now)
    return _by_secret(presented, from_memory=from_memory, now=now) or presented.refusal()


def _by_secret(presented: Presented, *, from_memory: bool, now: datetime) -> RelyingParty | None:
    recalled = registry.recall(presented.client_id) if from_memory else None
    if recalled is not None and _is_proven(recalled, presented, now=now):
        return recalled.relying_party
    registered = registry.read(presented.client_id)
    return registered.relying_party if registered and _is_proven(registered, presented, now=now) else None


def _is_proven(registered: Registered, presented: Presented, *, now: datetime) -> bool:
    """Whether these credentials are those of the service: by its own method, with one of its working secrets, each of
    which is compared, in constant time. Who signs assertions is not proven here.
    """
    relying_party = registered.relying_party
    if relying_party.token_endpoint_auth_method != presented.method:
        return False
    if relying_party.is_public or not relying_party.keeps_secrets:
        return relying_party.is_public
    given = registration.hash_secret(presented.secret)
    matches = [compare_digest(given, kept) for kept in [*registered.working(now), _NO_DIGEST]]
    return any(matches)


def _by_assertion(presented: Presented, assertion: Unverified, *, now: datetime) -> RelyingParty | OAuthError:
    relying_party = registration.find_with_keys(presented.client_id)
    if relying_party is None or relying_party.token_endpoint_auth_method != presented.method:
        return presented.refusal()
    try:
        once = client_assertion.check(assertion, client_id=presented.client_id, issuer=settings.ISSUER, now=now)
        _require_algorithm(assertion, relying_party)
        verify_signature(relying_party, assertion, now=now)
        use_once(once, relying_party)
    except JwtRefused as refused:
        return presented.refusal(f"client_assertion: {refused.reason}")
    return relying_party


def _by_certificate(
    presented: Presented, certificate: ClientCertificate, *, now: datetime
) -> RelyingParty | OAuthError:
    """RFC 8705 §2; a public client may come with a certificate that proves nothing, for its tokens (§4)."""
    relying_party = registration.find_with_keys(presented.client_id)
    if relying_party is None or not (relying_party.presents_certificates or relying_party.is_public):
        return presented.refusal()
    try:
        if relying_party.token_endpoint_auth_method == ClientAuthMethod.TLS:
            registered = {name: getattr(relying_party, name) for name in NAMES}
            check_subject(certificate, registered, now=now)
        elif relying_party.token_endpoint_auth_method == ClientAuthMethod.SELF_SIGNED:
            find_among_keys(relying_party, lambda keys: check_among_keys(certificate, keys, now=now), now=now)
    except CertificateMismatch as mismatch:
        return presented.refusal(f"client certificate: {mismatch.reason}")
    return relying_party


def _require_algorithm(assertion: Unverified, relying_party: RelyingParty) -> None:
    wanted = relying_party.token_endpoint_auth_signing_alg
    if wanted and assertion.algorithm != wanted:
        raise JwtRefused(f"alg must be {wanted}, as it is registered")
