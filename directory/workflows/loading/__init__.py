"""Official extracts become the directory: received, read, compared, applied, finished; or paused for a decision."""

from directory.workflows.loading.deciding import abandon, force, resume
from directory.workflows.loading.driving import advance, advance_all, rehearse
from directory.workflows.loading.former import LoadReport, load_extract, rehearse_extract, reload_extract
from directory.workflows.loading.outcome import LoadOutcome, Progress, outcome_of
from directory.workflows.loading.receiving import receive

__all__ = [
    "LoadOutcome",
    "LoadReport",
    "Progress",
    "abandon",
    "advance",
    "advance_all",
    "force",
    "load_extract",
    "outcome_of",
    "receive",
    "rehearse",
    "rehearse_extract",
    "reload_extract",
    "resume",
]
