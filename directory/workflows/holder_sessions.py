"""Sessions of the holder space: one begins when the provider vouches for the person, and ends in many ways."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from directory import journal, queries
from directory.codes import draw_token, token_digest
from directory.models import AuditCategory, HolderSession, Practitioner
from directory.policy import (
    HOLDER_SESSION_IDLE,
    HOLDER_SESSION_KEPT,
    HOLDER_SESSION_LIFETIME,
    HOLDER_SESSION_TOUCH,
)


def begin(*, national_id: str, provider_sid: str, acr: str, auth_time: datetime, now: datetime) -> str | None:
    """Open a session for the person whom the provider names; returns its token, kept as a digest only.

    None: the directory knows nobody of this number. A number of a record that was merged opens the one that stands.
    """
    person = queries.find_by_national_id(national_id)
    if person is None:
        return None
    token = draw_token()
    with transaction.atomic():
        HolderSession.objects.create(
            token_digest=token_digest(token),
            practitioner=person,
            provider_sid=provider_sid,
            acr=acr,
            auth_time=auth_time,
            begun_at=now,
            last_seen_at=now,
            expires_at=now + HOLDER_SESSION_LIFETIME,
        )
        journal.record(
            action="directory.holder_signed_in", practitioner_id=person.pk, now=now, category=AuditCategory.SIGN_IN
        )
    return token


def find(*, token: str, now: datetime) -> HolderSession | None:
    """The live session that a cookie opens, with its person and their authority; its use is written once a minute."""
    rows = HolderSession.objects.live(now).filter(token_digest=token_digest(token))
    session = rows.select_related("practitioner__authority").first()
    if session is not None and now - session.last_seen_at > HOLDER_SESSION_TOUCH:
        rows.update(last_seen_at=now)
    return session


def end(*, session: HolderSession, now: datetime) -> bool:
    """End one session. False: it was over."""
    return HolderSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=now) == 1


def end_all_of(practitioner: Practitioner, *, now: datetime) -> int:
    """End every session that the person's e-CPS opened in the directory: of the holder space, and of the portal where
    they have an account. In the caller's transaction; returns how many.
    """
    records = queries.records_behind(practitioner.pk)
    ended = HolderSession.objects.filter(practitioner__in=records, ended_at__isnull=True).update(ended_at=now)
    portal = list(UserSession.objects.filter(user__practitioner__in=records))
    for row in portal:
        row.end()
    return ended + len(portal)


def purge(*, limit: int, now: datetime) -> int:
    """Remove the rows of sessions that have been over for a while; returns how many."""
    before = now - HOLDER_SESSION_KEPT
    over = HolderSession.objects.filter(expires_at__lte=before) | HolderSession.objects.filter(
        last_seen_at__lte=before - HOLDER_SESSION_IDLE
    )
    chosen = HolderSession.objects.filter(pk__in=over.order_by("pk").values("pk")[:limit])
    return int(chosen.delete()[0])
