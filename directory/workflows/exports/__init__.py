"""Lists leave the portal as files: at once where they are short, prepared by the worker where they are long."""

from directory.workflows.exports.asking import ask, cancel
from directory.workflows.exports.ending import erase_due, take
from directory.workflows.exports.lists import count_rows, lines_of
from directory.workflows.exports.pages import Reader
from directory.workflows.exports.running import advance

__all__ = ["Reader", "advance", "ask", "cancel", "count_rows", "erase_due", "lines_of", "take"]
