"""What a resource server says of itself when it is registered: read from JSON, and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from oidc import policy
from oidc.errors import RegistrationRefused
from oidc.protocol.resource_uris import is_resource_uri
from oidc.vocabulary import Environment, SigningAlgorithm

_LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class ResourceMetadata:
    """One resource server. `resource` and `resource_name` as in RFC 9728 §2; scope: words with spaces between."""

    resource: str
    resource_name: str
    environment: str
    scope: str
    signing_alg: str = SigningAlgorithm.ES256.value

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes, each once."""
        return tuple(dict.fromkeys(self.scope.split()))

    def check(self) -> "ResourceMetadata":
        """Return itself when every rule holds. Raises RegistrationRefused."""
        _require(is_resource_uri(self.resource), "resource must be an absolute URI without a fragment")
        named = self.resource_name.strip() and len(self.resource_name) <= _LONGEST_NAME
        _require(named, f"resource_name is required, {_LONGEST_NAME} characters at most")
        _require(self.environment in Environment.values, "environment must be sandbox or production")
        known = bool(self.scopes) and set(self.scopes) <= set(policy.SCOPES)
        _require(known, "scope must hold known scopes, and at least one")
        _require(self.signing_alg in SigningAlgorithm.values, "unknown signing_alg")
        return self


MEMBERS: Final = tuple(one.name for one in fields(ResourceMetadata))
REQUIRED: Final = ("resource", "resource_name", "environment", "scope")


def read_metadata(described: Mapping[str, Any]) -> ResourceMetadata:
    """Read the members of a JSON object, all of them texts; then check them. Raises RegistrationRefused."""
    unknown = sorted(set(described) - set(MEMBERS))
    _require(not unknown, f"unknown members: {', '.join(unknown)}")
    missing = [name for name in REQUIRED if not described.get(name)]
    _require(not missing, f"missing members: {', '.join(missing)}")
    mistyped = [name for name, value in described.items() if not isinstance(value, str)]
    _require(not mistyped, f"must be strings: {', '.join(mistyped)}")
    return ResourceMetadata(**described).check()


def _require(condition: object, description: str) -> None:
    if not condition:
        raise RegistrationRefused("invalid_client_metadata", description)
