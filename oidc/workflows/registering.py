"""Steps of several workflows: a service or a client is locked for its team, a registration checked, changed, told."""

from datetime import datetime

from django.conf import settings

from directory import journal
from directory.errors import NotAllowed
from directory.models import Account
from oidc import permissions
from oidc.errors import RegistrationRefused
from oidc.library import registration
from oidc.models import ClientKeySet, ClientSecret, RelyingParty, ResourceServer, Service
from oidc.protocol.client_metadata import ClientMetadata
from oidc.protocol.client_proofs import needs_certificates


def check_registration(metadata: ClientMetadata) -> None:
    """Raise RegistrationRefused when a rule is broken, or a resource server is not of the same environment: a token of
    the sandbox opens nothing in production.
    """
    metadata.check()
    if needs_certificates(metadata) and not settings.MTLS_ORIGIN:
        raise RegistrationRefused("invalid_client_metadata", "no certificate is asked for here (MTLS_ORIGIN)")
    asked = set(metadata.allowed_resources)
    known = ResourceServer.objects.filter(identifier__in=asked, environment=metadata.environment)
    if asked and asked != set(known.values_list("identifier", flat=True)):
        raise RegistrationRefused("invalid_client_metadata", "a resource is not registered in this environment")


def change_registration(relying_party: RelyingParty, metadata: ClientMetadata, *, now: datetime) -> None:
    """Write another registration over that of a client. Its secrets end where it needs none: should it keep one
    again, none that lay about meanwhile opens it. Keys of another address are forgotten.
    """
    if metadata.jwks_uri != relying_party.jwks_uri:
        ClientKeySet.objects.filter(relying_party=relying_party).delete()
    registration.change_relying_party(relying_party, metadata)
    if not metadata.keeps_secrets:
        ClientSecret.objects.working(now).filter(relying_party=relying_party).update(expires_at=now)


def tell_registered(relying_party: RelyingParty, *, account: Account | None, now: datetime) -> None:
    """Write the line of a new client; account None: the command line."""
    journal.record(
        action="oidc.relying_party_registered",
        actor=account,
        subject=relying_party,
        now=now,
        environment=relying_party.environment,
    )


def lock_service(account: Account, service: Service) -> Service:
    """The service, locked, for somebody who works on it: one act at a time changes what is its own. Raises
    NotAllowed.
    """
    locked = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if not permissions.is_member(account, locked):
        raise NotAllowed
    return locked


def lock_for_team(account: Account, relying_party: RelyingParty) -> RelyingParty:
    """The client, locked, for somebody who works on its service. Raises NotAllowed."""
    rows = RelyingParty.objects.select_for_update(of=("self",)).select_related("client", "service")
    locked = rows.get(pk=relying_party.pk)
    if locked.service is None or not permissions.is_member(account, locked.service):
        raise NotAllowed
    return locked
