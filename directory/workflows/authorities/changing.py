"""How people call an authority when their contacts are missing: shown to the public."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import NotAllowed
from directory.models import Account, RegistrationAuthority


def tell_how_to_call(
    *, account: Account, authority: RegistrationAuthority, telephone: str, email: str, now: datetime
) -> None:
    """Change the public telephone and e-mail, of the shape that the column holds. Raises NotAllowed."""
    if not permissions.can_tell_how_to_call(account, authority, now):
        raise NotAllowed()
    with transaction.atomic():
        RegistrationAuthority.objects.filter(pk=authority.pk).update(telephone=telephone, email=email)
        journal.record(
            action="directory.authority_changed",
            actor=account,
            subject=authority,
            now=now,
            mandate=permissions.acting_mandate(account, authority, now),
            authority_id=authority.pk,
        )
