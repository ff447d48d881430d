"""A key was added at the head of MESSAGE_KEYS: whatever an older one sealed is sealed again, while the product runs.

Waiting messages, the lines of files of staff, the secrets of authenticator apps. A row is replaced only where it still
holds what was read: a message that left meanwhile stays empty. Once nothing is left, the older key may go.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Model, QuerySet

from directory import correspondence
from directory.models import OutboundMessage, StaffImportLine

_SECRETS: Final = ("secret", "seed")  # of an authenticator app, of its recovery codes


@dataclass(frozen=True)
class Resealed:
    """sealed: under the newest key now. unreadable: by no key of the list; they were left alone."""

    sealed: int
    unreadable: int


def reseal_everything(*, batch: int) -> Resealed:
    """Walk over all that is sealed, `batch` rows at a time. Safe to run twice, at once, and under use."""
    outcomes = [
        outcome
        for walk in (
            _walk(OutboundMessage.objects.exclude(sealed=b""), _reseal_row, batch),
            _walk(StaffImportLine.objects.exclude(sealed=b""), _reseal_row, batch),
            _walk(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN), _reseal_secret, batch),
        )
        for outcome in walk
    ]
    return Resealed(sealed=outcomes.count(True), unreadable=outcomes.count(None))


def _walk(rows: QuerySet[Model], reseal: Callable[[Model], bool | None], batch: int) -> Iterator[bool | None]:
    """Each row once, in the order of keys: True when it was sealed again, None when no key opens it.

    What is written behind the walk is written with the newest key.
    """
    after = None
    while True:
        ahead = rows if after is None else rows.filter(pk__gt=after)
        found = list(ahead.order_by("pk")[:batch])
        if not found:
            return
        with transaction.atomic():
            yield from [reseal(row) for row in found]
        after = found[-1].pk


def _reseal_row(row: Model) -> bool | None:
    sealed = bytes(cast(OutboundMessage | StaffImportLine, row).sealed)
    try:
        again = correspondence.sealed_again(sealed)
    except correspondence.UnreadableMessage:
        return None
    rows = type(row)._default_manager.filter(pk=row.pk, sealed=sealed)
    return again is not None and rows.update(sealed=again) == 1


def _reseal_secret(row: Model) -> bool | None:
    """A recovery code that is used meanwhile changes the same cell: the row is locked first and read again."""
    found = Authenticator.objects.select_for_update().filter(pk=row.pk).first()
    name = next((name for name in _SECRETS if found is not None and name in found.data), None)
    if found is None or name is None:
        return False
    try:
        again = correspondence.sealed_again(found.data[name].encode())
    except correspondence.UnreadableMessage:
        return None
    if again is not None:
        Authenticator.objects.filter(pk=found.pk).update(data={**found.data, name: again.decode()})
    return again is not None
