"""What must be true of a deployment before it may sign anybody in; `manage.py check` says so."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - the framework's name
from django.db import DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver

from oidc import policy
from oidc.models import RelyingParty, SigningKey
from oidc.protocol.metadata import NATIONAL_PATH
from oidc.queries import keyring
from oidc.vocabulary import KeyState, SubjectType

LIBRARY = "oidc_provider."
PAIRWISE_BYTES = 32


def check_provider_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The issuer is an origin, bare or with the path of the national service; the keys are keys, and the grants that
    we never offer are off."""
    faults: list[CheckMessage] = []
    issuer = urlsplit(settings.ISSUER)
    bare = issuer.scheme in ("http", "https") and issuer.netloc and not issuer.query and not issuer.fragment
    if not bare or issuer.path not in ("", NATIONAL_PATH):
        faults.append(Error(f"ISSUER must be an origin, or an origin and {NATIONAL_PATH}.", id="oidc.E001"))
    elif issuer.scheme == "http" and not settings.DEMO:
        faults.append(Error("ISSUER must use https outside the demonstration.", id="oidc.E002"))
    if settings.OIDC_GRANT_TYPE_PASSWORD_ENABLE or settings.OIDC_SESSION_MANAGEMENT_ENABLE:
        faults.append(Error("The password grant and session management of the library must stay off.", id="oidc.E003"))
    if not _are_fernet_keys(settings.SIGNING_KEY_ENCRYPTION_KEYS):
        faults.append(Error("SIGNING_KEY_ENCRYPTION_KEYS must hold at least one Fernet key.", id="oidc.E004"))
    if not _is_uuid(settings.SUBJECT_NAMESPACE):
        faults.append(Error("SUBJECT_NAMESPACE must be a UUID that never changes.", id="oidc.E005"))
    return faults


def check_library_is_not_routed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No address leads to a view of the library: its defects are ours as soon as one does."""
    return [
        Error(f"{name} of the provider library is routed at {route}.", id="oidc.E006")
        for route, name in _library_routes(get_resolver().url_patterns, "/")
    ]


def check_keys_of_deployment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """`check --deploy`: each algorithm has a key that signs and that this deployment can read; subjects of pairwise
    services have a key of their own."""
    try:
        return [*_signing_faults(), *_pairwise_faults()]
    except DatabaseError:
        return [Warning("The database cannot be asked: signing keys were not looked at.", id="oidc.W001")]


def _signing_faults() -> list[CheckMessage]:
    active = {row.algorithm: row for row in SigningKey.objects.filter(state=KeyState.ACTIVE)}
    faults: list[CheckMessage] = [
        Error(f"No key signs with {algorithm}.", hint="manage.py ensure_signing_keys", id="oidc.E007")
        for algorithm in policy.SIGNING_ALGORITHMS
        if algorithm not in active
    ]
    return faults + [
        Error(
            f"The key that signs with {algorithm} cannot be decrypted.",
            hint="SIGNING_KEY_ENCRYPTION_KEYS must hold the key that sealed it.",
            id="oidc.E008",
        )
        for algorithm, row in active.items()
        if not keyring.is_readable(row)
    ]


def _pairwise_faults() -> list[CheckMessage]:
    if len(settings.PAIRWISE_KEY) >= PAIRWISE_BYTES:
        return []
    if not RelyingParty.objects.filter(subject_type=SubjectType.PAIRWISE, is_active=True).exists():
        return []
    return [Error(f"PAIRWISE_KEY must hold {PAIRWISE_BYTES} bytes: pairwise services are open.", id="oidc.E009")]


def _library_routes(patterns: list[Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _library_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            if view.__module__.startswith(LIBRARY):
                found.append((route, f"{view.__module__}.{view.__qualname__}"))
    return found


def _are_fernet_keys(keys: Any) -> bool:
    try:
        return bool(keys) and all(Fernet(key) for key in keys)
    except (ValueError, TypeError):
        return False


def _is_uuid(value: Any) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False
