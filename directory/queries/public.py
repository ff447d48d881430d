"""What public pages show of people and structures: what is published anyway, and nothing else.

No birth, no sex, no address of correspondence, no contact is read here.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from directory.models import Expertise, Mailbox, MailboxKind, Organization, Practitioner, PractitionerRole
from directory.models.professional_exercise import ProfessionalExercise
from directory.queries.identifiers import people_of_national_id


def find_public_person(national_id: str, *, test_people: bool, today: date) -> Practitioner | None:
    """The person of this number, present or former, if public pages show them; who is not shown costs what nobody
    does."""
    shown = people_of_national_id(national_id).filter(is_test=test_people, entry__is_listed=True)
    return with_public_facts(shown, today).first()


def find_public_structure(technical_id: str, *, test_people: bool) -> Organization | None:
    """The structure of this identifier, in this world."""
    boxes = Prefetch("mailboxes", Mailbox.objects.filter(is_unlisted=False, kind=MailboxKind.ORGANIZATION))
    rows = Organization.objects.filter(technical_id=technical_id, is_test=test_people)
    return rows.select_related("parent").prefetch_related(boxes).first()


def public_people(keys: Iterable[int], today: date) -> dict[int, Practitioner]:
    """These people with what pages show of them, by primary key."""
    rows = with_public_facts(Practitioner.objects.filter(pk__in=keys), today)
    return {row.pk: row for row in rows}


def with_public_facts(people: QuerySet[Practitioner], today: date) -> QuerySet[Practitioner]:
    """The people with what runs today: professions, expertises, activities and their structures, secure mailboxes."""
    running = _running(today)
    exercises = ProfessionalExercise.objects.filter(running, _in_force(today)).order_by("pk")
    expertises = Expertise.objects.filter(Q(given_up_date__isnull=True) | Q(given_up_date__gt=today)).order_by("pk")
    roles = PractitionerRole.objects.filter(running).select_related("organization").order_by("pk")
    return people.prefetch_related(
        Prefetch("exercises", exercises),
        Prefetch("exercises__expertises", expertises),
        Prefetch("exercises__roles", roles),
        Prefetch("mailboxes", Mailbox.objects.filter(is_unlisted=False).order_by("address")),
    )


def _running(today: date) -> Q:
    """Begun and not ended."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    return begun & (Q(valid_until__isnull=True) | Q(valid_until__gt=today))


def _in_force(today: date) -> Q:
    return Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=today)
