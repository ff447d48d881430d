"""What a claim needs of a person beside their own row, asked in one statement."""

from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Func,
    JSONField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from directory.models import (
    Expertise,
    FormerIdentifier,
    Mailbox,
    MailboxKind,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
)
from directory.queries import Prepared, running
from oidc.protocol import practice
from oidc.protocol.practice import NOTHING, Practice, read_practice

Row = TypeVar("Row", bound=Model)


class _Values(Func):
    """The values of a row without their names, which are known: half the work of telling them, and of reading."""

    function = "JSON_BUILD_ARRAY"
    output_field = JSONField()


def practice_of(national_id: str, *, now: datetime) -> Practice:
    """What the person of this very number practises. One query."""
    found = _PERSON.first(national_id=national_id, now=now)
    return NOTHING if found is None else found_practice(found)


def with_practice(rows: "QuerySet[Row]", *, person: str, now: datetime) -> "QuerySet[Row]":
    """The same rows, each with what `found_practice` reads: in their statement. person: the way to the key of one."""
    today = timezone.localdate(now)
    in_force = Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=today)
    exercises = ProfessionalExercise.objects.filter(running(today), in_force, practitioner=OuterRef(person))
    roles = PractitionerRole.objects.filter(running(today), exercise=OuterRef("pk"))
    structure = _Values(*(f"organization__{field}" for field in practice.STRUCTURE_FIELDS.values()))
    role = _Values(*practice.ROLE_FIELDS, Case(When(organization__isnull=False, then=structure)))
    exercise = _Values(
        *practice.EXERCISE_FIELDS,
        _all(Expertise.objects.filter(exercise=OuterRef("pk")), _Values(*practice.EXPERTISE_FIELDS)),
        _all(roles, role),
    )
    others = FormerIdentifier.objects.filter(practitioner=OuterRef(person), ended_at__isnull=True)
    other = _Values(*practice.OTHER_FIELDS)
    mailboxes = Mailbox.objects.filter(practitioner=OuterRef(person), kind=MailboxKind.PERSONAL, is_unlisted=False)
    annotated: Any = rows.annotate(
        told_exercises=_all(exercises, Cast(exercise, TextField())),
        told_others=_all(others, Cast(other, TextField()), "created_at"),
        told_mailbox=Subquery(mailboxes.order_by("pk").values("address")[:1]),
    )
    return annotated  # type: ignore[no-any-return]  # the same rows


def found_practice(row: Model) -> Practice:
    """Read it from what `with_practice` found, once. No query."""
    found = vars(row)
    exercises, others = map(orjson.loads, found["told_exercises"]), map(orjson.loads, found["told_others"])
    return read_practice(list(exercises), list(others), found["told_mailbox"])


def _person(national_id: str, now: datetime) -> QuerySet[Practitioner]:
    return with_practice(Practitioner.objects.filter(national_id=national_id).only("pk"), person="pk", now=now)


def _all(rows: QuerySet[Any], told: Func, *order: str) -> ArraySubquery:
    return ArraySubquery(rows.order_by(*order, "pk").values_list(told))


_PERSON = Prepared(_person, national_id=str, now=datetime)
