"""A resource server is registered, so that services may ask for tokens that it reads by itself."""

from datetime import datetime

from django.db import transaction

from directory import journal
from oidc.errors import RegistrationRefused
from oidc.models import ResourceServer
from oidc.protocol.resource_metadata import ResourceMetadata


def register_resource_server(metadata: ResourceMetadata, *, now: datetime) -> ResourceServer:
    """Register a resource server and return it. Raises RegistrationRefused: a rule is broken, or the name is taken."""
    metadata.check()
    with transaction.atomic():
        made, is_new = ResourceServer.objects.get_or_create(
            identifier=metadata.resource,
            defaults={
                "name": metadata.resource_name.strip(),
                "environment": metadata.environment,
                "scopes": list(metadata.scopes),
                "signing_alg": metadata.signing_alg,
                "created_at": now,
            },
        )
        if not is_new:
            raise RegistrationRefused("invalid_client_metadata", "resource is taken")
        journal.record(
            action="oidc.resource_server_registered", subject=made, now=now, environment=metadata.environment
        )
    return made
