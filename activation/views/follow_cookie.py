"""Which activation this browser opened: a signed cookie, so that nobody follows somebody else's."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from activation.policy import DAY

_NAME = "ecps_activation"
_SALT = "activation.follow"


def keep(response: HttpResponse, activation: UUID) -> None:
    """Let this browser follow the activation that it opened, the last one alone."""
    is_secure = settings.SITE_URL.startswith("https://")
    response.set_signed_cookie(
        _name(),
        str(activation),
        salt=_SALT,
        max_age=DAY,
        httponly=True,
        samesite="Lax",
        secure=is_secure,
    )


def is_kept(request: HttpRequest, activation: UUID) -> bool:
    """Whether this browser opened this activation."""
    return bool(request.get_signed_cookie(_name(), default="", salt=_SALT, max_age=DAY) == str(activation))


def _name() -> str:
    return f"__Host-{_NAME}" if settings.SITE_URL.startswith("https://") else _NAME
