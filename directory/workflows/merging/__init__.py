"""Two records found to be one person become one, and two again: preview, merge, undo."""

from directory.workflows.merging.deciding import merge, preview, undo
from directory.workflows.merging.preview import IdentityLine, Preview

__all__ = ["IdentityLine", "Preview", "merge", "preview", "undo"]
