"""What people obtained and hold, and records found to be one person."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from directory.models import Diploma, Fusion, PracticeAuthorization, SmartCard
from tests.factories.directory import LONG_AGO, AccountFactory, PractitionerFactory


class DiplomaFactory(DjangoModelFactory[Diploma]):
    """The state diploma of a nurse."""

    class Meta:
        model = Diploma

    practitioner = factory.SubFactory(PractitionerFactory)
    type_code = "DE"
    type_label = "Diplôme d'Etat français"
    code = "DE09"
    label = "DE Infirmier"
    obtained_date = date(2008, 7, 1)


class PracticeAuthorizationFactory(DjangoModelFactory[PracticeAuthorization]):
    """An authorization that runs."""

    class Meta:
        model = PracticeAuthorization

    practitioner = factory.SubFactory(PractitionerFactory)
    type_code = "AUT01"
    type_label = "Autorisation ministérielle"
    discipline_code = "D01"
    discipline_label = "Soins généraux"
    profession_code = "60"
    valid_from = date(2020, 1, 1)


class SmartCardFactory(DjangoModelFactory[SmartCard]):
    """A card that runs. opposed: reported lost."""

    class Meta:
        model = SmartCard

    class Params:
        opposed = factory.Trait(blocked_date=date(2025, 5, 1))

    practitioner = factory.SubFactory(PractitionerFactory)
    type_code = "CPS"
    number = factory.Sequence(lambda n: f"9900{n:06d}")
    valid_from = date(2024, 2, 1)
    valid_until = date(2099, 2, 1)


class FusionFactory(DjangoModelFactory[Fusion]):
    """Two records found to be one person."""

    class Meta:
        model = Fusion

    kept = factory.SubFactory(PractitionerFactory)
    absorbed = factory.SubFactory(PractitionerFactory)
    reason = "Même personne."
    made_by = factory.SubFactory(AccountFactory)
    made_at = LONG_AGO
