"""A member of staff and their e-CPS: which account it opens, and how the two are linked and unlinked.

The link is the account's practitioner, found by the national id that the provider vouches for; never by an e-mail.
A holder has an account of their own, without a password; while they are staff the link is the portal account's.
"""

from datetime import datetime

from django.db import transaction

from directory import correspondence, journal, permissions, queries
from directory.errors import EcpsRefused, NotAllowed
from directory.models import Account, MessageChannel, Practitioner

EVENT = "staff_ecps_changed"


def find_account(*, national_id: str, now: datetime) -> Account:
    """The one portal account that this identity opens. Raises EcpsRefused; makes nothing.

    An identity of a record that was merged with another opens the account of either.
    """
    person = queries.find_by_national_id(national_id)
    if person is None:
        raise EcpsRefused(reason="unknown_person")
    of_person = Account.objects.filter(practitioner__in=queries.records_behind(person.pk), is_staff=True)
    linked = list(of_person.order_by("pk")[:2])
    if not linked:
        raise EcpsRefused(reason="no_account")
    if len(linked) > 1:
        raise EcpsRefused(reason="several_accounts")
    if not permissions.may_enter_portal(linked[0]):
        raise EcpsRefused(reason="closed")
    if not permissions.can_sign_in_as(linked[0], person, now):
        raise EcpsRefused(reason="world")
    return linked[0]


def require_own(*, account: Account, national_id: str, now: datetime) -> None:
    """The e-CPS that was shown must open this account and no other. Raises EcpsRefused."""
    if find_account(national_id=national_id, now=now).pk != account.pk:
        raise EcpsRefused(reason="another_person")


def link(*, account: Account, national_id: str, now: datetime) -> Practitioner:
    """Let this person's e-CPS open this account; its owner is told by mail. Raises NotAllowed, EcpsRefused."""
    if not permissions.may_enter_portal(account):
        raise NotAllowed
    with transaction.atomic():
        found = queries.find_by_national_id(national_id)
        if found is None:
            raise EcpsRefused(reason="unknown_person")
        # Whoever links this person waits here: two accounts cannot both find them free.
        person = Practitioner.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if not permissions.can_sign_in_as(account, person, now):
            raise EcpsRefused(reason="world")
        holders = Account.objects.filter(practitioner__in=queries.records_behind(person.pk))
        if holders.filter(is_staff=True).exclude(pk=account.pk).exists():
            raise EcpsRefused(reason="linked_elsewhere")
        holders.filter(is_staff=False, practitioner=person).update(practitioner=None)
        if Account.objects.filter(pk=account.pk, practitioner__isnull=True).update(practitioner=person) != 1:
            raise EcpsRefused(reason="already_linked")
        _tell(account, person, action="directory.ecps_linked", now=now)
    return person


def unlink(*, account: Account, now: datetime) -> None:
    """The e-CPS opens this account no more, and sessions that it opened end with it. Raises NotAllowed, EcpsRefused."""
    if not permissions.may_enter_portal(account):
        raise NotAllowed
    with transaction.atomic():
        locked = Account.objects.select_for_update(of=("self",)).select_related("practitioner").get(pk=account.pk)
        person = locked.practitioner
        if person is None:
            raise EcpsRefused(reason="not_linked")
        Account.objects.filter(pk=account.pk).update(practitioner=None)
        own = Account.objects.filter(username=person.national_id, is_staff=False, practitioner__isnull=True)
        own.update(practitioner=person)
        _tell(account, person, action="directory.ecps_unlinked", now=now)


def _tell(account: Account, person: Practitioner, *, action: str, now: datetime) -> None:
    journal.record(action=action, actor=account, practitioner_id=person.pk, subject=account, now=now)
    if account.email:
        context = {"is_linked": action == "directory.ecps_linked", "name": str(account), "at": now}
        draft = correspondence.Draft(channel=MessageChannel.EMAIL, to=account.email, context=context)
        correspondence.write_to_staff(event=EVENT, drafts=[draft], now=now)
