"""Staff registered in bulk: a file is received, read, checked, confirmed by a registrar, registered line by line."""

from directory.workflows.staff_imports.comparing import TO_COMPARE, is_another_person, is_same_person, people_alike
from directory.workflows.staff_imports.deciding import abandon, confirm, stop
from directory.workflows.staff_imports.driving import Verbs, advance
from directory.workflows.staff_imports.emptying import empty_due
from directory.workflows.staff_imports.receiving import receive

__all__ = [
    "TO_COMPARE",
    "Verbs",
    "abandon",
    "advance",
    "confirm",
    "empty_due",
    "is_another_person",
    "is_same_person",
    "people_alike",
    "receive",
    "stop",
]
