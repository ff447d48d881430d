"""A person's record: what the directory knows, what can be done, what was done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from directory import panels, permissions, queries
from directory.admin.conflicts import conflicts_of
from directory.admin.contacts.block import acts_on, contacts_block
from directory.admin.site import portal
from directory.admin.trail import trail_of
from directory.admin.viewer import Viewer, viewer_of
from directory.models import (
    CivilIdentity,
    ContactKind,
    ContactPoint,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
)
from directory.policy import REOPENING_LIMIT
from directory.workflows import auditing
from directory.workflows.contact_check import ContactProof, proofs_of


@dataclass(frozen=True)
class Fact:
    """A word and its value; empty values are not shown."""

    label: str
    value: str


@dataclass(frozen=True)
class RoleLine:
    """One situation as the record shows it. acts: what may be done with it, in words, and where.

    leaves_on: the day of a planned departure.
    """

    role: str
    structure: str
    place: str
    kind: str
    mode: str
    period: str
    is_open: bool
    leaves_on: str
    acts: list[tuple[str, str]]


def show_record(request: HttpRequest, person: Practitioner) -> HttpResponse:
    """The page of one person whom the viewer sees."""
    viewer = viewer_of(request)
    auditing.remember_record_read(account=viewer.account, person=person, now=viewer.now)
    answers_for = permissions.is_person_authority(viewer.account, person, viewer.now)
    sees_contacts = permissions.can_see_contacts(viewer.account, person, viewer.now)
    decides = permissions.can_resolve_conflicts(viewer.account, person, viewer.now)
    proofs = proofs_of(person, viewer.now)
    context = {
        **portal.each_context(request),
        "title": person.display_name,
        "trail_above": [(_("People"), reverse("portal:directory_practitioner_changelist"))],
        "person": person,
        "identity": _identity(person, full=answers_for),
        "exercises": [_exercise(exercise) for exercise in person.exercises.all()],
        "roles": _roles(person, viewer),
        "contacts": [
            {**_contact(proof, viewer.now, full=decides, seen=sees_contacts), **acts_on(proof, decides=decides)}
            for proof in proofs
        ],
        "sees_contacts": sees_contacts,
        "contacts_block": contacts_block(person, proofs, viewer, decides=decides) if sees_contacts else None,
        "contacts_wait": any(not proof.contact.is_proven for proof in proofs),
        "may_help_with_contacts": decides,
        "conflicts": conflicts_of(person) if decides else [],
        "panels": _panels(person, viewer),
        "actions": _actions(person, viewer),
        "trail": trail_of(person),
    }
    return TemplateResponse(request, "admin/directory/record.html", context)


def _identity(person: Practitioner, *, full: bool) -> list[Fact]:
    """The civil identity is restricted: only the authority that answers for the person reads it."""
    facts = [
        Fact(_("National number"), person.national_id),
        Fact(_("RPPS number"), person.identifier if person.identifier_type == "8" else ""),
        Fact(_("Family name"), person.family_name),
        Fact(_("Given names"), person.given_names),
        Fact(_("Registration authority"), person.authority.name),
        Fact(_("Date of death"), _day(person.deceased_date)),
    ]
    civil = CivilIdentity.objects.filter(practitioner=person).first() if full else None
    if civil is not None:
        facts[4:4] = [
            Fact(_("Birth name"), civil.birth_family_name),
            Fact(_("All given names"), civil.given_names),
            Fact(_("Date of birth"), _day(civil.birth_date)),
            Fact(_("Sex"), {"F": _("female"), "M": _("male")}.get(civil.sex_code, "")),
        ]
    return [fact for fact in facts if fact.value]


def _exercise(exercise: ProfessionalExercise) -> list[Fact]:
    facts = [
        Fact(_("Profession"), queries.profession_label(exercise.profession_code) if exercise.profession_code else ""),
        Fact(_("Category"), queries.label("TRE_R09-CategorieProfessionnelle", exercise.category_code)),
        Fact(_("Practice name"), f"{exercise.practice_given_name} {exercise.practice_family_name}".strip()),
        Fact(_("Order"), queries.label("TRE_R82-Ordre", exercise.order_code)),
        Fact(_("Struck off on"), _day(exercise.struck_off_date)),
        Fact(_("Authority of the exercise"), exercise.authority_code),
    ]
    return [fact for fact in facts if fact.value]


def _roles(person: Practitioner, viewer: Viewer) -> list[RoleLine]:
    roles = PractitionerRole.objects.filter(exercise__practitioner=person).select_related("organization", "authority")
    closable = set(
        permissions.organizations_enrollable_by(viewer.account, viewer.now)
        .filter(roles__exercise__practitioner=person)
        .values_list("pk", flat=True)
    )
    return [
        _role(role, viewer.now, closing=_is_local(role) and role.organization_id in closable)
        for role in roles.order_by("valid_until", "-valid_from", "pk")
    ]


def _is_local(role: PractitionerRole) -> bool:
    return role.authority is not None and role.authority.kind in permissions.CLOSED_BY_REGISTRARS


def _role(role: PractitionerRole, now: datetime, *, closing: bool) -> RoleLine:
    place = role.organization
    is_open = role.valid_until is None or role.valid_until > now.date()
    return RoleLine(
        role=role_label(role.role_code),
        structure=place.display_name if place else _("no structure"),
        place=f"{place.postal_code} {place.commune_label}".strip() if place else "",
        kind=queries.label("TRE_R22-GenreActivite", role.activity_kind_code),
        mode=queries.label("TRE_R23-ModeExercice", role.mode_code),
        period=_period(role.valid_from, role.valid_until),
        is_open=is_open,
        leaves_on=_day(role.valid_until) if is_open else "",
        acts=_role_acts(role, now.date(), is_open=is_open) if closing else [],
    )


def _role_acts(role: PractitionerRole, today: date, *, is_open: bool) -> list[tuple[str, str]]:
    """The pages that change it. An end is taken back within some days; the page itself says whether it still can."""
    offered = []
    if is_open:
        departure = _("Change the departure") if role.valid_until else _("Plan a departure")
        offered = [
            (_("Correct"), "portal:modify_role"),
            (departure, "portal:plan_departure"),
            (_("End this activity"), "portal:end_role"),
        ]
    elif role.valid_until is not None and today - role.valid_until <= REOPENING_LIMIT:
        offered = [(_("Reopen"), "portal:reopen_role")]
    return [(words, reverse(route, args=[role.pk])) for words, route in offered]


def role_label(code: str) -> str:
    """A function of the official files, or a role that the portal registers, in words."""
    return queries.label("TRE_R21-Fonction" if code.startswith("FON-") else "TRE_R85-RolePriseCharge", code)


def _contact(proof: ContactProof, now: datetime, *, full: bool, seen: bool) -> dict[str, Any]:
    """full: the value as it is; seen: at least masked, for support only its state."""
    contact = proof.contact
    masked = contact.masked if seen else ""
    return {
        "kind": contact.get_kind_display(),
        "is_email": contact.kind == ContactKind.EMAIL,
        "value": shown_value(contact) if full and seen else masked,
        "state": proof.state(now),
        "verified_at": contact.verified_at,
        "source": contact.get_verified_by_display(),
        "serves_later": contact.settled_at is not None and contact.settled_at > now,
        "settled_at": contact.settled_at,
        "correction": "" if contact.verified_at or not full else reverse("portal:correct_contact", args=[contact.pk]),
    }


def shown_value(contact: ContactPoint) -> str:
    """An address in full; telephone numbers in groups of digits."""
    if contact.kind == ContactKind.EMAIL or not isinstance(contact.mobile, PhoneNumber):
        return contact.value
    return str(contact.mobile.as_international)


def _panels(person: Practitioner, viewer: Viewer) -> list[dict[str, Any]]:
    shown = ((panel, panel.context(viewer.account, person, viewer.now)) for panel in panels.panels())
    return [{"template": panel.template, "context": context} for panel, context in shown if context is not None]


def _actions(person: Practitioner, viewer: Viewer) -> list[dict[str, str]]:
    offered = ((action, action.address(viewer.account, person, viewer.now)) for action in panels.actions())
    return [{"label": str(action.label), "address": address} for action, address in offered if address]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _period(start: date | None, end: date | None) -> str:
    if start and end:
        return _("from %(start)s to %(end)s") % {"start": _day(start), "end": _day(end)}
    if end:
        return _("until %(end)s") % {"end": _day(end)}
    return _("since %(start)s") % {"start": _day(start)} if start else ""
