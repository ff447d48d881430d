"""What structures offer, and the mailboxes they hold."""

import factory
from factory.django import DjangoModelFactory

from directory.models import Equipment, HealthcareService, Mailbox, MailboxKind
from tests.factories.directory import OrganizationFactory


class HealthcareServiceFactory(DjangoModelFactory[HealthcareService]):
    """An activity that runs, in a test structure."""

    class Meta:
        model = HealthcareService

    organization = factory.SubFactory(OrganizationFactory)
    identifier = factory.Sequence(lambda n: f"11-75-{n:05d}")
    category_code = "00"
    category_label = "Pas de modalité"
    type_code = "01"
    type_label = "Médecine"
    characteristic_code = "01"
    characteristic_label = "Hospitalisation complète"


class EquipmentFactory(DjangoModelFactory[Equipment]):
    """A scanner that runs, in a test structure."""

    class Meta:
        model = Equipment

    organization = factory.SubFactory(OrganizationFactory)
    identifier = factory.Sequence(lambda n: f"11-75-9{n:04d}")
    type_code = "05602"
    type_label = "Scanographe à utilisation médicale"
    manufacturer = "Imagerie Exemple"
    model = "Panorama 64"


class StructureMailboxFactory(DjangoModelFactory[Mailbox]):
    """A mailbox of a test structure."""

    class Meta:
        model = Mailbox

    organization = factory.SubFactory(OrganizationFactory)
    kind = MailboxKind.ORGANIZATION
    address = factory.Sequence(lambda n: f"secretariat-{n}@structure.mssante.test")
