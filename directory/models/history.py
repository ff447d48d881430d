"""History: what a row was before each change, written by the database itself."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

Tracked = TypeVar("Tracked", bound=type[models.Model])

# Kept out of history: written by the database from the other columns, or the instant of the change itself.
_DERIVED = ("search_key", "updated_at")


def tracked(*, exclude: tuple[str, ...] = ()) -> Callable[[Tracked], Tracked]:
    """Keep the former version of every row that a statement changes or deletes, with who and why (the context).

    One trigger a statement: a load that changes twenty thousand rows writes their history in one go. Rows that are
    created write none: each names the load or the enrolment that brought it.
    exclude: more columns that are nobody's history.
    """

    def decorate(model: Tracked) -> Tracked:
        names = {field.name for field in model._meta.local_fields}
        decorated: Tracked = pghistory.track(
            pghistory.UpdateEvent(row=pghistory.Old, level=pghistory.Statement),
            pghistory.DeleteEvent(level=pghistory.Statement),
            exclude=[name for name in (*_DERIVED, *exclude) if name in names],
        )(model)
        return decorated

    return decorate
