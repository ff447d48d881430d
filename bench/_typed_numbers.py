"""People whose numbers are typed at public doors: with and without contacts, cards, and the rest."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench import _doors, _people
from directory.identifiers import make_rpps

KNOWN_FROM, UNKNOWN_FROM = 3_000_000_000, 5_000_000_000  # order numbers


def make(connection: Any, rounds: int) -> dict[str, dict[str, list[str]]]:
    """A person for each call, in an empty directory. Returns the numbers by door and group."""
    groups = [(door, group) for door, named in _doors.GROUPS.items() for group in named]
    people = rounds * sum(group != _doors.UNKNOWN for _door, group in groups)
    _people.make_people(connection, people)
    numbers = [f"8{make_rpps(KNOWN_FROM + key)}" for key in range(1, people + 1)]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE directory_practitioner SET national_id = n, identifier = substr(n, 2)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS t(n, o) WHERE id = o",
            [numbers],
        )
        cursor.execute("RESET session_replication_role")
    keys, unknown, found = iter(range(1, people + 1)), iter(range(UNKNOWN_FROM, 2 * UNKNOWN_FROM)), {}
    for door, group in groups:
        if group == _doors.UNKNOWN:
            typed = [f"8{make_rpps(next(unknown))}" for _ in range(rounds)]
        else:
            chosen = [next(keys) for _ in range(rounds)]
            _complete(group, chosen)
            typed = [numbers[key - 1] for key in chosen]
        found.setdefault(door, {})[group] = typed
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return found


def _complete(group: str, people: list[int]) -> None:
    """What these people have beside their registration."""
    from django.utils import timezone  # noqa: PLC0415  # after setup

    from activation.models import VirtualCard  # noqa: PLC0415
    from directory.models import CivilIdentity, ContactPoint, DirectoryEntry  # noqa: PLC0415
    from oidc.models import SignInPreference  # noqa: PLC0415

    now = timezone.now()
    born = date.fromisoformat(_doors.BORN)
    CivilIdentity.objects.bulk_create([CivilIdentity(practitioner_id=key, birth_date=born) for key in people])
    if group != _doors.NO_CONTACT:
        ContactPoint.objects.bulk_create([row for key in people for row in _contacts(key, group, now)])
    if group != _doors.NO_CARD:
        VirtualCard.objects.bulk_create([_card(key, now) for key in people])
    if group == _doors.SWITCHED_OFF:
        off = [SignInPreference(practitioner_id=key, typed_numbers=False, changed_at=now) for key in people]
        SignInPreference.objects.bulk_create(off)
    if group == _doors.NOT_LISTED:
        DirectoryEntry.objects.filter(practitioner__in=people).update(is_listed=False)


def _contacts(key: int, group: str, now: Any) -> Iterator[Any]:
    from directory.models import ContactKind, ContactPoint, VerificationSource  # noqa: PLC0415

    before = now - timedelta(days=30)
    common = {
        "practitioner_id": key,
        "verified_at": before,
        "verified_by": VerificationSource.CODE,
        "settled_at": before,
        "created_at": before,
    }
    if group == _doors.TWO_MAILBOXES:
        yield ContactPoint(kind=ContactKind.EMAIL, email=f"former{key}@bench.test", ended_at=now, **common)
    yield ContactPoint(kind=ContactKind.EMAIL, email=f"person{key}@bench.test", **common)
    yield ContactPoint(kind=ContactKind.MOBILE, mobile=f"+336{key:08d}", **common)


def _card(key: int, now: Any) -> Any:
    from activation.models import VirtualCard  # noqa: PLC0415
    from activation.policy import CARD_LIFETIME  # noqa: PLC0415

    return VirtualCard(
        practitioner_id=key,
        public_jwk={"kty": "EC", "crv": "P-256", "x": "x" * 43, "y": "y" * 43},
        kid=f"bench{key:038d}",
        pin_verifier=b"x" * 32,
        device_name="Firefox sur Android",
        created_at=now,
        usable_from=now,
        expires_at=now + CARD_LIFETIME,
    )
