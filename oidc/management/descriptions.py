"""What the commands that register something read: one JSON object in a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError


def read_description(file: Path) -> dict[str, Any]:
    """Return the object that a file holds. Raises CommandError."""
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CommandError(f"{file} cannot be read: {fault}") from None
    if not isinstance(described, dict):
        raise CommandError("The file must hold one object.")
    return described
