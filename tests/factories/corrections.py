"""Corrections that people ask for."""

import factory
from factory.django import DjangoModelFactory

from directory.models import CorrectionPart, CorrectionRequest
from tests.factories.directory import LONG_AGO, PractitionerFactory


class CorrectionRequestFactory(DjangoModelFactory[CorrectionRequest]):
    """A date that is wrong in the identity, which the authority of the person has not answered."""

    class Meta:
        model = CorrectionRequest

    class Params:
        refused = factory.Trait(state="REFUSED", answer="L’acte de naissance dit autre chose", closed_at=LONG_AGO)

    practitioner = factory.SubFactory(PractitionerFactory)
    authority = factory.SelfAttribute("practitioner.authority")
    part = CorrectionPart.IDENTITY
    about = "Identité"
    text = "Je suis née le 4 mars, et non le 3 avril."
    asked_at = LONG_AGO
