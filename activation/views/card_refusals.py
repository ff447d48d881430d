"""Why a physical card opened nothing, in words that say what to do: for every page that asks for one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from activation.errors import CertificateRefused, SmartCardRefused

CLIENT_CERT = "HTTP_CLIENT_CERT"
CLIENT_VERIFY = "HTTP_CLIENT_VERIFY"  # what the proxy says of a certificate that it refused

_WORDS = {
    "missing": (
        _("No card was read"),
        _(
            "Insert your card in its reader, choose its certificate when the browser asks, and type the PIN of the "
            "card. If the browser asked nothing, close it entirely and open it again."
        ),
    ),
    "expired": (_("This card has expired"), _("Use the card that replaced it, or activate your e-CPS by two codes.")),
    "revoked": (
        _("This card was opposed"),
        _("It was declared lost, stolen or replaced. Use another card, or activate your e-CPS by two codes."),
    ),
    "not_yet_valid": (
        _("This card is not valid yet"),
        _("Check the date of this computer, then try again when the card's period has begun."),
    ),
    "key_usage": (
        _("This is not the certificate that signs in"),
        _("A card holds two certificates: choose the one for authentication. Close the browser to choose again."),
    ),
    "no_identity": (
        _("This card names no practitioner"),
        _("Use a card that carries your own national number: a card of a structure names nobody."),
    ),
    "unknown": (
        _("The directory does not know you yet"),
        _("Ask your order, your agency or your employer to register you: a few minutes later this card will work."),
    ),
    "not_eligible": (
        _("No right to use an e-CPS is open"),
        _("The directory shows no activity of yours now. Ask your order, your agency or your employer to correct it."),
    ),
    "other": (
        _("This card cannot be recognised"),
        _("It was not issued by the health authority, or its certificate is damaged. Use another card."),
    ),
}
_SAME_WORDS = {"opposed": "revoked", "malformed": "other", "identities_differ": "other"}
_FAILURES = (  # words of OpenSSL, which nginx repeats after "FAILED:"
    ("NONE", "missing"),
    ("certificate has expired", "expired"),
    ("certificate is not yet valid", "not_yet_valid"),
    ("certificate revoked", "revoked"),
    ("certificate purpose", "key_usage"),
)


def show_refusal(
    request: HttpRequest, refusal: CertificateRefused | SmartCardRefused, *, back: str = ""
) -> HttpResponse:
    """The page of a card that the proxy let through and that opens nothing. back: the page that asked for a card."""
    return _show(request, _SAME_WORDS.get(refusal.reason, refusal.reason), back)


def show_failure(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """The page of a certificate that the proxy itself refused. back: likewise."""
    said = request.META.get(CLIENT_VERIFY, "")
    return _show(request, next((reason for words, reason in _FAILURES if words in said), "other"), back)


def _show(request: HttpRequest, reason: str, back: str) -> HttpResponse:
    title, advice = _WORDS[reason]
    page = {"title": title, "advice": advice, "reason": reason, "back": back, "start": f"{settings.SITE_URL}/ecps/"}
    return render(request, "activation/card_refused.html", page, status=403)
