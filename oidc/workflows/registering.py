"""Steps of several workflows: a client is locked for its team, a registration checked, a new one told."""

from datetime import datetime

from directory import journal
from directory.errors import NotAllowed
from directory.models import Account
from oidc import permissions
from oidc.errors import RegistrationRefused
from oidc.models import RelyingParty, ResourceServer
from oidc.protocol.client_metadata import ClientMetadata


def check_registration(metadata: ClientMetadata) -> None:
    """Raise RegistrationRefused when a rule is broken, or a resource server is not of the same environment: a token of
    the sandbox opens nothing in production.
    """
    metadata.check()
    asked = set(metadata.allowed_resources)
    known = ResourceServer.objects.filter(identifier__in=asked, environment=metadata.environment)
    if asked and asked != set(known.values_list("identifier", flat=True)):
        raise RegistrationRefused("invalid_client_metadata", "a resource is not registered in this environment")


def tell_registered(relying_party: RelyingParty, *, account: Account | None, now: datetime) -> None:
    """Write the line of a new client; account None: the command line."""
    journal.record(
        action="oidc.relying_party_registered",
        actor=account,
        subject=relying_party,
        now=now,
        environment=relying_party.environment,
    )


def lock_for_team(account: Account, relying_party: RelyingParty) -> RelyingParty:
    """The client, locked, for somebody who works on its service. Raises NotAllowed."""
    rows = RelyingParty.objects.select_for_update(of=("self",)).select_related("client", "service")
    locked = rows.get(pk=relying_party.pk)
    if locked.service is None or not permissions.is_member(account, locked.service):
        raise NotAllowed
    return locked
