"""Old numbers keep naming their people: the official correspondence is loaded, looked at before, and undone by line."""

from directory.workflows.old_numbers.ending import end
from directory.workflows.old_numbers.judging import LineOutcome, Verdict
from directory.workflows.old_numbers.loading import CorrespondenceOutcome, load, rehearse

__all__ = ["CorrespondenceOutcome", "LineOutcome", "Verdict", "end", "load", "rehearse"]
