"""Clients: the library's registration, with what this house adds to it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from oidc_provider.models import Client, ResponseType

from directory.queries import Prepared
from oidc.models import ClientSecret, RelyingParty, Service
from oidc.protocol import digests
from oidc.protocol.client_metadata import MEMBERS, ClientMetadata
from oidc.protocol.redirect_uris import origin_of
from oidc.vocabulary import ClientAuthMethod

# Members that are columns of ours, by their own names; the others are the library's
_OWN = sorted({column.name for column in RelyingParty._meta.get_fields()}.intersection(MEMBERS))


def find_relying_party(client_id: str) -> RelyingParty | None:
    """Return the active service of this identifier, with its client; compared letter for letter. One query."""
    return _ACTIVE.first(client_id=client_id)


def find_registered(client_id: str) -> RelyingParty | None:
    """Return the service of this identifier, active or closed, with its client. One query."""
    return RelyingParty.objects.select_related("client").filter(client__client_id=client_id).first()


def is_known(client_id: str) -> bool:
    """Tell whether a client of this identifier exists, active or not."""
    return bool(Client.objects.filter(client_id=client_id).exists())


def find_with_keys(client_id: str) -> RelyingParty | None:
    """Return the active service of this identifier, with its client and, where they are known, the keys that it
    publishes: for whoever proves itself without a secret. One query.
    """
    return _WITH_KEYS.first(client_id=client_id)


def _with_keys(client_id: str) -> QuerySet[RelyingParty]:
    return _active(client_id).select_related("client", "key_set")


def _active(client_id: str) -> QuerySet[RelyingParty]:
    return RelyingParty.objects.select_related("client").filter(client__client_id=client_id, is_active=True)


_ACTIVE = Prepared(_active, client_id=str)
_WITH_KEYS = Prepared(_with_keys, client_id=str)


def is_origin_of_a_public_client(origin: str) -> bool:
    """Tell whether an active public client is answered at an address of this origin: its pages run there. One query.

    origin: as browsers write it. A client that keeps a secret has no business in a page.
    """
    candidates = RelyingParty.objects.filter(
        is_active=True,
        token_endpoint_auth_method=ClientAuthMethod.NONE,
        client___redirect_uris__icontains=origin,
    ).select_related("client")
    return any(origin in map(origin_of, one.client.redirect_uris) for one in candidates)


def hash_secret(secret: str) -> str:
    """Return what is stored of a client secret."""
    return digests.digest_with_pepper(secret, pepper=settings.CODE_PEPPER)


def keep_secret(relying_party: RelyingParty, *, value: str = "", now: datetime) -> str:
    """Keep a secret of a client as a digest, and return it: it is shown now and never again. value: drawn when not
    given.
    """
    secret = value or digests.draw(digests.CLIENT_SECRET)
    ClientSecret.objects.create(relying_party=relying_party, digest=hash_secret(secret), created_at=now)
    return secret


def create_relying_party(
    metadata: ClientMetadata, *, client_id: str, service: Service | None = None, now: datetime
) -> RelyingParty:
    """Make the library's row of a client, and ours beside it: code flow, and a blank secret, since ours are kept apart
    as digests. service: what its team described.
    """
    client = Client(client_id=client_id, client_secret="", require_consent=False)
    _write_client(client, metadata)
    code, _ = ResponseType.objects.get_or_create(
        value="code", defaults={"description": "code (Authorization Code Flow)"}
    )
    client.response_types.set([code])
    return RelyingParty.objects.create(client=client, service=service, created_at=now, **_own(metadata))


def change_relying_party(relying_party: RelyingParty, metadata: ClientMetadata) -> None:
    """Write another registration over that of a client, in both rows; its identifier and its environment stay."""
    _write_client(relying_party.client, metadata)
    told = {name: value for name, value in _own(metadata).items() if name != "environment"}
    for name, value in told.items():
        setattr(relying_party, name, value)
    relying_party.save(update_fields=list(told))


def metadata_of(relying_party: RelyingParty) -> ClientMetadata:
    """Return the registration of a client as it is described: the way back of `create_relying_party`."""
    client = relying_party.client
    told: dict[str, Any] = {name: getattr(relying_party, name) for name in _OWN} | {
        "client_name": client.name,
        "client_id": client.client_id,
        "redirect_uris": client.redirect_uris,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
        "scope": client.scope,
    }
    read: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return ClientMetadata(**read)


def _write_client(client: Client, metadata: ClientMetadata) -> None:
    client.name = metadata.client_name.strip()
    client.client_type = "public" if metadata.is_public else "confidential"
    client.redirect_uris = list(metadata.redirect_uris)
    client.post_logout_redirect_uris = list(metadata.post_logout_redirect_uris)
    client.scope = list(metadata.scope)
    client.save()


def _own(metadata: ClientMetadata) -> dict[str, object]:
    told = {name: getattr(metadata, name) for name in _OWN}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
