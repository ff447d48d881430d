"""What a claim needs of a person: what they practise today, their secure mailbox, and the other numbers that name them,
in one statement."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from directory.models import (
    Expertise,
    FormerIdentifier,
    Mailbox,
    MailboxKind,
    Organization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
)
from directory.queries import Prepared, running

_EXERCISE: Final = (
    "profession_code",
    "category_code",
    "civility_code",
    "practice_family_name",
    "practice_given_name",
    "authority_code",
)
_EXPERTISE: Final = ("type_code", "code")
_ROLE: Final = (
    "id",
    "mode_code",
    "sector_code",
    "pharmacist_section_code",
    "role_code",
    "activity_kind_code",
    "authority_code",
    "organization_id",
)
# claim of an activity -> field of the structure, in the national order
STRUCTURE_FIELDS: Final = {
    "numeroSiretSite": "siret",
    "numeroSirenSite": "siren",
    "numeroFinessSite": "finess",
    "numeroFinessetablissementJuridique": "legal_entity_finess",
    "identifiantTechniqueDeLaStructure": "technical_id",
    "raisonSocialeSite": "legal_name",
    "enseigneCommercialeSite": "trade_name",
    "complementDestinataire": "recipient_complement",
    "complementPointGeographique": "location_complement",
    "numeroVoie": "street_number",
    "indiceRepetitionVoie": "street_number_suffix",
    "codeTypeDeVoie": "street_type_code",
    "libelleVoie": "street_name",
    "mentionDistribution": "distribution",
    "bureauCedex": "cedex_office",
    "codePostal": "postal_code",
    "codeCommune": "commune_code",
    "codePays": "country_code",
    "telephone": "telephone",
    "telephone2": "telephone_2",
    "telecopie": "fax",
    "adresseEMail": "email",
    "codeDepartement": "department_code",
    "ancienIdentifiantDeLaStructure": "former_id",
}


@dataclass(frozen=True)
class Practised:
    """One exercise in force, with its expertises and its open roles, each with its structure, in a stable order.

    The rows hold what claims tell, and nothing else.
    """

    exercise: ProfessionalExercise
    expertises: list[Expertise]
    roles: list[PractitionerRole]


@dataclass(frozen=True)
class Practice:
    """What a person practises today, and the other numbers that name them, oldest first.

    mailbox: the secure mailbox of their own, the first where there are several; empty where there is none to be told.
    """

    exercises: list[Practised]
    others: list[FormerIdentifier]
    mailbox: str = ""

    def in_situation(self, role_id: int | None) -> "Practice":
        """The same person, who acts in the name of one of their roles: nothing of another is told.

        None: they had none when they signed in, so that only what they may practise is told. A role that is not
        theirs any more: no practice at all.
        """
        own = [
            replace(one, roles=[role for role in one.roles if role.pk == role_id])
            for one in self.exercises
            if role_id is None or any(role.pk == role_id for role in one.roles)
        ]
        return replace(self, exercises=own)


NOTHING: Final = Practice([], [])


def practice_of(national_id: str, *, now: datetime) -> Practice:
    """What the person of this very number practises. One query."""
    found = _PRACTICE.first(national_id=national_id, now=now)
    if found is None:
        return NOTHING
    exercises, others, mailbox = found
    return Practice(
        [_practised(one) for one in exercises], [FormerIdentifier(**one) for one in others], mailbox=mailbox or ""
    )


def _statement(national_id: str, now: datetime) -> QuerySet[Practitioner, tuple[list[Any], list[Any], str | None]]:
    today = timezone.localdate(now)
    in_force = Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=today)
    exercises = ProfessionalExercise.objects.filter(running(today), in_force, practitioner=OuterRef("pk"))
    roles = PractitionerRole.objects.filter(running(today), exercise=OuterRef("pk"))
    structure = {field: F(f"organization__{field}") for field in STRUCTURE_FIELDS.values()}
    role = JSONObject(**_fields(_ROLE), structure=JSONObject(**structure))
    exercise = JSONObject(
        **_fields(_EXERCISE),
        expertises=_all(Expertise.objects.filter(exercise=OuterRef("pk")), JSONObject(**_fields(_EXPERTISE))),
        roles=_all(roles, role),
    )
    others = FormerIdentifier.objects.filter(practitioner=OuterRef("pk"), ended_at__isnull=True)
    other = JSONObject(**_fields(("national_id", "quality")))
    mailboxes = Mailbox.objects.filter(practitioner=OuterRef("pk"), kind=MailboxKind.PERSONAL, is_unlisted=False)
    return Practitioner.objects.filter(national_id=national_id).values_list(
        _all(exercises, exercise),
        _all(others, other, "created_at"),
        Subquery(mailboxes.order_by("pk").values("address")[:1]),
    )


_PRACTICE = Prepared(_statement, national_id=str, now=datetime)


def _fields(names: tuple[str, ...]) -> dict[str, F]:
    return {name: F(name) for name in names}


def _all(rows: QuerySet[Any], told: JSONObject, *order: str) -> ArraySubquery:
    return ArraySubquery(rows.order_by(*order, "pk").values_list(told))


def _practised(told: dict[str, Any]) -> Practised:
    return Practised(
        ProfessionalExercise(**{name: told[name] for name in _EXERCISE}),
        [Expertise(**one) for one in told["expertises"]],
        [_role(one) for one in told["roles"]],
    )


def _role(told: dict[str, Any]) -> PractitionerRole:
    role = PractitionerRole(**{name: told[name] for name in _ROLE})
    if role.organization_id is not None:
        role.organization = Organization(pk=role.organization_id, **told["structure"])
    return role
