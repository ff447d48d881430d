"""Files of staff and what became of them, for tests."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from directory.models import StaffImport, StaffImportLine, StaffImportState
from directory.sheets.sealing import seal_cells
from tests.factories.directory import LONG_AGO, AccountFactory, EnrolmentFactory, RegistrationAuthorityFactory

CELLS = {
    "birth_family_name": "Léger-Dupont",
    "given_names": "Ana Éloïse",
    "birth_date": "09/04/1991",
    "sex_code": "F",
    "email": "ana.leger@exemple.test",
    "mobile": "06 39 98 01 01",
    "role_code": "313",
    "start_date": "17/03/2026",
}


class StaffImportFactory(DjangoModelFactory[StaffImport]):
    """A file that was checked, of a structure."""

    class Meta:
        model = StaffImport

    authority = factory.SubFactory(RegistrationAuthorityFactory, local=True)
    given_by = factory.SubFactory(AccountFactory)
    file_name = "personnel.csv"
    state = StaffImportState.CHECKED
    given_at = LONG_AGO
    kept_until = LONG_AGO + timedelta(days=3653)


class StaffImportLineFactory(DjangoModelFactory[StaffImportLine]):
    """A line ready to be registered."""

    class Meta:
        model = StaffImportLine

    class Params:
        registered = factory.Trait(state="DONE", enrolment=factory.SubFactory(EnrolmentFactory))

    staff_import = factory.SubFactory(StaffImportFactory)
    number = factory.Sequence(lambda n: n + 2)
    state = "NEW"
    sealed = factory.LazyFunction(lambda: seal_cells(CELLS))
