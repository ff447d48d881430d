"""What no extract of the demo brings: mailboxes, cards, care activities, equipment; and the API's key.

Test people and test structures only, always the same: they are taken in the order of their numbers.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from config.demo.people import PRACTITIONERS
from directory.models import (
    ApiClient,
    Equipment,
    HealthcareService,
    Mailbox,
    MailboxKind,
    Organization,
    Practitioner,
    SmartCard,
)
from directory.workflows import api_clients

API_CLIENT = "Démonstration"
STRUCTURES = 24
PEOPLE = 40
ACTIVITIES = (
    ("01", "Médecine"),
    ("02", "Chirurgie"),
    ("14", "Médecine d’urgence"),
    ("50", "Soins de suite et de réadaptation"),
)
FORMS = (("01", "Hospitalisation complète"), ("03", "Hospitalisation de jour"))
MACHINES = (
    ("05602", "Scanographe à utilisation médicale", "Imagerie Exemple", "Panorama 64"),
    ("06201", "Appareil d’imagerie par résonance magnétique nucléaire", "Résonance Exemple", "Horizon 3T"),
)
CARD_TYPE = "CPS"
CARD_LIFE = timedelta(days=3 * 365)


def complete(*, now: datetime) -> int:
    """Make what is missing; the count of rows that were made."""
    structures = list(Organization.objects.filter(is_test=True).exclude(finess="").order_by("finess")[:STRUCTURES])
    people = list(Practitioner.objects.filter(is_test=True).order_by("national_id")[:PEOPLE])
    people += list(
        Practitioner.objects.filter(national_id__in=[person.national_id for person in PRACTITIONERS]).exclude(
            pk__in=[person.pk for person in people]
        )
    )
    with transaction.atomic():
        made = sum(_offer(structure, rank) for rank, structure in enumerate(structures))
        made += sum(_box_of_structure(structure) for structure in structures)
        made += sum(_belongings(person, rank, now.date()) for rank, person in enumerate(people))
    return made + _open_api(now)


def _offer(structure: Organization, rank: int) -> int:
    """One activity each, and a machine for every third."""
    (activity, activity_label), (form, form_label) = ACTIVITIES[rank % len(ACTIVITIES)], FORMS[rank % len(FORMS)]
    made = HealthcareService.objects.get_or_create(
        identifier=f"99-{structure.finess}-{activity}",
        defaults={
            "organization": structure,
            "category_code": "00",
            "category_label": "Pas de modalité",
            "type_code": activity,
            "type_label": activity_label,
            "characteristic_code": form,
            "characteristic_label": form_label,
            "valid_from": date(2022, 6, 1),
        },
    )[1]
    if rank % 3:
        return int(made)
    code, label, manufacturer, model = MACHINES[rank // 3 % len(MACHINES)]
    return (
        made
        + Equipment.objects.get_or_create(
            identifier=f"99-{structure.finess}-{code}",
            defaults={
                "organization": structure,
                "type_code": code,
                "type_label": label,
                "manufacturer": manufacturer,
                "model": model,
                "valid_from": date(2023, 1, 1),
            },
        )[1]
    )


def _box_of_structure(structure: Organization) -> int:
    return int(
        Mailbox.objects.get_or_create(
            address=f"secretariat@{structure.finess}.mssante.test",
            defaults={
                "kind": MailboxKind.ORGANIZATION,
                "organization": structure,
                "service_label": "Secrétariat",
                "accepts_paperless": True,
            },
        )[1]
    )


def _belongings(person: Practitioner, rank: int, today: date) -> int:
    """A mailbox, and a card whose number follows the person's; every tenth card is opposed."""
    number = person.national_id[1:]
    boxed = Mailbox.objects.get_or_create(
        address=f"{number}@medecin.mssante.test",
        defaults={"kind": MailboxKind.PERSONAL, "practitioner": person, "is_unlisted": rank % 8 == 7},
    )[1]
    carded = SmartCard.objects.get_or_create(
        number=f"99{number[-8:]}",
        defaults={
            "practitioner": person,
            "type_code": CARD_TYPE,
            "valid_from": today - timedelta(days=200),
            "valid_until": today - timedelta(days=200) + CARD_LIFE,
            "blocked_date": today - timedelta(days=30) if rank % 10 == 9 else None,
        },
    )[1]
    return boxed + carded


def _open_api(now: datetime) -> int:
    """The key that the page of the API publishes: everybody's, so it opens the public view only."""
    if not settings.FHIR_DEMO_KEY or ApiClient.objects.filter(name=API_CLIENT).exists():
        return 0
    with transaction.atomic():
        client = api_clients.create(name=API_CLIENT, contact_email="", reads_restricted=False, account=None, now=now)
        api_clients.issue_key(client_id=client.pk, lifetime=None, account=None, now=now, key=settings.FHIR_DEMO_KEY)
    return 2
