"""The home page: what this is, and the doors for each reader."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def home(request: HttpRequest) -> HttpResponse:
    """GET /: the three roles and where each begins; in a demo, the journey step by step."""
    return render(request, "directory/home.html", {"journey": _journey() if settings.DEMO else []})


def _journey() -> list[dict[str, str]]:
    """The whole product in four steps, each with the page where it happens."""
    return [
        {
            "title": _("Register a care assistant"),
            "text": _("Sign in as Nadia Benali, registrar of a nursing home: password and code are in the demo inbox."),
            "link": "/portail/",
            "word": _("Open the portal"),
        },
        {
            "title": _("Confirm the contacts"),
            "text": _("The e-mail and the SMS arrive in the demo inbox: open the link, type both codes."),
            "link": "/demo/boite/",
            "word": _("Open the demo inbox"),
        },
        {
            "title": _("Activate the e-CPS"),
            "text": _("In the wallet, with the link of the invitation and the code of the SMS. Choose a PIN."),
            "link": settings.WALLET_ORIGIN,
            "word": _("Open the wallet"),
        },
        {
            "title": _("Sign in to a service"),
            "text": _("Type the national number, choose the number shown in the wallet, enter the PIN."),
            "link": settings.DEMO_RELYING_PARTY_URL,
            "word": _("Open the demo service"),
        },
    ]
