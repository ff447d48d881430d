"""Which claims a scope opens: the library's scope-to-claims contract, filled from the directory."""

from dataclasses import dataclass
from typing import Any

from oidc_provider.lib.claims import ScopeClaims

from directory.models import Practitioner
from oidc.library.practitioner_claims import build_health_claims
from oidc.models import Grant


@dataclass(frozen=True)
class ClaimsSource:
    """What the library's classes read of a token: the person, the granted scopes, the client; and the rows of ours."""

    user: Practitioner
    scope: tuple[str, ...]
    client: Any
    auth_mode: str
    exercises: list[Any]


def userinfo(claims: dict[str, Any], user: Practitioner) -> dict[str, Any]:
    """Fill the standard claims that we know of a person (the library's OIDC_USERINFO contract)."""
    return claims | {
        "name": user.display_name,
        "given_name": user.given_names,
        "family_name": user.family_name,
        "preferred_username": user.national_id,
    }


class HealthScopeClaims(ScopeClaims):  # type: ignore[misc]  # the library has no types
    """`profile`: the standard names. `scope_all`: everything that the national service tells of a professional."""

    SCOPES = ("profile", "scope_all")

    def __init__(self, source: ClaimsSource) -> None:
        super().__init__(source)
        self.source = source

    def _scopes_registered(self) -> list[str]:
        """Name the scopes here: the library splits method names at `scope_`, and ours has it twice."""
        return list(self.SCOPES)

    def _clean_dic(self, dic: dict[str, Any]) -> dict[str, Any]:
        """Keep empty strings: services count on every member being there."""
        return dic

    def scope_profile(self) -> dict[str, Any]:
        """OpenID Connect Core §5.4, as far as the directory knows."""
        return {name: self.userinfo[name] for name in ("name", "given_name", "family_name", "preferred_username")}

    def scope_scope_all(self) -> dict[str, Any]:
        """Every claim of the national service."""
        return build_health_claims(self.user, self.source.exercises, auth_mode=self.source.auth_mode)


def claims_of(grant: Grant, *, exercises: list[Any]) -> dict[str, Any]:
    """Return the claims that a grant opens, without `sub`. exercises: rows with their expertises and open roles."""
    source = ClaimsSource(
        user=grant.practitioner,
        scope=tuple(grant.scopes),
        client=grant.relying_party.client,
        auth_mode=grant.session.auth_mode,
        exercises=exercises,
    )
    return dict(HealthScopeClaims(source).create_response_dic())
