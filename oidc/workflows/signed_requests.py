"""A service signs what it asks of a phone: the request is verified with its keys before a word of it is believed."""

from datetime import datetime

from django.conf import settings

from oidc.errors import OAuthError
from oidc.models import RelyingParty
from oidc.protocol import request_object
from oidc.protocol.backchannel_request import params_of_claims
from oidc.protocol.client_jwt import JwtRefused
from oidc.protocol.params import Parameters
from oidc.workflows.client_keys import verify_signature


def read_signed(relying_party: RelyingParty, text: str, *, now: datetime) -> Parameters | OAuthError:
    """Return what a signed request asks, as a form would; else the refusal (CIBA Core §7.1.1).

    relying_party: already authenticated. One query at most where it registered its keys, or they are known.
    """
    wanted = relying_party.backchannel_authentication_request_signing_alg
    try:
        request = request_object.read(text)
        if wanted and request.algorithm != wanted:
            raise JwtRefused(f"alg must be {wanted}, as it is registered")
        claims = request_object.check(request, client_id=relying_party.public_id, issuer=settings.ISSUER, now=now)
        verify_signature(relying_party, request, now=now)
    except JwtRefused as refused:
        return request_object.as_refusal(refused)
    return params_of_claims(claims)
