"""Somebody is invited to act for an authority."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from directory.errors import NotAllowed
from directory.models import Account
from directory.permissions import Giving, Offer, powers_of
from directory.workflows.invitations.writing import Invited, write_invitation
from directory.workflows.mandates.chain import lock_authority
from directory.workflows.mandates.giving import check_until, require_way


def invite(*, inviter: Account | None, offer: Offer, email: str, name: str, now: datetime) -> Invited:
    """Offer a mandate to whoever reads this address. inviter None: the command line, for a first mandate.

    Raises NotAllowed, MandateRefused (email, name, yourself, already_held, already_invited, until_past, until_far).
    """
    with transaction.atomic():
        held = replace(offer, authority=lock_authority(offer.authority.pk))
        way = require_way(inviter, held, now) if inviter is not None else _from_outside(held)
        check_until(held.until, now)
        return write_invitation(held, way=way, inviter=inviter, email=email, name=name, now=now)


def _from_outside(offer: Offer) -> Giving:
    if offer.authority.closed_date is not None or not powers_of(offer.authority.kind, offer.role):
        raise NotAllowed()
    return Giving(hangs_from=None)
