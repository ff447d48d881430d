"""A step of enrolment: the next RPPS number of a range."""

from django.db import DataError, connection

from directory.errors import RangeExhausted
from directory.identifiers import Rpps, make_rpps
from directory.models import Practitioner
from directory.vocabulary.codes import IdentifierType


def allot_rpps(*, is_test: bool) -> Rpps:
    """The next free number of the range. A sequence gives each number once, even to transactions that fail later."""
    while True:
        with connection.cursor() as cursor:
            try:
                cursor.execute("SELECT nextval(%s)", ["rpps_test_order" if is_test else "rpps_order"])
            except DataError:
                raise RangeExhausted() from None
            rpps = make_rpps(cursor.fetchone()[0])
        if not Practitioner.objects.filter(identifier_type=IdentifierType.RPPS.value, identifier=rpps).exists():
            return rpps
