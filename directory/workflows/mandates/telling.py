"""A step: letters about mandates. Holders are told what they may do, until when, and what is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from directory import correspondence
from directory.correspondence import Draft
from directory.models import Account, AuthorityKind, Mandate, MandateRole, MessageChannel, RegistrationAuthority
from directory.permissions import is_head

_SHORTLY = timedelta(seconds=1)


def tell_given(mandate: Mandate, now: datetime) -> None:
    """The holder: a mandate is in force."""
    _write("mandate_given", [(mandate.account, _about(mandate))], now)


def tell_invitation_accepted(mandate: Mandate, now: datetime) -> None:
    """The inviter: it was accepted."""
    if mandate.granted_by is not None:
        _write("mandate_accepted", [(mandate.granted_by, {**_about(mandate), "holder": str(mandate.account)})], now)


def tell_extended(mandate: Mandate, now: datetime) -> None:
    """The holder: it lasts longer."""
    _write("mandate_extended", [(mandate.account, _about(mandate))], now)


def tell_ended(mandate: Mandate, hanging: Sequence[Mandate], now: datetime) -> None:
    """Every holder, those whose mandate fell with another one included."""
    letters = [(one.account, {**_about(one), "fell": one is not mandate}) for one in (mandate, *hanging)]
    _write("mandate_ended", letters, now)


def tell_ends_soon(mandate: Mandate, now: datetime) -> None:
    """The holder, and who gave the mandate, while they still can extend it."""
    about = {**_about(mandate), "holder": str(mandate.account)}
    letters = [(mandate.account, {**about, "is_holder": True})]
    if mandate.granted_by is not None and mandate.granted_by_id != mandate.account_id:
        letters.append((mandate.granted_by, {**about, "is_holder": False}))
    _write("mandate_ends_soon", letters, now)


def tell_headless(mandate: Mandate, now: datetime) -> None:
    """Those above an authority: nobody answers for it any more."""
    above = [*_heads_above(mandate.authority, now)]
    _write("authority_headless", [(account, _about(mandate)) for account in above], now)


def _heads_above(authority: RegistrationAuthority, now: datetime) -> list[Account]:
    """The managers of the agency of a structure; where there is none, the national operators."""
    running = Mandate.objects.in_force(now).select_related("account", "authority")
    place = authority.organization
    if authority.kind == AuthorityKind.LOCAL and place is not None:
        agency = running.filter(
            authority__kind=AuthorityKind.REGIONAL,
            authority__region_code=place.region_code,
            authority__is_test=authority.is_test,
        )
        managers = [one.account for one in agency if is_head(one.authority.kind, one.role)]
        if managers:
            return managers
    national = running.filter(
        authority__kind=AuthorityKind.NATIONAL, authority__is_test=authority.is_test, role=MandateRole.OPERATOR
    )
    return [one.account for one in national]


def _about(mandate: Mandate) -> dict[str, object]:
    """What letters say of a mandate. last_day: the last on which it is in force, None: it runs."""
    until = mandate.valid_until
    return {
        "role": MandateRole(mandate.role).label,  # lazy: in the language of the letter
        "authority": mandate.authority.name,
        "site": mandate.organization.display_name if mandate.organization else "",
        "last_day": timezone.localtime(until - _SHORTLY).date() if until else None,
        "address": f"{settings.SITE_URL}/portail/directory/mandate/{mandate.pk}/change/",
    }


def _write(event: str, letters: Sequence[tuple[Account, dict[str, object]]], now: datetime) -> None:
    drafts = [
        Draft(MessageChannel.EMAIL, account.email, {**context, "name": str(account)})
        for account, context in letters
        if account.email and account.is_active
    ]
    if drafts:
        correspondence.write_to_staff(event=event, drafts=drafts, now=now)
