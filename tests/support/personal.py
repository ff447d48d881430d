"""People whose personal data cannot be mistaken for anything else, and what finds them wherever they leak."""

import re
from datetime import date
from typing import Any

from directory.models import CivilIdentity, CorrespondenceAddress, Practitioner
from tests.factories.directory import ContactPointFactory, PractitionerFactory, PractitionerRoleFactory

BIRTH_NAME = "NAISSANCEMARQUEE"
GIVEN_NAMES = "Prenomcache Autreprenomcache"
BIRTH_DATE = date(1951, 11, 23)
BIRTH_PLACE = "VILLEMARQUEE"
EMAIL = "marque.perso@courriel-perso.test"
MOBILE = "+33639987654"
STREET = "12 RUE DU SECRET MARQUE"

_FORMS = {
    "birth date": (
        r"1951-11-23|23[/. -]11[/. -]1951|11/23/1951|1951/11/23|19511123|23111951|1951, 11, 23"
        r"|23 (?:nov\w*\.?) 1951|nov\w*\.? 23,? 1951"
    ),
    "birth name": BIRTH_NAME,
    "given names": r"(?:autre)?prenomcache",
    "birth place": BIRTH_PLACE,
    "e-mail": r"marque\.perso|courriel-perso",
    "mobile": r"6[ .\u00a0\u202f-]?39[ .\u00a0\u202f-]?98[ .\u00a0\u202f-]?76[ .\u00a0\u202f-]?54",
    "address": "secret marque",
    "sex": r"\"gender\"|\"sex(?:_code)?\"|\bsexe\b|birthdate",
}
_FOUND = {trait: re.compile(form, re.IGNORECASE) for trait, form in _FORMS.items()}


def leaks(text: str | bytes) -> set[str]:
    """Which traits a text carries, in any form in which pages, files and programs write them."""
    written = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return {trait for trait, form in _FOUND.items() if form.search(written)}


def marked_person(**given: Any) -> Practitioner:
    """A person with everything personal that the directory can hold, an open role, and names of use of their own."""
    person = PractitionerFactory(**{"family_name": "PUBLIQUE", "given_names": "Zoé", **given})
    mark(person)
    ContactPointFactory(practitioner=person, email=EMAIL, verified=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, mobile=MOBILE, verified=True)
    PractitionerRoleFactory(
        exercise__practitioner=person, exercise__order_code="ONI", organization__is_test=person.is_test
    )
    return person


def mark(person: Practitioner, **changes: Any) -> CivilIdentity:
    """Write the civil identity and the address; again with changes."""
    CorrespondenceAddress.objects.update_or_create(
        practitioner=person, defaults={"line_3": STREET, "line_6": "75011 PARIS"}
    )
    identity, _is_new = CivilIdentity.objects.update_or_create(
        practitioner=person,
        defaults={
            "birth_family_name": BIRTH_NAME,
            "given_names": f"Zoé {GIVEN_NAMES}",
            "birth_date": BIRTH_DATE,
            "sex_code": "F",
            "birth_place_code": "97999",
            "birth_place_label": BIRTH_PLACE,
            "birth_country_code": "99000",
            **changes,
        },
    )
    return identity
