"""A process on the database of the test, that kills itself without warning: `kill -9`, by its own hand."""

import json
import os
import subprocess
import sys

import django
from django.conf import settings

from tests.support.processes import PROJECT


def run_to_death(module: str, *arguments: str, **environment: str) -> int:
    """Run `python -m module` on the database of this test; returns its exit code, -9 when it died as it should."""
    from django.db import connection  # noqa: PLC0415  # the process itself must be set up first

    address = {key: str(connection.settings_dict[key]) for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "TEST_DATABASE": json.dumps(address),
            **environment,
        },
        check=False,
        timeout=120,
    )
    return done.returncode


def set_up() -> None:
    """In that process: Django on the database of the test."""
    settings.DATABASES["default"].update(json.loads(os.environ["TEST_DATABASE"]))
    django.setup()
