"""What the provider says of itself: one document for OpenID Connect Discovery §3, RFC 8414 §2 and RFC 9207.

True for what exists, and complete. A door that is new adds its address to both maps and its members to `describe`.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from oidc import policy
from oidc.protocol.authorization_request import RESPONSE_MODES
from oidc.vocabulary import (
    CERTIFICATE_METHODS,
    AssertionAlgorithm,
    ClientAuthMethod,
    DeliveryMode,
    GrantType,
    RequestSignature,
    SubjectType,
)

# The issuer's path where the deployment takes the addresses of the national service, so that a client of that one
# changes its host and nothing else
NATIONAL_PATH: Final = "/auth/realms/esante-wallet"

# member -> address, after the issuer
ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "authorization_endpoint": "/oidc/authorize",
        "token_endpoint": "/oidc/token",
        "introspection_endpoint": "/oidc/introspect",
        "revocation_endpoint": "/oidc/revoke",
        "backchannel_authentication_endpoint": "/oidc/backchannel",
        "end_session_endpoint": "/oidc/logout",
        "userinfo_endpoint": "/oidc/userinfo",
        "jwks_uri": "/oidc/jwks",
    }
)
NATIONAL_ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "authorization_endpoint": "/protocol/openid-connect/auth",
        "token_endpoint": "/protocol/openid-connect/token",
        "introspection_endpoint": "/protocol/openid-connect/token/introspect",
        "revocation_endpoint": "/protocol/openid-connect/revoke",
        "backchannel_authentication_endpoint": "/protocol/openid-connect/ext/ciba/auth",
        "end_session_endpoint": "/protocol/openid-connect/logout",
        "userinfo_endpoint": "/protocol/openid-connect/userinfo",
        "jwks_uri": "/protocol/openid-connect/certs",
    }
)
# Doors that ask for the certificate of a service too, on an origin of their own
ALIASED: Final = (
    "token_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "userinfo_endpoint",
    "backchannel_authentication_endpoint",
)

CLAIMS: Final = (
    "acr",
    "aud",
    "auth_time",
    "email",
    "email_verified",
    "exp",
    "family_name",
    "given_name",
    "iat",
    "iss",
    "name",
    "nonce",
    "preferred_username",
    "sid",
    "sub",
    "Acces_Regulation_Medicale",
    "Mode_Acces_Raison",
    "PSI_Locale",
    "Palier_Authentification",
    "Secteur_Activite",
    "SubjectNameID",
    "SubjectOrganization",
    "SubjectOrganizationID",
    "SubjectRefPro",
    "SubjectRole",
    "UITVersion",
    "amr",
    "at_hash",
    "authMode",
    "codeCivilite",
    "codeGenreActivite",
    "otherIds",
)


def addresses_of(issuer: str) -> Mapping[str, str]:
    """Return where the doors of an issuer are: those of the national service where it has its path."""
    return NATIONAL_ADDRESSES if issuer.endswith(NATIONAL_PATH) else ADDRESSES


def describe(*, issuer: str, levels: Sequence[str], certificates_at: str = "") -> dict[str, Any]:
    """Return the document. levels: what `acr` may say here. certificates_at: the origin where services present their
    certificate; empty where none is asked for.
    """
    return {
        "issuer": issuer,
        **{member: f"{issuer}{address}" for member, address in addresses_of(issuer).items()},
        "scopes_supported": list(policy.SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": list(RESPONSE_MODES),
        "grant_types_supported": list(GrantType.values),
        "acr_values_supported": list(levels),
        "subject_types_supported": [kind.value for kind in SubjectType],
        "id_token_signing_alg_values_supported": list(policy.SIGNING_ALGORITHMS),
        "userinfo_signing_alg_values_supported": list(policy.SIGNING_ALGORITHMS),
        **_authentication(certificates=bool(certificates_at)),
        **_certificates(certificates_at),
        "code_challenge_methods_supported": [policy.PKCE_METHOD],
        "display_values_supported": ["page"],
        "claim_types_supported": ["normal"],
        "claims_supported": list(CLAIMS),
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "require_request_uri_registration": False,
        "authorization_response_iss_parameter_supported": True,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "backchannel_token_delivery_modes_supported": [mode.value for mode in DeliveryMode],
        "backchannel_authentication_request_signing_alg_values_supported": [alg.value for alg in RequestSignature],
        "backchannel_user_code_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "ui_locales_supported": ["fr", "en"],
    }


def _authentication(*, certificates: bool) -> dict[str, list[str]]:
    """How clients prove themselves: alike at each door, but that a public client is told nothing of tokens."""
    left_out = () if certificates else CERTIFICATE_METHODS
    methods = [method.value for method in ClientAuthMethod if method not in left_out]
    confidential = [method for method in methods if method != ClientAuthMethod.NONE]
    doors = {"token": methods, "introspection": confidential, "revocation": methods}
    signed = list(AssertionAlgorithm.values)
    return {f"{door}_endpoint_auth_methods_supported": list(given) for door, given in doors.items()} | {
        f"{door}_endpoint_auth_signing_alg_values_supported": list(signed) for door in doors
    }


def _certificates(origin: str) -> dict[str, Any]:
    """RFC 8705 §3.3, §5: whether tokens are bound, and where the doors ask for a certificate."""
    aliases = {member: f"{origin}{ADDRESSES[member]}" for member in ALIASED}
    told = {"mtls_endpoint_aliases": aliases} if origin else {}
    return {"tls_client_certificate_bound_access_tokens": bool(origin), **told}
