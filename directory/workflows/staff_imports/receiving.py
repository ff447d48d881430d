"""An employer gives a file: it is noted, encrypted, and read later by the worker."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import NotAllowed, StaffImportRefused, UnreadableSheet
from directory.models import Account, RegistrationAuthority, StaffImport, StaffImportState
from directory.policy import STAFF_IMPORT_BYTES, STAFF_IMPORT_KEPT, STAFF_IMPORTS_OPEN
from directory.sheets.sealing import seal

_OPEN = (StaffImportState.RECEIVED, StaffImportState.CHECKING, StaffImportState.CHECKED)
_NAME_LENGTH = 120


def receive(*, account: Account, authority_id: int, file_name: str, content: bytes, now: datetime) -> StaffImport:
    """Note a file of staff for one authority; nobody is registered before somebody confirms.

    Raises NotAllowed, UnreadableSheet (empty, size), StaffImportRefused (too_many wait already).
    """
    authority = permissions.importing_authority(account, authority_id, now)
    if authority is None:
        raise NotAllowed
    if not content.strip():
        raise UnreadableSheet(reason="empty")
    if len(content) > STAFF_IMPORT_BYTES:
        raise UnreadableSheet(reason="size")
    with transaction.atomic():
        RegistrationAuthority.objects.select_for_update(of=("self",), no_key=True).get(pk=authority.pk)
        if StaffImport.objects.filter(authority=authority, state__in=_OPEN).count() >= STAFF_IMPORTS_OPEN:
            raise StaffImportRefused(reason="too_many")
        received = StaffImport.objects.create(
            authority=authority,
            given_by=account,
            file_name=_plain(file_name),
            content=seal(content),
            given_at=now,
            kept_until=now + STAFF_IMPORT_KEPT,
        )
        journal.record(
            action="directory.staff_import_given",
            now=now,
            actor=account,
            subject=received,
            mandate=permissions.acting_mandate(account, authority, now),
        )
    return received


def _plain(name: str) -> str:
    """The last part of a name, what can be printed of it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable()).strip()[-_NAME_LENGTH:] or "–"
