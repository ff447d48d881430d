"""Who signed in to the demo's services before the visitor came, so that figures and histories have something to tell.

Sessions that are over and what they granted, of people who got an e-CPS in the past weeks, and of some who read a
physical card. Drawn with a fixed seed: everybody sees the same demonstration.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from activation.models import VirtualCard
from config.demo.people import NURSING_HOME
from directory.models import Practitioner
from oidc import policy
from oidc.models import Grant, ProviderSession, RelyingParty
from oidc.policy import Means
from oidc.protocol import digests
from oidc.vocabulary import Environment
from oidc.workflows import figures

SEED, DAYS, CARD_HOLDERS = 20_260_101, 130, 3
SIGN_INS_A_DAY = (0, 1, 1, 2, 3)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True)
class _Person:
    """Somebody who signs in, with what, since when."""

    practitioner_id: int
    card: VirtualCard | None
    means: Means
    since: datetime


def complete(*, now: datetime) -> int:
    """Make the past sign-ins once, and count them; how many were made."""
    if Grant.objects.exists():
        return 0
    services = list(RelyingParty.objects.filter(environment=Environment.SANDBOX).order_by("created_at", "pk"))
    chance, sessions, granted = Random(SEED), list[ProviderSession](), list[RelyingParty]()  # noqa: S311 - a demo
    for person in _people(now):
        for days in range(min(DAYS, (now - person.since).days), 0, -1):
            for _time in range(chance.choice(SIGN_INS_A_DAY)):
                at = (now - timedelta(days=days)).replace(hour=chance.randint(6, 18), minute=chance.randint(0, 59))
                sessions.append(_session(person, at))
                granted.append(chance.choice(services))
    with transaction.atomic():
        ProviderSession.objects.bulk_create(sessions, batch_size=1_000)
        Grant.objects.bulk_create(map(_grant, sessions, granted), batch_size=1_000)
    figures.keep_figures(limit=2 * DAYS, now=now)
    return len(sessions)


def _people(now: datetime) -> Sequence[_Person]:
    cards = VirtualCard.objects.working(now).filter(practitioner__is_test=True).order_by("created_at", "pk")
    by_phone = [_Person(card.practitioner_id, card, policy.VIRTUAL_CARD, card.created_at) for card in cards]
    nurses = Practitioner.objects.filter(
        is_test=True, exercises__roles__organization__technical_id=NURSING_HOME
    ).exclude(pk__in=[one.practitioner_id for one in by_phone])
    keys = nurses.order_by("pk").values_list("pk", flat=True).distinct()[:CARD_HOLDERS]
    return [*by_phone, *(_Person(key, None, policy.SMART_CARD, now - timedelta(days=DAYS)) for key in keys)]


def _session(person: _Person, at: datetime) -> ProviderSession:
    return ProviderSession(
        sid=digests.draw(),
        browser_digest=None,
        practitioner_id=person.practitioner_id,
        card=person.card,
        auth_time=at,
        acr=person.means.acr,
        amr=list(person.means.amr),
        auth_mode=person.means.auth_mode,
        origin_address="192.0.2.20",
        origin_user_agent=BROWSER,
        last_used_at=at,
        expires_at=at + policy.SESSION_LIFETIME,
    )


def _grant(session: ProviderSession, relying_party: RelyingParty) -> Grant:
    return Grant(
        relying_party=relying_party,
        practitioner_id=session.practitioner_id,
        session=session,
        scopes=list(relying_party.client.scope),
        auth_time=session.auth_time,
        acr=session.acr,
        amr=session.amr,
        auth_mode=session.auth_mode,
        created_at=session.auth_time,
    )
