"""The registrations of services, as this process keeps them in memory.

What is kept serves as long as it is the present one: every change draws another revision (a trigger), and the
statement that an answer needs anyway finds the revision too. So who answers from memory lets that statement compare
(`compare`), and refuses nobody before the database was asked (`is_present`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.base import ModelState

from directory.queries import Prepared
from oidc.errors import Outdated
from oidc.models import ClientSecret, RelyingParty

MOST: Final = 2_000  # registrations in memory, some kilobytes each; with one more, all are read again


@dataclass(frozen=True)
class Registered:
    """An active service with its client. secrets: the digest of each, and when it ends."""

    relying_party: RelyingParty
    secrets: Sequence[tuple[str, datetime | None]]

    def working(self, now: datetime) -> list[str]:
        """Return the digests of the secrets that prove it at this instant."""
        return [digest for digest, ends_at in self.secrets if ends_at is None or ends_at > now]


class _Held:
    """Those of this process, by `client_id` and by key."""

    by_name: ClassVar[dict[str, Registered]] = {}
    by_key: ClassVar[dict[int, Registered]] = {}


def recall(client_id: str) -> Registered | None:
    """Return what is kept of this service, to be compared; None where nothing is. No query."""
    kept = _Held.by_name.get(client_id)
    return Registered(_own_copy(kept.relying_party), kept.secrets) if kept else None


def read(client_id: str) -> Registered | None:
    """Return the active service of this identifier as the database has it now, letter for letter, and keep it. One
    query.
    """
    return _keep(_NAMED.first(client_id=client_id))


def find_by_key(key: int, *, revision: int) -> RelyingParty | None:
    """Return the active service of this key. revision: as a statement just found it. No query where it is the one that
    is kept, else one.
    """
    kept = _Held.by_key.get(key)
    if kept is not None and kept.relying_party.revision == revision:
        return _own_copy(kept.relying_party)
    fresh = _keep(_KEYED.first(key=key))
    return fresh.relying_party if fresh else None


def compare(relying_party: RelyingParty, revision: int | None) -> None:
    """Go on where the service is the present one. revision: as a statement found it; None: there is no such service any
    more. Raises Outdated.
    """
    if relying_party.is_recalled and relying_party.revision != revision:
        raise outdated()


def require_present(relying_party: RelyingParty) -> None:
    """Go on likewise, where no statement has found the service: as `is_present` tells. Raises Outdated."""
    if not is_present(relying_party):
        raise outdated()


def outdated() -> Outdated:
    """What to raise, once a statement met another revision; forgets what was kept."""
    forget()
    return Outdated()


def is_present(relying_party: RelyingParty) -> bool:
    """Whether a service is as the database has it; forgets what was kept where it is not. One query, and none for a
    service that does not come from memory.
    """
    if not relying_party.is_recalled:
        return True
    revisions = RelyingParty.objects.filter(pk=relying_party.pk, is_active=True).values_list("revision", flat=True)
    if relying_party.revision in list(revisions):
        return True
    forget()
    return False


def forget() -> None:
    """Keep nothing: all is read again at its next use."""
    _Held.by_name.clear()
    _Held.by_key.clear()


def _keep(found: RelyingParty | None) -> Registered | None:
    if found is None:
        return None
    told = vars(found)
    secrets = tuple(zip(told.pop("secret_digests"), told.pop("secret_ends"), strict=True))
    if len(_Held.by_name) >= MOST:
        forget()
    registered = Registered(_own_copy(found), secrets)
    registered.relying_party.is_recalled = True
    _Held.by_name[found.public_id] = _Held.by_key[found.pk] = registered
    return Registered(found, secrets)


def _own_copy(kept: RelyingParty) -> RelyingParty:
    """A row of the caller's own: what is hung on it, related rows for instance, is not kept. Its client is shared, for
    nobody who answers changes one.
    """
    copied = RelyingParty.__new__(RelyingParty)
    state: Any = ModelState()
    state.db, state.adding, state.fields_cache = kept._state.db, False, dict(kept._state.fields_cache)
    copied.__dict__.update(kept.__dict__, _state=state)
    return copied


def _with_secrets(rows: QuerySet[RelyingParty]) -> QuerySet[RelyingParty]:
    secrets = ClientSecret.objects.filter(relying_party=OuterRef("pk")).order_by("pk")
    return rows.select_related("client").annotate(
        secret_digests=ArraySubquery(secrets.values("digest")), secret_ends=ArraySubquery(secrets.values("expires_at"))
    )


def _named(client_id: str) -> QuerySet[RelyingParty]:
    return _with_secrets(RelyingParty.objects.filter(client__client_id=client_id, is_active=True))


def _keyed(key: int) -> QuerySet[RelyingParty]:
    return _with_secrets(RelyingParty.objects.filter(pk=key, is_active=True))


_NAMED = Prepared(_named, client_id=str)
_KEYED = Prepared(_keyed, key=int)
