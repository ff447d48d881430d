"""A service is registered as a client, or changes its registration: by the command line, by its team in the sandbox."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from directory import journal
from directory.models import Account
from oidc import policy
from oidc.errors import RegistrationRefused, ServiceRefused
from oidc.library import registration
from oidc.models import RelyingParty, Service
from oidc.protocol import digests
from oidc.protocol.client_metadata import ClientMetadata
from oidc.vocabulary import Environment
from oidc.workflows.registering import (
    change_registration,
    check_registration,
    lock_for_team,
    lock_service,
    tell_registered,
)


def register_relying_party(
    metadata: ClientMetadata, *, secret: str = "", now: datetime
) -> tuple[RelyingParty, str | None]:
    """Register a service and return it with its secret, which is shown now and never again; None for a client that has
    none: a public one, or one that proves itself with its keys.

    secret: drawn when not given. Raises RegistrationRefused with a code of RFC 7591 §3.2.2.
    """
    with transaction.atomic():
        return _register(metadata, secret=secret, now=now)


def register_in_sandbox(
    *, account: Account, service: Service, metadata: ClientMetadata, now: datetime
) -> tuple[RelyingParty, str | None]:
    """Register a client of a service for test people, as `register_relying_party` does; its identifier is drawn.

    Raises NotAllowed, ServiceRefused (`too_many_clients`), RegistrationRefused.
    """
    with transaction.atomic():
        locked = lock_service(account, service)
        open_ones = locked.relying_parties.filter(environment=Environment.SANDBOX, is_active=True)
        if open_ones.count() >= policy.SANDBOX_CLIENTS_A_SERVICE:
            raise ServiceRefused("too_many_clients", most=policy.SANDBOX_CLIENTS_A_SERVICE)
        return _register(_for_sandbox(metadata), service=locked, account=account, now=now)


def change_in_sandbox(
    *, account: Account, relying_party: RelyingParty, metadata: ClientMetadata, now: datetime
) -> None:
    """Write another registration over that of a client of the sandbox, from the next request on.

    A client that proves itself without a secret loses those that it had; one that needs a secret draws its first.
    Raises NotAllowed, ServiceRefused (`not_in_sandbox`), RegistrationRefused.
    """
    with transaction.atomic():
        locked = lock_for_team(account, relying_party)
        if locked.environment != Environment.SANDBOX:
            raise ServiceRefused("not_in_sandbox")
        changed = _for_sandbox(metadata)
        check_registration(changed)
        change_registration(locked, changed, now=now)
        journal.record(action="oidc.relying_party_changed", actor=account, subject=locked, now=now)


def close_in_sandbox(*, account: Account, relying_party: RelyingParty, now: datetime) -> None:
    """Nobody signs in to this client any more. Raises NotAllowed, ServiceRefused (`not_in_sandbox`)."""
    with transaction.atomic():
        locked = lock_for_team(account, relying_party)
        if locked.environment != Environment.SANDBOX:
            raise ServiceRefused("not_in_sandbox")
        RelyingParty.objects.filter(pk=locked.pk).update(is_active=False)
        journal.record(action="oidc.relying_party_closed", actor=account, subject=locked, now=now)


def _register(
    metadata: ClientMetadata,
    *,
    secret: str = "",
    service: Service | None = None,
    account: Account | None = None,
    now: datetime,
) -> tuple[RelyingParty, str | None]:
    check_registration(metadata)
    client_id = metadata.client_id or digests.draw()
    if registration.is_known(client_id):
        raise RegistrationRefused("invalid_client_metadata", "client_id is taken")
    relying_party = registration.create_relying_party(metadata, client_id=client_id, service=service, now=now)
    keeps = metadata.keeps_secrets
    drawn = registration.keep_secret(relying_party, value=secret, now=now) if keeps else None
    tell_registered(relying_party, account=account, now=now)
    return relying_party, drawn


def _for_sandbox(metadata: ClientMetadata) -> ClientMetadata:
    return replace(metadata, environment=Environment.SANDBOX.value, client_id="")
