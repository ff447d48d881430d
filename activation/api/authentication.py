"""Who calls: a card, by the header `Card-Proof`; and what it may do now."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from activation.api.errors import CardNotActive
from activation.api.parsing import require_small
from activation.models import VirtualCard
from activation.vocabulary import CardStanding
from activation.workflows import card_use

HEADER = "Card-Proof"
# Key of the environ, which no header can write: when a call that was kept waiting had come. Its proof was young then.
ARRIVED_AT = "ecps.arrived_at"
_OVER = frozenset({CardStanding.REVOKED, CardStanding.EXPIRED})


class CardProofAuthentication(BaseAuthentication):
    """`request.auth` is the card that signed this call; nobody is signed in: `request.user` is anonymous.

    One 401 for a bad key, signature, method, address, body, age or a proof seen before.
    """

    def authenticate(self, request: Request) -> tuple[AnonymousUser, VirtualCard]:
        """Recognise the card. Raises AuthenticationFailed, BodyTooLarge."""
        require_small(request)
        card = card_use.recognise_call(
            proof=request.headers.get(HEADER, ""),
            method=request.method or "",
            path=request.path,
            body=request._request.body,
            now=request.META.get(ARRIVED_AT) or timezone.now(),
        )
        if card is None:
            raise AuthenticationFailed()
        return AnonymousUser(), card

    def authenticate_header(self, request: Request) -> str:
        """What WWW-Authenticate says."""
        return HEADER


class FormerCardAuthentication(CardProofAuthentication):
    """A card may sign this call, and need not: without its header nobody did, a bad one is refused."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, VirtualCard] | None:  # type: ignore[override]
        """Recognise the card, if one says that it signed."""
        return super().authenticate(request) if HEADER in request.headers else None


def card_of(request: Request) -> VirtualCard:
    """The card that signed this call."""
    return cast(VirtualCard, request.auth)


class CardIsUsable(BasePermission):
    """The card may be used at this instant: 403 with its state otherwise."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the card's standing. Raises CardNotActive."""
        _require_standing(card_of(request), frozenset(CardStanding) - {CardStanding.ACTIVE})
        return True


class CardIsNotOver(BasePermission):
    """The card is neither revoked nor expired: what deleting it needs."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the card's standing. Raises CardNotActive."""
        _require_standing(card_of(request), _OVER)
        return True


class CardProofScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass is untyped
    """How the OpenAPI document describes the proof."""

    target_class = "activation.api.authentication.CardProofAuthentication"
    name = "CardProof"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """An API key in a header, which is the nearest word that OpenAPI has."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": HEADER,
            "description": (
                "Compact JWS (ES256) by the card's key; header {typ: card-proof+jwt, alg, kid}; claims htm, htu, iat, "
                "jti and bsh, the base64url SHA-256 of the body."
            ),
        }


def _require_standing(card: VirtualCard, refused: frozenset[CardStanding]) -> None:
    standing = card_use.standing(card, timezone.now())
    if standing not in refused:
        return
    if standing is CardStanding.NOT_YET_USABLE:
        raise CardNotActive(state=standing.value, usable_from=card.usable_from.isoformat())
    raise CardNotActive(state=standing.value)
