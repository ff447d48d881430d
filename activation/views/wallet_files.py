"""What the wallet is made of, for its service worker: every file that a start without network needs, and a version."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

FOLDERS = ("wallet", "theme")
APART = "vendor"  # read when it is needed, by who needs it: a start does not
KINDS = frozenset({".js", ".css", ".svg", ".png", ".woff2"})
PAGES = "templates/wallet"


class Shell(NamedTuple):
    """version: changes with the content of any of them. files: their addresses."""

    version: str
    files: tuple[str, ...]


@lru_cache(maxsize=1)
def shell() -> Shell:
    """Read once in the life of a process: a release is a new process.

    A module is asked for by its plain name, which its neighbours import; what the page names may carry a digest.
    """
    content = hashlib.sha256()
    addresses: dict[str, None] = {}
    for name, path in _files():
        content.update(name.encode() + path.read_bytes())
        addresses[f"{settings.STATIC_URL}{name}"] = None
        addresses[static(name)] = None
    for page in sorted((settings.BASE_DIR / PAGES).rglob("*")):
        if page.is_file():
            content.update(page.read_bytes())
    return Shell(content.hexdigest()[:16], tuple(addresses))


def _files() -> list[tuple[str, Path]]:
    """Their names under the static root, and where they are."""
    found: list[tuple[str, Path]] = []
    for folder in FOLDERS:
        place = finders.find(folder)
        if isinstance(place, str):
            files = [path for path in sorted(Path(place).rglob("*")) if path.suffix in KINDS]
            names = ((path.relative_to(place), path) for path in files)
            found += [(f"{folder}/{name.as_posix()}", path) for name, path in names if APART not in name.parts]
    return found
