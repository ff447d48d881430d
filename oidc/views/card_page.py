"""On the origin that reads physical cards: who was recognised, and the way back to the sign-in page."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from activation.errors import CertificateRefused, SmartCardRefused
from activation.views.card_refusals import CLIENT_CERT, show_failure, show_refusal
from oidc.views import answers, languages
from oidc.vocabulary import Environment
from oidc.workflows import card_sign_in


@never_cache
@require_GET
def show(request: HttpRequest, interaction_id: UUID) -> HttpResponse:
    """GET /oidc/carte/<interaction>/: the holder goes on to the service, or takes the card out.

    Whoever shows this page of somebody else's sign-in gains nothing: the token that it holds serves in the browser
    that opened the sign-in, and nowhere else.
    """
    try:
        read = card_sign_in.read_card(
            interaction_id=interaction_id, header=request.META.get(CLIENT_CERT, ""), now=timezone.now()
        )
    except (CertificateRefused, SmartCardRefused) as refusal:
        return show_refusal(request, refusal, back=_sign_in_page(interaction_id))
    if read is None:
        return render(request, "oidc/card_over.html", status=410)
    page = {
        "person": read.practitioner,
        "service": read.service.name,
        "sandbox": read.service.environment == Environment.SANDBOX,
        "token": read.token,
        "action": _main("oidc:card_read", interaction_id),
        "back": _sign_in_page(interaction_id),
    }
    asked = read.interaction.asked()
    with languages.spoken(request, asked.ui_locales):
        response = render(request, "oidc/card_read.html", page)
        languages.name_language(response)
    response["Referrer-Policy"] = "origin"  # the main one asks where the form comes from; a demonstration has no https
    return answers.allow_form_to_reach(response, asked.redirect_uri, settings.SITE_URL)


@never_cache
def refuse(request: HttpRequest, interaction_id: UUID) -> HttpResponse:
    """Where the proxy sends a browser whose certificate it refused on the way to this page."""
    return show_failure(request, back=_sign_in_page(interaction_id))


def _sign_in_page(interaction_id: UUID) -> str:
    return _main("oidc:sign_in", interaction_id)


def _main(name: str, interaction_id: UUID) -> str:
    """An address of the main origin: this one has an address map of its own."""
    return f"{settings.SITE_URL}{reverse(name, urlconf=settings.ROOT_URLCONF, args=[interaction_id])}"
