"""Official extracts become the directory: received, read, compared, applied, finished; or paused for a decision."""

from directory.workflows.loading.deciding import abandon, force, resume
from directory.workflows.loading.driving import advance, advance_all, rehearse
from directory.workflows.loading.outcome import LoadOutcome, Progress, outcome_of
from directory.workflows.loading.receiving import kind_of_name, receive, receive_forced

__all__ = [
    "LoadOutcome",
    "Progress",
    "abandon",
    "advance",
    "advance_all",
    "force",
    "kind_of_name",
    "outcome_of",
    "receive",
    "receive_forced",
    "rehearse",
    "resume",
]
