"""The account of a person who is known by their e-CPS: found, or opened at their first visit."""

from datetime import datetime

from directory import queries
from directory.models import Account, Practitioner


def account_of_holder(person: Practitioner, *, now: datetime) -> Account:
    """The portal account that is linked to them, else the one of their own: their national id, and no password."""
    records = queries.records_behind(person.pk)
    found = Account.objects.filter(practitioner__in=records).order_by("-is_staff", "pk").first()
    if found is not None:
        return found
    account, _ = Account.objects.get_or_create(
        username=person.national_id,
        defaults={"practitioner": person, "display_name": person.display_name, "date_joined": now},
    )
    return account
