"""What tests of loads share: files under their official names, and limits that nothing exceeds."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings

from directory.extract.sample.people import sample_rows
from directory.extract.writer import write_extract
from tests.support.extracts import write_file


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of hand-made lines; a second one of the same kind takes its place."""
    return partial(write_file, tmp_path)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A file of a hundred and twenty drawn people."""
    path = tmp_path / "sample.txt"
    with path.open("wb") as out:
        write_extract(out, sample_rows(people=120, seed=3))
    return path


@pytest.fixture
def no_limits(settings: LazySettings) -> None:
    """Loads go on, however much they change: files of two lines change half of everything."""
    settings.LOAD_MAX_CLOSED_PERCENT = 100
    settings.LOAD_MAX_UPDATED_PERCENT = 100
