"""On the main origin: a sign-in page goes to the origin that reads physical cards, and its browser comes back."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from oidc.views import answers, cookies, trouble
from oidc.views.page import SignInView, browser_of
from oidc.vocabulary import Door
from oidc.workflows import card_sign_in

MAX_TOKEN = 64


class ChooseCard(SignInView):
    """POST /oidc/connexion/<interaction>/carte: "sign in with my card"."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Go to the page that asks the browser for a card; back to the sign-in page where no card is asked for."""
        if not settings.CARD_ORIGIN:
            return self.back_to_page()
        waits = card_sign_in.choose_card(
            interaction_id=interaction_id,
            browser_digest=self.browser_digest,
            shared_workstation=bool(request.POST.get("shared_workstation")),
            now=timezone.now(),
        )
        return (
            answers.SeeOther(f"{settings.CARD_ORIGIN}/oidc/carte/{interaction_id}/") if waits else self.back_to_page()
        )


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ComeBack(View):
    """POST /oidc/connexion/<interaction>/carte/lue `token`: from the page of the card origin, and from it alone.

    It is another site at worst: the browser sends its cookies with the GET that follows, never with this POST. The
    token waits in a cookie of a minute, so that no address holds it.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Keep the token for the next step; anything else than the card origin gets the page of an unknown one."""
        token = request.POST.get("token", "")
        if not _is_from_card_origin(request) or not 0 < len(token) <= MAX_TOKEN or not token.isascii():
            return trouble.show(request, "oidc/closed.html", trouble.Met(Door.PAGE, "unknown"), status=403)
        response = answers.SeeOther(reverse("oidc:card_taken", args=[interaction_id]))
        cookies.keep_card_token(response, token)
        return response


class TakeCard(SignInView):
    """GET /oidc/connexion/<interaction>/carte/suite: the browser that opened the page, with its token, is signed in."""

    def get(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Take what the card proved; a token that is over or was used leads back to the page."""
        outcome = card_sign_in.take_card(
            interaction_id=interaction_id,
            browser=browser_of(request, self.browser_digest),
            token=cookies.read(request, cookies.CARD_READ),
            session_cookie=cookies.read(request, cookies.SESSION),
            now=timezone.now(),
        )
        response = self.back_to_page() if outcome is None else self.finish(request, outcome)
        cookies.keep_card_token(response, "")
        return response


def _is_from_card_origin(request: HttpRequest) -> bool:
    said, ours = urlsplit(request.headers.get("Origin", "")), urlsplit(settings.CARD_ORIGIN)
    return bool(settings.CARD_ORIGIN) and (said.scheme, said.netloc.lower()) == (ours.scheme, ours.netloc.lower())
