"""How much a load may change before it waits for a person."""

from dataclasses import asdict

from django.conf import settings

from directory.extract.plan import Comparison
from directory.models import ExtractLoad
from directory.policy import LOAD_MAX_REFUSED_PERCENT


def exceeded_limits(load: ExtractLoad, comparison: Comparison) -> list[str]:
    """Which limits the load exceeds, as `8.closed`, `roles.updated`, `lines.refused`; empty: it may go on.

    Percentages are of what the directory knows of the same kind: a first load exceeds nothing.
    """
    limits = {"closed": settings.LOAD_MAX_CLOSED_PERCENT, "updated": settings.LOAD_MAX_UPDATED_PERCENT}
    exceeded = [
        f"{kind}.{what}"
        for kind, change in {**comparison.people, **comparison.rows}.items()
        for what, percent in limits.items()
        if asdict(change)[what] * 100 > change.known * percent
    ]
    is_first = not any(change.known for change in comparison.people.values())
    if not is_first and load.refused_count * 100 > load.line_count * LOAD_MAX_REFUSED_PERCENT:
        exceeded.append("lines.refused")
    return exceeded
