"""Lists that are leafed through by number, no further than somebody leafs."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_LISTED = 1_000  # rows that are counted and leafed through; a search finds the others


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # the framework is not generic at run time
    """Counts no further than somebody leafs."""

    @cached_property
    def count(self) -> int:
        """How many there are, at most MOST_LISTED."""
        return len(self.object_list.values_list("pk", flat=True)[:MOST_LISTED])  # type: ignore[attr-defined]
