"""Secrets of clients: a new one is shown once and works beside the former, which ends a week later or at once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from directory import journal
from directory.models import Account
from oidc import policy
from oidc.errors import ServiceRefused
from oidc.library import registration
from oidc.models import ClientSecret, RelyingParty
from oidc.workflows.registering import lock_for_team


def rotate_secret(*, account: Account | None, relying_party: RelyingParty, now: datetime) -> str:
    """Return a new secret; those that work end after the overlap. account None: the command line.

    Raises NotAllowed, ServiceRefused (`public_client`, `keyed_client`, `too_many_secrets`).
    """
    with transaction.atomic():
        locked = _hold(account, relying_party)
        if not locked.keeps_secrets:
            raise ServiceRefused("public_client" if locked.is_public else "keyed_client")
        working = ClientSecret.objects.working(now).filter(relying_party=locked)
        if working.count() >= policy.MOST_SECRETS:
            raise ServiceRefused("too_many_secrets", most=policy.MOST_SECRETS)
        ends = now + policy.SECRET_OVERLAP
        working.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=ends)).update(expires_at=ends)
        secret = registration.keep_secret(locked, now=now)
        journal.record(action="oidc.relying_party_secret_drawn", actor=account, subject=locked, now=now)
    return secret


def end_secret(*, account: Account, relying_party: RelyingParty, secret_id: int, now: datetime) -> None:
    """A secret works no more from this instant, but for the only one. Raises NotAllowed, ServiceRefused
    (`unknown_secret`, `last_secret`).
    """
    with transaction.atomic():
        locked = _hold(account, relying_party)
        working = ClientSecret.objects.working(now).filter(relying_party=locked)
        if not working.filter(pk=secret_id).exists():
            raise ServiceRefused("unknown_secret")
        if not working.exclude(pk=secret_id).exists():
            raise ServiceRefused("last_secret")
        working.filter(pk=secret_id).update(expires_at=now)
        journal.record(action="oidc.relying_party_secret_ended", actor=account, subject=locked, now=now)


def _hold(account: Account | None, relying_party: RelyingParty) -> RelyingParty:
    """Lock the client: its secrets change one act at a time. account None: the command line."""
    if account is not None:
        return lock_for_team(account, relying_party)
    return RelyingParty.objects.select_for_update(of=("self",)).get(pk=relying_party.pk)
