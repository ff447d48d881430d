"""What every page may show of the product."""

from django.conf import settings
from django.http import HttpRequest


def product(request: HttpRequest) -> dict[str, object]:
    """DEMO: the pages say that people and services are fictitious. Origins: links between the product's parts."""
    return {
        "DEMO": settings.DEMO,
        "SITE_URL": settings.SITE_URL,
        "WALLET_ORIGIN": settings.WALLET_ORIGIN,
        "CARD_ORIGIN": settings.CARD_ORIGIN,
        "DEMO_RELYING_PARTY_URL": settings.DEMO_RELYING_PARTY_URL,
    }
