"""What a team says of the service that it builds, checked: shape only, whether it is true is for a reviewer to see."""

import re
from dataclasses import dataclass
from typing import Final

from oidc import policy
from oidc.errors import ServiceRefused

_LONGEST: Final = {"name": 100, "organization_name": 200, "description": policy.LONGEST_TEXT, "contact_email": 254}
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+", re.ASCII)
_WEBSITE: Final = re.compile(r"https?://[^\s/]+(/\S*)?", re.ASCII)
_LONGEST_WEBSITE: Final = 500


@dataclass(frozen=True, kw_only=True)
class ServiceDescription:
    """One service. siret: fourteen digits, or empty for an organization that has none; its key is judged by the door.
    website: empty where there is none yet. wants_ciba: it would ask phones where no browser is.
    """

    name: str
    organization_name: str
    description: str
    contact_email: str
    siret: str = ""
    website: str = ""
    wants_ciba: bool = False

    def check(self) -> None:
        """Raise ServiceRefused; its reason is the name of the member that is wrong."""
        for name, longest in _LONGEST.items():
            value = getattr(self, name)
            if not value.strip() or len(value) > longest or "\0" in value:
                raise ServiceRefused(name)
        if not _ADDRESS.fullmatch(self.contact_email):
            raise ServiceRefused("contact_email")
        if self.siret and not (len(self.siret) == 14 and self.siret.isascii() and self.siret.isdigit()):
            raise ServiceRefused("siret")
        if self.website and (len(self.website) > _LONGEST_WEBSITE or not _WEBSITE.fullmatch(self.website)):
            raise ServiceRefused("website")
