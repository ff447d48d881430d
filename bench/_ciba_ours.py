"""What our provider must hold for bench/ciba.py: people with cards, and services that may ask them without a browser.

Several services, for one may ask so often a minute, and one person so often (oidc/policy.py): what is measured is
answered, not refused.
"""

import secrets
from typing import Any

from bench import _cards, _provider_ours

SERVICES = 32
CARDS = 8_000  # people who are asked, of those whom the directory knows
PATHS = {"backchannel": "/oidc/backchannel", "token": "/oidc/token"}


def prepare(connection: Any) -> dict[str, Any]:
    """Fill an empty database; returns what the one who asks must know."""
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from activation.models import VirtualCard  # noqa: PLC0415
    from oidc.workflows.key_rotation import ensure_signing_keys  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    _cards.make_cards(connection, CARDS, among=_provider_ours.PEOPLE)
    ensure_signing_keys(now=timezone.now())
    clients = [_register(number) for number in range(SERVICES)]
    hints = list(VirtualCard.objects.order_by("pk").values_list("practitioner__national_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    place = _cards.place_of(connection)
    return {
        "name": "ours",
        "clients": clients,
        "hints": hints,
        "algorithm": "ES256",
        "port": settings.PORT,
        "host": settings.SITE_URL.partition("//")[2],
        "paths": PATHS,
        "database": {"database": place["dbname"], **{name: place[name] for name in ("user", "host", "port")}},
    }


def _register(number: int) -> tuple[str, str]:
    """A service of real people, which renews what it gets as npm's does; its name and its secret."""
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from oidc.protocol.client_metadata import ClientMetadata  # noqa: PLC0415
    from oidc.vocabulary import DeliveryMode, GrantType  # noqa: PLC0415
    from oidc.workflows.onboarding import register_relying_party  # noqa: PLC0415

    metadata = ClientMetadata(
        client_name=f"Bench {number}",
        environment="production",
        scope=("openid",),
        grant_types=(GrantType.CIBA.value, GrantType.REFRESH_TOKEN.value),
        backchannel_token_delivery_mode=DeliveryMode.POLL.value,
    )
    secret = secrets.token_urlsafe(32)
    service, _shown = register_relying_party(metadata, secret=secret, now=timezone.now())
    return service.public_id, secret
