"""What our provider must hold for bench/provider.py: people with cards, signed in, at two services that differ by the
signature of their id_tokens."""

import secrets
from typing import Any

from bench import _cards
from bench._provider_load import REDIRECT

USERS = 256
PEOPLE = 20_000  # in the directory: of a few hundred the database reads all instead of one
SCOPE = "openid scope_all"
PATHS = {
    "discovery": "/.well-known/openid-configuration",
    "jwks": "/oidc/jwks",
    "authorize": "/oidc/authorize",
    "token": "/oidc/token",
    "userinfo": "/oidc/userinfo",
    "introspect": "/oidc/introspect",
}


def prepare(connection: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Fill an empty database. Returns what the one who asks must know, by signature, and what our door of user
    information tells of one person."""
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.utils import timezone  # noqa: PLC0415

    from oidc.workflows.key_rotation import ensure_signing_keys  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    _cards.make_cards(connection, USERS, among=PEOPLE)
    ensure_signing_keys(now=timezone.now())
    sessions, cookies = _sign_in()
    services = [_register(algorithm, sessions) for algorithm in ("ES256", "RS256")]
    claims = _disclose(sessions[0])
    sides = []
    for name, service in zip(("ours", "ours, RS256"), services, strict=True):
        sides.append({"name": name, **service, "cookies": cookies, "shown": list(claims), "paths": PATHS})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return sides, claims


def _sign_in() -> tuple[list[Any], list[str]]:
    """A session of each person, as if their phones had approved a moment ago."""
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from activation.models import VirtualCard  # noqa: PLC0415
    from oidc import policy  # noqa: PLC0415
    from oidc.models import ProviderSession  # noqa: PLC0415
    from oidc.protocol import digests  # noqa: PLC0415

    now, means = timezone.now(), policy.VIRTUAL_CARD
    cards = list(VirtualCard.objects.order_by("pk"))
    cookies = [digests.draw() for _card in cards]
    rows = [
        ProviderSession(
            sid=digests.draw(),
            browser_digest=digests.digest(cookie),
            practitioner_id=card.practitioner_id,
            card=card,
            auth_time=now,
            acr=means.acr,
            amr=list(means.amr),
            auth_mode=means.auth_mode,
            origin_address="127.0.0.1",
            origin_user_agent="Firefox",
            last_used_at=now,
            expires_at=now + policy.SESSION_LIFETIME,
        )
        for card, cookie in zip(cards, cookies, strict=True)
    ]
    return ProviderSession.objects.bulk_create(rows), [f"op_session={cookie}" for cookie in cookies]


def _register(algorithm: str, sessions: list[Any]) -> dict[str, Any]:
    """A service, which each of these people chose once in their session."""
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.utils import timezone  # noqa: PLC0415

    from oidc.models import Grant  # noqa: PLC0415
    from oidc.protocol.client_metadata import ClientMetadata  # noqa: PLC0415
    from oidc.vocabulary import GrantType  # noqa: PLC0415
    from oidc.workflows.onboarding import register_relying_party  # noqa: PLC0415

    now = timezone.now()
    metadata = ClientMetadata(
        client_name=f"Bench {algorithm}",
        redirect_uris=(REDIRECT,),
        environment="production",
        scope=tuple(SCOPE.split()),
        id_token_signed_response_alg=algorithm,
        grant_types=tuple(set(GrantType.values) - {GrantType.CIBA}),
    )
    service, secret = register_relying_party(metadata, secret=secrets.token_urlsafe(32), now=now)
    Grant.objects.bulk_create(
        Grant(
            relying_party=service,
            practitioner_id=session.practitioner_id,
            session=session,
            scopes=SCOPE.split(),
            auth_time=session.auth_time,
            acr=session.acr,
            amr=session.amr,
            auth_mode=session.auth_mode,
            created_at=now,
        )
        for session in sessions
    )
    return {
        "client_id": service.public_id,
        "own_client_id": service.public_id,
        "secret": secret,
        "algorithm": algorithm,
        "scope": SCOPE,
        "own_scope": "scope_all",
        "prompt": {"prompt": "none"},
        "port": settings.PORT,
        "host": settings.SITE_URL.partition("//")[2],
    }


def _disclose(session: Any) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from oidc import policy  # noqa: PLC0415
    from oidc.models import AccessToken, Grant  # noqa: PLC0415
    from oidc.protocol import digests  # noqa: PLC0415
    from oidc.workflows.disclosure import disclose  # noqa: PLC0415

    now, token = timezone.now(), digests.draw(digests.ACCESS_TOKEN)
    AccessToken.objects.create(
        digest=digests.digest(token),
        grant=Grant.objects.filter(session=session)[0],
        scopes=SCOPE.split(),
        created_at=now,
        expires_at=now + policy.ACCESS_TOKEN_LIFETIME,
    )
    outcome = disclose(access_token=token, now=now)
    if not isinstance(outcome, dict):
        raise SystemExit(f"not held: our provider tells nothing of a person ({outcome})")
    return outcome
