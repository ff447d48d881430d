"""How a client proves who it is, at the doors that are for clients: before anything is looked up for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

from django.http import HttpRequest

from oidc.errors import OAuthError, Outdated
from oidc.models import RelyingParty
from oidc.protocol import client_certificates, client_credentials
from oidc.protocol.client_certificates import ClientCertificate
from oidc.protocol.params import Parameters
from oidc.queries import registry
from oidc.views import trouble
from oidc.workflows import client_authentication

Outcome = TypeVar("Outcome")
_TRIES: Final = 3  # registrations that change between two of them are none that somebody types
CHANGING: Final = OAuthError("temporarily_unavailable", "the client is being registered anew")


def ask_as_client(
    request: HttpRequest,
    form: Parameters,
    act: Callable[[RelyingParty], Outcome],
    *,
    refuses: Callable[[Outcome], bool],
    now: datetime,
) -> Outcome:
    """Let the client that the request proves act, and return what came of it.

    The client may come from memory: its act raises Outdated where it meets another registration of it, having changed
    nothing, and what refuses (refuses: of an outcome; or OAuthError) is believed only once the database was asked; else
    all is asked again. Raises OAuthError.
    """
    for _try in range(_TRIES):
        recalled = None
        try:
            recalled = recognise(request, form, from_memory=True, now=now)
            outcome = act(recalled)
        except Outdated:
            continue
        except OAuthError:
            if recalled is None or registry.is_present(recalled):
                raise
            continue
        if not refuses(outcome) or registry.is_present(recalled):
            return outcome
    raise CHANGING


def recognise(request: HttpRequest, form: Parameters, *, now: datetime, from_memory: bool = False) -> RelyingParty:
    """Return the client that the request proves, a public one too; then the form is refused if it is not readable.

    from_memory: as `client_authentication.authenticate` says. Raises OAuthError `invalid_client` or `invalid_request`.
    """
    trouble.name_claimed(request, form.get("client_id"))
    presented = client_credentials.read(
        authorization=request.META.get("HTTP_AUTHORIZATION", ""), params=form, certificate=read_certificate(request)
    )
    relying_party = client_authentication.authenticate(presented, from_memory=from_memory, now=now)
    if isinstance(relying_party, OAuthError):
        trouble.name_claimed(request, presented.client_id)
        raise relying_party
    trouble.name_client(request, relying_party)
    form.refuse_faults()
    return relying_party


def read_certificate(request: HttpRequest) -> ClientCertificate | None:
    """Return the certificate that came with the request: told by the reverse proxy of the door that asks for one. At
    any other the header was dropped before us.
    """
    header, verdict = request.META.get("HTTP_CLIENT_CERT", ""), request.META.get("HTTP_CLIENT_VERIFY", "")
    return client_certificates.read(header, verdict=verdict) if header else None


def binding_of(request: HttpRequest, relying_party: RelyingParty) -> str:
    """Return the thumbprint of the certificate that the tokens of a client are bound to; empty where they are not.

    Raises OAuthError `invalid_request`: such a client came without one.
    """
    if not relying_party.tls_client_certificate_bound_access_tokens:
        return ""
    certificate = read_certificate(request)
    if certificate is None:
        raise OAuthError("invalid_request", "a client certificate is required")
    return certificate.thumbprint


def claimed_in_header(request: HttpRequest) -> str:
    """Return whom the header names, when the body could not be read; empty for nobody."""
    try:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        return client_credentials.read(authorization=header, params=Parameters({}, {})).client_id
    except OAuthError:
        return ""


def require_confidential(relying_party: RelyingParty) -> None:
    """Raises OAuthError `invalid_client`: a public client proves nothing."""
    if relying_party.is_public:
        raise client_credentials.Presented(relying_party.public_id, "none").refusal()
