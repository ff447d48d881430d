"""How the portal, and the holder space, are known to the provider: the files that `relying_party register` answered."""

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Registration:
    """A client registration of ours."""

    client_id: str
    client_secret: str = field(repr=False)


def read_registration() -> Registration | None:
    """The registration of the portal, or None where it does not sign its staff in with the e-CPS."""
    return read_file(settings.PORTAL_OIDC_REGISTRATION_FILE)


def read_file(path: Path | None) -> Registration | None:
    """One registration, or None without a file that holds one.

    Read at each use: the demo writes the file after the settings were read, and a new secret needs no restart.
    """
    if path is None:
        return None
    try:
        members = json.loads(Path(path).read_text(encoding="utf-8"))
        return Registration(str(members["client_id"]), str(members["client_secret"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        logger.warning("a registration with the provider cannot be read", extra={"fault": type(fault).__name__})
        return None


def is_configured() -> bool:
    """Can staff sign in with their e-CPS here?"""
    return read_registration() is not None
