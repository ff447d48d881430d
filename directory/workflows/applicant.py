"""What an enrolment is made of: the person, and what they do where."""

from dataclasses import dataclass
from datetime import date

from directory.models import Organization


@dataclass(frozen=True, repr=False)
class Person:
    """Who is registered. sex_code: F or M. Practice names: empty when they are those of the civil identity.

    mobile: E.164.
    """

    birth_family_name: str
    given_names: str
    birth_date: date
    sex_code: str
    email: str
    mobile: str
    practice_family_name: str = ""
    practice_given_name: str = ""

    @property
    def family_name(self) -> str:
        """The name of use, as the directory writes it."""
        return (self.practice_family_name or self.birth_family_name).upper()

    @property
    def shown_given_names(self) -> str:
        """The given name of use, else all of them."""
        return self.practice_given_name or self.given_names


@dataclass(frozen=True)
class Practice:
    """What they do and where. role_code: R85; profession_code: R94 or empty; activity_kind_code: R22."""

    organization: Organization
    role_code: str
    activity_kind_code: str
    start_date: date
    profession_code: str = ""
