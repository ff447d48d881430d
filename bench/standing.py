"""The sweep that ends sessions whose card or right ended, over SESSIONS live ones (60000): all well, then 1 % lost.

To reach: one sweep takes less than a fifth of the time between two of them (config/celery.py), whatever it finds.
Each session has a card, a grant, and a service that is to be told; each person a physical card that is not opposed.
"""

import os
import time
from datetime import timedelta
from typing import Any, Final

from bench import _people
from bench._database import fresh_database
from bench._timing import database_time

SHARE: Final = 0.2  # of the period
LOST: Final = 100  # one session in so many loses its card
TIMES: Final = 5  # a sweep that finds nothing is measured so often: its worst counts
TASK: Final = "oidc.end_sessions_without_right"


def run() -> None:
    """Print seconds, in a database made for this run; exit 1 when the limit is not held."""
    sessions = int(os.environ.get("SESSIONS", "60000"))
    with fresh_database():
        held = _measure(sessions)
    if not held:
        raise SystemExit(1)


def _measure(sessions: int) -> bool:
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415

    from config.celery import app  # noqa: PLC0415

    [period] = [entry["schedule"] for entry in app.conf.beat_schedule.values() if entry["task"] == TASK]
    limit = SHARE * float(period)
    call_command("migrate", verbosity=0)
    _people.make_people(connection, sessions)
    _give_physical_cards(sessions)
    _sign_everybody_in(sessions)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    well = max(_sweep(connection, "all well", 0) for _ in range(TIMES))
    lost = _sweep(connection, "1 % lost their card", _revoke_some())
    after = _sweep(connection, "just after", 0)
    worst = max(well, lost, after)
    print(f"{sessions} live sessions: {worst:.2f} s at worst (limit {limit:.0f} s, a fifth of {period:.0f} s)")
    return worst < limit


def _sweep(connection: Any, words: str, lost: int) -> float:
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from oidc.policy import STANDING_BATCH  # noqa: PLC0415
    from oidc.workflows.lost_rights import end_sessions_without_right  # noqa: PLC0415

    begun = time.perf_counter()
    with database_time(connection) as spent:
        ended = end_sessions_without_right(limit=STANDING_BATCH, now=timezone.now())
    seconds = time.perf_counter() - begun
    if ended != min(lost, STANDING_BATCH):
        raise SystemExit(f"{words}: {ended} ended, not {lost}")
    print(f"{words:<20} {ended:>5} ended {seconds:>7.3f} s, {sum(spent) / 1000:.3f} s of it in {len(spent)} statements")
    return seconds


def _sign_everybody_in(sessions: int) -> None:
    """One card, one session and one grant each, an hour's worth of last uses."""
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from activation.models import VirtualCard  # noqa: PLC0415
    from activation.policy import CARD_LIFETIME  # noqa: PLC0415
    from oidc import policy  # noqa: PLC0415
    from oidc.models import Grant, ProviderSession  # noqa: PLC0415

    now, service = timezone.now(), _service()
    means = policy.VIRTUAL_CARD
    cards = VirtualCard.objects.bulk_create(
        [
            VirtualCard(
                practitioner_id=key,
                public_jwk={"kty": "EC", "crv": "P-256", "x": "x" * 43, "y": "y" * 43},
                kid=f"bench{key:038d}",
                pin_verifier=b"x" * 32,
                device_name="Firefox sur Android",
                created_at=now,
                usable_from=now,
                expires_at=now + CARD_LIFETIME,
            )
            for key in range(1, sessions + 1)
        ],
        batch_size=5_000,
    )
    proved = {"auth_time": now, "acr": means.acr, "amr": list(means.amr), "auth_mode": means.auth_mode}
    opened = ProviderSession.objects.bulk_create(
        [
            ProviderSession(
                sid=f"{card.practitioner_id:043d}",
                browser_digest=f"{card.practitioner_id:064d}",
                practitioner_id=card.practitioner_id,
                card=card,
                last_used_at=now - timedelta(seconds=card.practitioner_id % 1800),
                expires_at=now + policy.SESSION_LIFETIME,
                **proved,
            )
            for card in cards
        ],
        batch_size=5_000,
    )
    grants = (
        Grant(
            relying_party=service,
            session=session,
            practitioner_id=session.practitioner_id,
            scopes=["openid"],
            created_at=now,
            **proved,
        )
        for session in opened
    )
    Grant.objects.bulk_create(grants, batch_size=5_000)


def _give_physical_cards(people: int) -> None:
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from directory.models import SmartCard  # noqa: PLC0415

    today = timezone.localdate()
    made = (
        SmartCard(
            practitioner_id=key,
            type_code="CPS",
            number=f"9{key:09d}",
            valid_from=today - timedelta(days=365),
            valid_until=today + timedelta(days=365),
        )
        for key in range(1, people + 1)
    )
    SmartCard.objects.bulk_create(made, batch_size=5_000)


def _service() -> Any:
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from oidc.protocol.client_metadata import ClientMetadata  # noqa: PLC0415
    from oidc.workflows.onboarding import register_relying_party  # noqa: PLC0415

    metadata = ClientMetadata(
        client_name="Mesure",
        redirect_uris=("https://bench.test/back",),
        environment="sandbox",
        backchannel_logout_uri="https://bench.test/left",
    )
    return register_relying_party(metadata, now=timezone.now())[0]


def _revoke_some() -> int:
    from django.db.models import F  # noqa: PLC0415

    from activation.models import VirtualCard  # noqa: PLC0415
    from activation.vocabulary import CardState  # noqa: PLC0415

    lost = VirtualCard.objects.annotate(rest=F("practitioner_id") % LOST).filter(rest=0)
    return lost.update(state=CardState.SUSPENDED)
