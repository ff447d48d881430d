"""Checks DATA_DIR before anything is imported that writes into it."""

import os
import tempfile
from pathlib import Path

from config.supervisor.refusals import CannotStartError


def require_writable(data_dir: Path) -> None:
    """Make the folder if it is missing and write into it once. Raises CannotStartError."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as refused:
        raise CannotStartError(
            f"DATA_DIR {data_dir} cannot be written ({os.strerror(refused.errno or 0)}): "
            "change its rights or choose another folder with DATA_DIR"
        ) from refused
