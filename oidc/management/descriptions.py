"""What the commands that register something read: JSON objects in a file."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError


@dataclass(frozen=True)
class Descriptions:
    """What one file holds. is_list: several, answered as a list."""

    all: list[dict[str, Any]]
    is_list: bool


def read_description(file: Path) -> dict[str, Any]:
    """Return the one object that a file holds. Raises CommandError."""
    found = read_descriptions(file)
    if found.is_list:
        raise CommandError("The file must hold one object.")
    return found.all[0]


def read_descriptions(file: Path) -> Descriptions:
    """Return the object, or the objects of the list, that a file holds. Raises CommandError."""
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise CommandError(f"{file} cannot be read: {fault}") from None
    found = described if isinstance(described, list) else [described]
    if not found or not all(isinstance(one, dict) for one in found):
        raise CommandError("The file must hold one object, or a list of objects.")
    return Descriptions(found, isinstance(described, list))
