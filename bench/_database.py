"""The database of one run: made for it, in a folder that goes with it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from config import embedded


@contextmanager
def fresh_database() -> Iterator[Path]:
    """Django is set up on an empty database; DATA_DIR is the folder. Settings of the demonstration, unless others are
    named.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    with tempfile.TemporaryDirectory(prefix="ecps-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["DATA_DIR"] = folder
        with embedded.running(Path(folder)):
            django.setup()
            yield Path(folder)
