"""A registrar asks the person something back, or refuses with a reason that the person is told."""

from datetime import datetime

from django.db import transaction

from directory import permissions
from directory.errors import NotAllowed, RequestChanged, RequestRefused
from directory.models import Account, EnrolmentRequest
from directory.policy import REQUEST_TEXT_LENGTH
from directory.vocabulary.requests import RequestState
from directory.workflows.requests.locking import lock
from directory.workflows.requests.moving import move
from directory.workflows.requests.telling import tell


def ask(*, registrar: Account, request: EnrolmentRequest, version: int, text: str, now: datetime) -> None:
    """Ask the person, who may correct their answers and sends them again. version: as the registrar read it.

    Raises NotAllowed, RequestRefused (text), RequestChanged.
    """
    _decide(registrar, request, version, RequestState.ASKED, "request_asked", text, now)


def refuse(*, registrar: Account, request: EnrolmentRequest, version: int, text: str, now: datetime) -> None:
    """Refuse; nothing is registered. Raises NotAllowed, RequestRefused (text), RequestChanged."""
    _decide(registrar, request, version, RequestState.REFUSED, "request_refused", text, now)


def _decide(
    registrar: Account,
    request: EnrolmentRequest,
    version: int,
    state: RequestState,
    event: str,
    text: str,
    now: datetime,
) -> None:
    if not permissions.can_enrol(registrar, request.organization, now):
        raise NotAllowed()
    words = text.strip()
    least, most = REQUEST_TEXT_LENGTH
    if not least <= len(words) <= most:
        raise RequestRefused(reason="text")
    with transaction.atomic():
        locked = lock(request)
        if locked is None:
            raise RequestChanged()
        move(locked, state, now=now, version=version, actor=registrar, text=words)
        tell(locked, event, now=now, text=words)
