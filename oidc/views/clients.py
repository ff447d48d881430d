"""How a client proves who it is, at the doors that are for clients: before anything is looked up for it."""

from datetime import datetime

from django.http import HttpRequest

from oidc.library import registration
from oidc.models import RelyingParty
from oidc.protocol import client_credentials
from oidc.protocol.params import Parameters


def recognise(request: HttpRequest, form: Parameters, *, now: datetime) -> RelyingParty:
    """Return the client that the request proves, a public one too; then the form is refused if it is not readable.

    Raises OAuthError `invalid_client` or `invalid_request`.
    """
    presented = client_credentials.read(authorization=request.META.get("HTTP_AUTHORIZATION", ""), params=form)
    relying_party = registration.authenticate(presented, now=now)
    if relying_party is None:
        raise presented.refusal()
    form.refuse_faults()
    return relying_party


def recognise_confidential(request: HttpRequest, form: Parameters, *, now: datetime) -> RelyingParty:
    """Return the client that a secret proves. Raises likewise: a public client proves nothing here."""
    relying_party = recognise(request, form, now=now)
    if relying_party.is_public:
        raise client_credentials.Presented(relying_party.public_id, "none").refusal()
    return relying_party
