"""Applications that read the directory's API get keys, change them, and lose them.

A key is shown once, by the verb that made it; the directory keeps a digest. Several keys run side by side, so that an
application changes from one to the next without a gap.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from directory import journal, permissions
from directory.codes import api_key_digest, api_key_hint, draw_api_key
from directory.errors import ApiClientRefused, NotAllowed
from directory.models import Account, ApiClient, ApiKey
from directory.policy import API_KEY_LONGEST_LIFE, API_KEYS_AT_ONCE

Issued = tuple[ApiKey, str]


def create(
    *, name: str, contact_email: str, reads_restricted: bool, account: Account | None, now: datetime
) -> ApiClient:
    """Make an application known. account None: the command line. It has no key yet.

    Raises NotAllowed, ApiClientRefused (name, email, taken).
    """
    _require_operator(account, now)
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > 120:
        raise ApiClientRefused(reason="name")
    try:
        if contact_email:
            validate_email(contact_email)
    except ValidationError:
        raise ApiClientRefused(reason="email") from None
    with transaction.atomic():
        client, is_new = ApiClient.objects.get_or_create(
            name=cleaned,
            defaults={
                "contact_email": contact_email,
                "reads_restricted": reads_restricted,
                "created_at": now,
                "created_by": account,
            },
        )
        if not is_new:
            raise ApiClientRefused(reason="taken")
        journal.record(
            action="directory.api_client_created",
            actor=account,
            subject=client,
            now=now,
            mandate=permissions.acting_mandate(account, None, now),
            restricted=reads_restricted,
        )
    return client


def issue_key(
    *, client_id: int, lifetime: timedelta | None, account: Account | None, now: datetime, key: str | None = None
) -> Issued:
    """Make a key beside those that run, and return it in clear: nobody sees it again. lifetime None: no end.

    key: only the demonstration gives one. Raises NotAllowed, ApiClientRefused (lifetime, too_many_keys).
    """
    _require_operator(account, now)
    _check_lifetime(lifetime)
    with transaction.atomic():
        client = ApiClient.objects.select_for_update(of=("self",)).get(pk=client_id)
        return _issue(client, lifetime, account, now, key)


def rotate(
    *, client_id: int, overlap: timedelta, lifetime: timedelta | None, account: Account | None, now: datetime
) -> Issued:
    """Make a key, and let those that run end after `overlap`; one that ends sooner keeps its end.

    Raises NotAllowed, ApiClientRefused (lifetime, overlap).
    """
    _require_operator(account, now)
    _check_lifetime(lifetime)
    if not timedelta(0) < overlap <= API_KEY_LONGEST_LIFE:
        raise ApiClientRefused(reason="overlap")
    with transaction.atomic():
        client = ApiClient.objects.select_for_update(of=("self",)).get(pk=client_id)
        end = now + overlap
        later = Q(expires_at__isnull=True) | Q(expires_at__gt=end)
        ApiKey.objects.running(now).filter(later, client=client).update(expires_at=end)
        return _issue(client, lifetime, account, now, None)


def revoke_key(*, key_id: int, account: Account | None, now: datetime) -> bool:
    """End a key at once; False when it was revoked before. Raises NotAllowed."""
    _require_operator(account, now)
    with transaction.atomic():
        moved = ApiKey.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=now)
        if moved:
            key = ApiKey.objects.get(pk=key_id)
            journal.record(
                action="directory.api_key_revoked",
                actor=account,
                subject=key,
                now=now,
                mandate=permissions.acting_mandate(account, None, now),
                client=key.client_id,
            )
    return moved == 1


def suspend(*, client_id: int, account: Account | None, now: datetime) -> bool:
    """Refuse an application from now on, whatever key it shows; False when it was already. Raises NotAllowed."""
    _require_operator(account, now)
    with transaction.atomic():
        moved = ApiClient.objects.filter(pk=client_id, suspended_at__isnull=True).update(suspended_at=now)
        if moved:
            client = ApiClient.objects.get(pk=client_id)
            journal.record(
                action="directory.api_client_suspended",
                actor=account,
                subject=client,
                now=now,
                mandate=permissions.acting_mandate(account, None, now),
            )
    return moved == 1


def resume(*, client_id: int, account: Account | None, now: datetime) -> bool:
    """Let a suspended application call again with its keys; False when it may already. Raises NotAllowed."""
    _require_operator(account, now)
    with transaction.atomic():
        moved = ApiClient.objects.filter(pk=client_id, suspended_at__isnull=False).update(suspended_at=None)
        if moved:
            client = ApiClient.objects.get(pk=client_id)
            journal.record(
                action="directory.api_client_resumed",
                actor=account,
                subject=client,
                now=now,
                mandate=permissions.acting_mandate(account, None, now),
            )
    return moved == 1


def _require_operator(account: Account | None, now: datetime) -> None:
    """The command line is the server's own administrator."""
    if account is not None and not permissions.can_manage_api_clients(account, now):
        raise NotAllowed()


def _check_lifetime(lifetime: timedelta | None) -> None:
    if lifetime is not None and not timedelta(0) < lifetime <= API_KEY_LONGEST_LIFE:
        raise ApiClientRefused(reason="lifetime")


def _issue(
    client: ApiClient, lifetime: timedelta | None, account: Account | None, now: datetime, given: str | None
) -> Issued:
    if ApiKey.objects.running(now).filter(client=client).count() >= API_KEYS_AT_ONCE:
        raise ApiClientRefused(reason="too_many_keys")
    secret = given or draw_api_key()
    key = ApiKey.objects.create(
        client=client,
        digest=api_key_digest(secret),
        hint=api_key_hint(secret),
        created_at=now,
        expires_at=None if lifetime is None else now + lifetime,
    )
    journal.record(
        action="directory.api_key_issued",
        actor=account,
        subject=key,
        now=now,
        mandate=permissions.acting_mandate(account, None, now),
        client=client.pk,
    )
    return key, secret
