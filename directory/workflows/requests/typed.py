"""A step of requests: what was typed, as a person; and what is still missing."""

from datetime import date

from directory.models import EnrolmentAnswers
from directory.models.contact import e164
from directory.workflows.applicant import Person

NEEDED = ("birth_family_name", "given_names", "birth_date", "sex_code", "role_code", "start_date", "mobile")
_UNKNOWN = date.min


def person_of(answers: EnrolmentAnswers) -> Person:
    """The person of these answers; a birth date that was not typed yet is nobody's."""
    return Person(
        birth_family_name=answers.birth_family_name,
        given_names=answers.given_names,
        birth_date=answers.birth_date or _UNKNOWN,
        sex_code=answers.sex_code,
        email=answers.email,
        mobile=e164(answers.mobile),
        practice_family_name=answers.practice_family_name,
        practice_given_name=answers.practice_given_name,
    )


def missing_in(answers: EnrolmentAnswers) -> list[str]:
    """The answers without which nothing can be sent."""
    return [name for name in NEEDED if not getattr(answers, name)]
