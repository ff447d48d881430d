"""What every page of a sign-in shares: whose it is, what it shows, how it ends."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from oidc.models import Interaction
from oidc.models.login_request import CardTest
from oidc.protocol import claim
from oidc.queries import logins
from oidc.states import LIVING
from oidc.views import answers, cookies, languages, trouble
from oidc.vocabulary import Door, Environment, InteractionState
from oidc.workflows.browsers import Browser
from oidc.workflows.claim_key import claim_key
from oidc.workflows.sessions import Denied, SignedIn
from oidc.workflows.sign_in import Taken


@method_decorator([csrf_protect, never_cache], name="dispatch")
class SignInView(View):
    """A page of one interaction, for the browser that opened it; another browser sees the page of an unknown one.

    works_late: also when its time is over. states: of the interaction, in which there is something to do here; while
    it lives in another, the browser is sent to its page.
    """

    works_late = False
    states: tuple[InteractionState, ...] = (InteractionState.OPEN,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the interaction of this browser, then go on; a closed one shows its end."""
        self.browser_digest = cookies.read_browser_digest(request)
        found = logins.find_interaction(kwargs["interaction_id"], browser_digest=self.browser_digest)
        if found is None:
            return trouble.show(request, "oidc/closed.html", trouble.Met(Door.PAGE, "unknown"), status=404)
        self.interaction: Interaction = found
        with languages.spoken(request, found.asked().ui_locales):
            response = self._answer(request, *args, **kwargs)
            languages.name_language(response)
        return response

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.interaction.state not in LIVING:
            return self._show_over()
        if self.interaction.state not in self.states:
            return self.back_to_page()
        if self.interaction.expires_at <= timezone.now() and not self.works_late:
            return self.close("late", status=410)
        return super().dispatch(request, *args, **kwargs)

    def _show_over(self) -> HttpResponse:
        """The end of a page: a test of the e-CPS says that it works, and nothing else can be done there."""
        if self.interaction.is_card_test and self.interaction.state == InteractionState.COMPLETED:
            return render(self.request, "oidc/card_works.html")
        context = {"card_test": self.interaction.is_card_test}
        return trouble.show(self.request, "oidc/closed.html", self._met("over"), status=410, context=context)

    @property
    def is_workstation(self) -> bool:
        """Whether everybody uses the screens of this service: a code to scan comes first."""
        service = self.interaction.relying_party
        return service is not None and service.shared_workstation

    def show(self, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """Render a page of this interaction, whose forms may end at the service."""
        service = self.interaction.relying_party
        page = {
            "interaction_id": self.interaction.pk,
            "card_test": service is None,
            "workstation": self.is_workstation,
            "service": service.name if service else CardTest.name,
            "sandbox": service is not None and service.environment == Environment.SANDBOX,
            "cards": service is not None and bool(settings.CARD_ORIGIN),
            **(context or {}),
        }
        response = render(self.request, template, page, status=status)
        own = [origin for origin in (settings.WALLET_ORIGIN, settings.CARD_ORIGIN) if origin]
        return answers.allow_form_to_reach(response, self.interaction.asked().redirect_uri, *own)

    def back_to_page(self, query: str = "") -> HttpResponse:
        """Return to the page of the interaction, by GET."""
        return answers.SeeOther(reverse("oidc:sign_in", args=[self.interaction.pk]) + query)

    def finish(self, request: HttpRequest, outcome: Taken | None) -> HttpResponse:
        """Send what was taken to the service, with the cookies of this browser; say so when there was nothing. A test
        of the e-CPS ends here, however it ended."""
        if outcome is not None and self.interaction.is_card_test:
            return self.back_to_page()
        match outcome:
            case SignedIn():
                # Without a code the person chooses or reads first, on the page of the interaction
                response = answers.send_code(outcome.asked, outcome.code) if outcome.code else self.back_to_page()
                cookies.keep_session(response, outcome.session_cookie)
                if outcome.session_cookie:
                    cookies.keep_known_person(request, response, outcome.person_mark)
                return response
            case Denied(asked, error):
                return answers.send_error(answers.Target.of(asked), error, client=self.interaction.relying_party)
            case _:
                return self._show_over()

    def too_many(self) -> HttpResponse:
        """Say that this way was tried too often from this page."""
        return self.close("too_many", status=429)

    def close(self, reason: str, *, status: int) -> HttpResponse:
        """Say why this page does nothing more, with the way back to the service."""
        correlation_id = trouble.note(self._met(reason))
        response = self.show("oidc/closed.html", {"reason": reason, "correlation_id": correlation_id}, status=status)
        response.headers[trouble.HEADER] = correlation_id
        return response

    def _met(self, reason: str) -> trouble.Met:
        return trouble.Met(Door.PAGE, reason, self.interaction.relying_party)


def link_to_wallet(login_id: UUID) -> str:
    """Return the address that opens the wallet of this phone on a request; the claim is in the fragment, which no
    server sees."""
    return f"{settings.WALLET_ORIGIN}/#c={claim.write_link(login_id, key=claim_key())}"


def browser_of(request: HttpRequest, digest: str) -> Browser:
    """Return what is kept of the browser at the door."""
    return Browser(
        digest=digest,
        address=request.META.get("REMOTE_ADDR") or None,
        user_agent=request.META.get("HTTP_USER_AGENT", "").replace("\x00", ""),
        known_people=cookies.read_known_people(request),
    )
