"""Whose password is being guessed: the name under which wrong ones are counted, together with the address."""

from collections.abc import Mapping

from django.http import HttpRequest

LONGEST_NAME = 255  # of the column that keeps it
FIELDS = ("username", "email", "login")


def name_of(request: HttpRequest | None, credentials: Mapping[str, object] | None = None) -> str:
    """The e-mail address, which is the user name of staff: as it was typed, without its case; empty when unknown.

    The sign-in page gives the library an address, the page that asks the password again a user name.
    """
    given: Mapping[str, object] = credentials or (request.POST if request is not None else {})
    name = next((str(given[field]) for field in FIELDS if given.get(field)), "")
    return name.strip().lower().replace("\0", "")[:LONGEST_NAME]
