"""A service is registered as a client."""

from datetime import datetime

from django.db import transaction

from directory import journal
from oidc.errors import RegistrationRefused
from oidc.library import registration
from oidc.models import ClientSecret, RelyingParty, ResourceServer
from oidc.protocol import digests
from oidc.protocol.client_metadata import ClientMetadata


def register_relying_party(
    metadata: ClientMetadata, *, secret: str = "", now: datetime
) -> tuple[RelyingParty, str | None]:
    """Register a service and return it with its secret, which is shown now and never again; None for a public client.

    secret: drawn when not given. Raises RegistrationRefused with a code of RFC 7591 §3.2.2.
    """
    metadata.check()
    drawn = None if metadata.is_public else secret or digests.draw(digests.CLIENT_SECRET)
    client_id = metadata.client_id or digests.draw()
    with transaction.atomic():
        if registration.is_known(client_id):
            raise RegistrationRefused("invalid_client_metadata", "client_id is taken")
        _require_resources(metadata)
        relying_party = registration.create_relying_party(metadata, client_id=client_id, now=now)
        if drawn is not None:
            ClientSecret.objects.create(
                relying_party=relying_party, digest=registration.hash_secret(drawn), created_at=now
            )
        journal.record(
            action="oidc.relying_party_registered", subject=relying_party, now=now, environment=metadata.environment
        )
    return relying_party, drawn


def _require_resources(metadata: ClientMetadata) -> None:
    """Those of the same environment alone: a token of the sandbox opens nothing in production."""
    asked = set(metadata.allowed_resources)
    known = ResourceServer.objects.filter(identifier__in=asked, environment=metadata.environment)
    if asked and asked != set(known.values_list("identifier", flat=True)):
        raise RegistrationRefused("invalid_client_metadata", "a resource is not registered in this environment")
