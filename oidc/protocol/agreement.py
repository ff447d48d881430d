"""What a request would tell a service, and whether its person agreed to as much before."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.protocol.claims_request import PLACES
from oidc.vocabulary import PageKind

# What every id_token tells, whatever is asked: a page is read for the first time because of these alone
ALWAYS_TOLD: Final = frozenset(
    {
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "sid",
        "at_hash",
        "authMode",
        "SubjectNameID",
        "preferred_username",
    }
)
# What depends on where and as what the person practises
OF_SITUATION: Final = frozenset(
    {
        "SubjectRole",
        "SubjectRefPro",
        "SubjectOrganization",
        "SubjectOrganizationID",
        "Secteur_Activite",
        "codeGenreActivite",
    }
)
_NAMES: Final = frozenset({"given_name", "family_name"})
# scope -> the claims that it opens besides
OPENED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "profile": _NAMES | {"name"},
        "identity": _NAMES | {"codeCivilite"},
        "rpps": frozenset({"otherIds"}),
        "email": frozenset({"email", "email_verified"}),
        "scope_all": _NAMES
        | OF_SITUATION
        | {
            "email_verified",
            "Mode_Acces_Raison",
            "Acces_Regulation_Medicale",
            "UITVersion",
            "Palier_Authentification",
            "PSI_Locale",
            "otherIds",
            "codeCivilite",
        },
    }
)


def page_of(registered: str, asked: AuthorizationRequest) -> PageKind:
    """Return which page may stand before the code. registered: of the client; `prompt=consent` asks for one of any
    client.
    """
    kind = PageKind(registered)
    return PageKind.CONSENT if kind is PageKind.NONE and is_asked_again(asked) else kind


def is_asked_again(asked: AuthorizationRequest) -> bool:
    """Tell whether the page is shown whatever was agreed before (OpenID Connect Core §3.1.2.1)."""
    return "consent" in asked.prompt


def single_claims(asked: AuthorizationRequest) -> frozenset[str]:
    """Return the names that the parameter `claims` asks, of those that are the person's own."""
    return frozenset(name for place in PLACES for name in asked.claims.get(place, ())) - ALWAYS_TOLD


def is_agreed(
    asked: AuthorizationRequest, *, registered: Collection[str], scopes: Collection[str], claims: Collection[str]
) -> bool:
    """Tell whether nothing is asked beyond what was agreed.

    registered: scopes of the client, beyond which no single claim is told. scopes, claims: agreed before.
    """
    return _told(asked, registered) <= _opened(scopes) | set(claims)


def tells_situation(asked: AuthorizationRequest, *, registered: Collection[str]) -> bool:
    """Tell whether anything of a situation of exercise is asked. registered: scopes of the client."""
    return bool(_told(asked, registered) & OF_SITUATION)


def _told(asked: AuthorizationRequest, registered: Collection[str]) -> frozenset[str]:
    return _opened(asked.scope) | (single_claims(asked) & _opened(registered))


def _opened(scopes: Collection[str]) -> frozenset[str]:
    return frozenset().union(*(OPENED.get(scope, frozenset()) for scope in scopes))
