"""What the provider says of itself, and its public keys: held in memory, no query, any page may read them."""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from oidc import policy
from oidc.protocol import metadata
from oidc.queries import keyring
from oidc.views import cors
from oidc.views.machine import MachineView


class Discovery(MachineView):
    """GET /.well-known/openid-configuration, and the same under RFC 8414's name and the national service's name."""

    readers = cors.Readers.ANYBODY

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the metadata."""
        return _publish(request, _metadata(settings.ISSUER, settings.MTLS_ORIGIN, cards=bool(settings.CARD_ORIGIN)))


class Jwks(MachineView):
    """GET /oidc/jwks: the public keys (RFC 7517)."""

    readers = cors.Readers.ANYBODY

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the keys that sign, and those that signed lately or will soon."""
        return _publish(request, keyring.current(timezone.now()).document)


@lru_cache(maxsize=4)
def _metadata(issuer: str, certificates_at: str, *, cards: bool) -> bytes:
    levels = policy.levels_offered(cards=cards)
    document = metadata.describe(issuer=issuer, levels=levels, certificates_at=certificates_at)
    return json.dumps(document, separators=(",", ":")).encode()


@lru_cache(maxsize=8)
def _etag(document: bytes) -> str:
    return quote_etag(hashlib.sha256(document).hexdigest()[:32])


def _publish(request: HttpRequest, document: bytes) -> HttpResponse:
    """Return a public document that caches may keep for a while; 304 to whoever has it (RFC 9110 §13.1.2: a list of
    tags, weak ones, or any)."""
    response = HttpResponse(document, content_type="application/json")
    response["ETag"] = etag = _etag(document)
    response["Cache-Control"] = f"public, max-age={int(policy.PUBLISHED_FOR.total_seconds())}"
    return get_conditional_response(request, etag=etag, response=response) or response
