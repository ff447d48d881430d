"""The person fills their request behind the link: step by step, sends it, answers a question, or gives up.

The link is followed by mail scanners too: nothing happens before a button is pressed.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.codes import token_digest
from directory.errors import RequestChanged, RequestRefused
from directory.models import ContactKind, ContactPoint, EnrolmentAnswers, EnrolmentRequest, RequestSecret
from directory.vocabulary.requests import RequestState, SecretKind
from directory.workflows.practice_rules import check_birth_date, check_role
from directory.workflows.requests.locking import lock, require_writable
from directory.workflows.requests.moving import move
from directory.workflows.requests.telling import tell
from directory.workflows.requests.typed import missing_in, person_of
from directory.workflows.similar_people import find_similar_to

# What the steps write; the address is proven, and the mobile has a verb of its own
WRITABLE = frozenset(
    {
        "birth_family_name",
        "given_names",
        "birth_date",
        "sex_code",
        "practice_family_name",
        "practice_given_name",
        "role_code",
        "profession_code",
        "start_date",
    }
)


def request_of_link(token: str, now: datetime) -> EnrolmentRequest | None:
    """The request whose page this link opens, with its answers; None: unknown, old, or removed. Changes nothing."""
    secrets = RequestSecret.objects.filter(digest=token_digest(token), kind=SecretKind.LINK, expires_at__gt=now)
    rows = EnrolmentRequest.objects.filter(pk__in=secrets.values("request"), answers__isnull=False)
    return rows.select_related("organization", "authority", "answers", "enrolment__practitioner").first()


def begin(*, request: EnrolmentRequest, now: datetime) -> None:
    """The button of the link was pressed: the address is its reader's. Again changes nothing. Raises RequestChanged."""
    if request.state != RequestState.INVITED:
        return
    with transaction.atomic():
        move(request, RequestState.DRAFT, now=now, email_verified_at=now)


def save(*, request: EnrolmentRequest, answers: Mapping[str, object], now: datetime) -> None:
    """Keep the answers of one step. Raises InvalidPractice, RequestChanged."""
    kept = {name: value for name, value in answers.items() if name in WRITABLE}
    typed = EnrolmentAnswers(request_id=request.pk, **kept)
    today = timezone.localdate(now)
    if typed.birth_date:
        check_birth_date(typed.birth_date, today=today)
    if typed.role_code and typed.start_date:
        check_role(
            role_code=typed.role_code, profession_code=typed.profession_code, start_date=typed.start_date, today=today
        )
    with transaction.atomic():
        require_writable(request, now=now)
        EnrolmentAnswers.objects.filter(pk=request.pk).update(**kept)


def submit(*, request: EnrolmentRequest, text: str, now: datetime) -> None:
    """Send it to the structure. text: to the registrar, may be empty.

    Raises RequestRefused (incomplete, mobile, already_open: the same person has another one here), RequestChanged.
    """
    try:
        with transaction.atomic():
            locked = lock(request)
            if locked is None:
                raise RequestChanged()
            if missing_in(locked.answers):
                raise RequestRefused(reason="incomplete")
            if locked.mobile_verified_at is None:
                raise RequestRefused(reason="mobile")
            move(
                locked,
                RequestState.SUBMITTED,
                now=now,
                version=locked.version,
                text=text,
                submitted_at=now,
                practitioner_id=_who_is(locked),
            )
            tell(locked, "request_submitted", now=now)
    except IntegrityError:
        raise RequestRefused(reason="already_open") from None


def withdraw(*, request: EnrolmentRequest, now: datetime) -> None:
    """The person gives up. Raises RequestChanged."""
    with transaction.atomic():
        move(request, RequestState.WITHDRAWN, now=now)
        tell(request, "request_given_up", now=now)


def _who_is(request: EnrolmentRequest) -> int | None:
    """The one person of the directory with these traits and this very address, proven; None: nobody, or several."""
    person = person_of(request.answers)
    alike = find_similar_to(person, is_test=request.authority.is_test)
    addresses = ContactPoint.objects.current().proven().filter(kind=ContactKind.EMAIL, email=person.email)
    holders = addresses.filter(practitioner__in=alike)
    found = set(holders.values_list("practitioner_id", flat=True))
    return found.pop() if len(found) == 1 else None
