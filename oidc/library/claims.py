"""Which claims a scope opens: the library's scope-to-claims contract, filled from the directory."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from oidc_provider.lib.claims import ScopeClaims

from directory.models import Practitioner
from oidc import policy
from oidc.library.practitioner_claims import build_health_claims, build_other_ids
from oidc.models import Grant
from oidc.protocol.practice import Practice

NEEDING_PRACTICE: Final = frozenset(
    {"scope_all", "rpps", "email"}
)  # scopes whose claims tell more than the person's own row
NUMBERS: Final = frozenset({"preferred_username", "SubjectNameID", "otherIds"})  # not for pairwise clients


@dataclass(frozen=True)
class ClaimsSource:
    """What the library's classes read of a token: the person, the granted scopes, the client; and the rows of ours."""

    user: Practitioner
    scope: tuple[str, ...]
    client: Any
    auth_mode: str
    practice: Practice


def userinfo(claims: dict[str, Any], user: Practitioner) -> dict[str, Any]:
    """Fill the standard claims that we know of a person (the library's OIDC_USERINFO contract)."""
    return claims | {
        "name": user.display_name,
        "given_name": user.given_names,
        "family_name": user.family_name,
        "preferred_username": user.national_id,
    }


class HealthScopeClaims(ScopeClaims):  # type: ignore[misc]  # the library has no types
    """`profile`: the standard names. `identity`: names and civility. `rpps`: the national number and the others.

    `scope_all`: everything that the national service tells of a professional. `email`: their secure mailbox.
    """

    SCOPES = ("profile", "identity", "rpps", "scope_all", "email")

    def __init__(self, source: ClaimsSource) -> None:
        """Keep what the library's own would, whose standard claims, all empty, would be copied at every answer."""
        self.user, self.scopes, self.client = source.user, source.scope, source.client
        self.userinfo = userinfo({}, source.user)
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

    def scope_identity(self) -> dict[str, Any]:
        """Who the person is, and nothing of what they do."""
        names = {name: self.userinfo[name] for name in ("given_name", "family_name")}
        return {**names, "codeCivilite": self.user.civility_code}

    def scope_rpps(self) -> dict[str, Any]:
        """The numbers that name the person."""
        number = self.user.national_id
        others = build_other_ids(self.user, self.source.practice)
        return {"preferred_username": number, "SubjectNameID": number, "otherIds": others}

    def scope_scope_all(self) -> dict[str, Any]:
        """Every claim of the national service."""
        return build_health_claims(self.user, self.source.practice, auth_mode=self.source.auth_mode)

    def scope_email(self) -> dict[str, Any]:
        """OpenID Connect Core §5.4: the secure mailbox that the directory publishes, verified as all that it brings.

        Never how correspondence reaches the person, which is private.
        """
        return {"email": self.source.practice.mailbox, "email_verified": bool(self.source.practice.mailbox)}


def scopes_read(grant: Grant, asked: Collection[str]) -> tuple[str, ...]:
    """Return the scopes whose claims are needed: those granted, and where single claims are asked, those registered."""
    registered = grant.relying_party.client.scope if asked else ()
    return tuple(dict.fromkeys((*grant.scopes, *registered)))


def claims_of(grant: Grant, *, practice: Practice, asked: Collection[str] = ()) -> dict[str, Any]:
    """Return the claims that a grant opens, without `sub`.

    asked: names of single claims (OpenID Connect Core §5.5); one that no registered scope of the client opens is not
    told. practice: of the person, where `scopes_read` needs it.
    """
    opened = _of_scopes(grant, tuple(grant.scopes), practice)
    if not asked:
        return opened
    offered = _of_scopes(grant, scopes_read(grant, asked), practice)
    return {**opened, **{name: offered[name] for name in asked if name in offered}}


def _of_scopes(grant: Grant, scopes: tuple[str, ...], practice: Practice) -> dict[str, Any]:
    source = ClaimsSource(
        user=grant.practitioner,
        scope=tuple(one for one in policy.SCOPES if one in scopes),
        client=grant.relying_party.client,
        auth_mode=grant.auth_mode,
        practice=practice,
    )
    told = dict(HealthScopeClaims(source).create_response_dic())
    if grant.relying_party.is_pairwise:
        return {name: value for name, value in told.items() if name not in NUMBERS}
    return told
