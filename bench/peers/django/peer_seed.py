"""Make the tables, the client, the users and a session for each; print what the one who asks must know."""

import json
from importlib import import_module
from typing import Any

import django


def _make_sessions(users: list[Any]) -> list[str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415  # after setup
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    cookies = []
    for user in users:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies.append(f"sessionid={session.session_key}")
    return cookies


def _register_dot(known: dict[str, Any]) -> None:
    """Secrets are kept as they are: their default hash is made for passwords, and takes most of a second a call."""
    application = import_module("oauth2_provider.models").Application
    common = {
        "client_secret": known["secret"],
        "hash_client_secret": False,
        "client_type": "confidential",
        "algorithm": "RS256",
    }
    application.objects.create(
        client_id=known["client_id"],
        authorization_grant_type="authorization-code",
        redirect_uris=known["redirect_uri"],
        skip_authorization=True,
        **common,
    )
    application.objects.create(
        client_id=known["own_client_id"], authorization_grant_type="client-credentials", **common
    )


def _register_dop(known: dict[str, Any]) -> None:
    models = import_module("oidc_provider.models")
    models.RSAKey.objects.create(key=known["rsa"])
    client = models.Client.objects.create(
        name="Bench",
        client_id=known["client_id"],
        client_secret=known["secret"],
        client_type="confidential",
        jwt_alg="RS256",
        require_consent=False,
        reuse_consent=True,
        redirect_uris=[known["redirect_uri"]],
        scope=["openid", "whole", "token_introspection", known["client_id"]],  # it may ask about its own tokens
    )
    client.response_types.add(models.ResponseType.objects.get(value="code"))


def _seed() -> list[str]:
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    users = User.objects.bulk_create([User(username=subject) for subject in settings.KNOWN["subjects"]])
    (_register_dot if settings.PEER == "dot" else _register_dop)(settings.KNOWN)
    return _make_sessions(users)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(_seed()))
