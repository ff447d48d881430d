"""What the provider says of itself, and its public keys: held in memory, no query."""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import quote_etag
from rest_framework.request import Request

from oidc import policy
from oidc.protocol.authorization_request import RESPONSE_MODES
from oidc.queries import keyring
from oidc.views.machine import MachineView
from oidc.vocabulary import GrantType

CLAIMS = (
    "acr",
    "aud",
    "auth_time",
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


class Discovery(MachineView):
    """GET /.well-known/openid-configuration, and the same under the national service's name for it."""

    def get(self, request: Request) -> HttpResponse:
        """Return the metadata (OpenID Connect Discovery §3, RFC 8414, RFC 9207): true for what exists, and nothing
        else."""
        return _publish(request, _metadata(settings.ISSUER, cards=bool(settings.CARD_ORIGIN)))


class Jwks(MachineView):
    """GET /oidc/jwks: the public keys (RFC 7517)."""

    def get(self, request: Request) -> HttpResponse:
        """Return the keys that sign, and those that signed lately or will soon."""
        return _publish(request, keyring.current(timezone.now()).document)


@lru_cache(maxsize=4)
def _metadata(issuer: str, *, cards: bool) -> bytes:
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oidc/authorize",
        "token_endpoint": f"{issuer}/oidc/token",
        "introspection_endpoint": f"{issuer}/oidc/introspect",
        "revocation_endpoint": f"{issuer}/oidc/revoke",
        "userinfo_endpoint": f"{issuer}/oidc/userinfo",
        "jwks_uri": f"{issuer}/oidc/jwks",
        "end_session_endpoint": f"{issuer}/oidc/logout",
        "scopes_supported": list(policy.SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": list(RESPONSE_MODES),
        "grant_types_supported": list(GrantType.values),
        "acr_values_supported": list(policy.levels_offered(cards=cards)),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(policy.SIGNING_ALGORITHMS),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
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
        "ui_locales_supported": ["fr", "en"],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def _publish(request: Request, document: bytes) -> HttpResponse:
    """Return a public document that caches may keep for a while, and any page may read."""
    etag = quote_etag(hashlib.sha256(document).hexdigest()[:32])
    unchanged = request.META.get("HTTP_IF_NONE_MATCH") == etag
    response = HttpResponse(status=304) if unchanged else HttpResponse(document, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={int(policy.PUBLISHED_FOR.total_seconds())}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
