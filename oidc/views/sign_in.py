"""The pages on which a person signs in with the phone. They carry an interaction's id and nothing of the request."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from oidc import policy
from oidc.models import Interaction, LoginRequest
from oidc.queries import logins
from oidc.states import NOT_APPROVED
from oidc.views import answers, cookies
from oidc.views.forms import NationalIdForm
from oidc.vocabulary import Environment, InteractionState, LoginState
from oidc.workflows import authorization, sign_in
from oidc.workflows.sign_in import Browser, Denied, Opening, SignedIn

RETRY = "?nouveau"


@method_decorator([csrf_protect, never_cache], name="dispatch")
class SignInView(View):
    """A page of one interaction, for the browser that opened it; another browser sees the page of an unknown one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the interaction of this browser, then go on; a closed one shows its end."""
        self.browser_digest = cookies.read_browser_digest(request)
        found = logins.find_interaction(kwargs["interaction_id"], browser_digest=self.browser_digest)
        if found is None:
            return render(request, "oidc/closed.html", {"reason": "unknown"}, status=404)
        self.interaction: Interaction = found
        if found.state != InteractionState.OPEN:
            return render(request, "oidc/closed.html", {"reason": "over"}, status=410)
        if found.expires_at <= timezone.now() and not isinstance(self, GiveUp):
            return self.show("oidc/closed.html", {"reason": "late"}, status=410)
        return super().dispatch(request, *args, **kwargs)

    def show(self, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """Render a page of this interaction, whose forms may end at the service."""
        service = self.interaction.relying_party
        page = {
            "interaction_id": self.interaction.pk,
            "service": service.name,
            "sandbox": service.environment == Environment.SANDBOX,
            **(context or {}),
        }
        response = render(self.request, template, page, status=status)
        return answers.allow_form_to_reach(response, self.interaction.asked().redirect_uri)

    def back_to_page(self) -> HttpResponse:
        """Return to the page of the interaction, by GET."""
        return answers.SeeOther(reverse("oidc:sign_in", args=[self.interaction.pk]))


class SignIn(SignInView):
    """GET /oidc/connexion/<interaction>/: what must be done now. Takes the phone's approval when there is one."""

    def get(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Show the form, the number while the phone is asked, or how it ended."""
        now = timezone.now()
        login = logins.find_latest_login(interaction_id)
        state = login.state_at(now) if login else None
        if state is LoginState.APPROVED:
            outcome = sign_in.redeem(interaction_id=interaction_id, browser_digest=self.browser_digest, now=now)
            return self._finish(request, outcome)
        if login is not None and state is LoginState.PENDING:
            return self._show_number(login)
        asks_again = "nouveau" in request.GET
        if state in NOT_APPROVED and not asks_again:
            return self.show("oidc/not_approved.html", {"state": state.value, "retry": RETRY})
        offered = authorization.find_offered_session(
            self.interaction, session_cookie=cookies.read(request, cookies.SESSION), now=now
        )
        if offered is not None and state is None:
            return self.show("oidc/continue_as.html", {"person": offered.practitioner})
        return self.show("oidc/identify.html", {"form": _blank_form(self.interaction)})

    def _show_number(self, login: LoginRequest) -> HttpResponse:
        lifetime = int(policy.LOGIN_REQUEST_LIFETIME.total_seconds())
        context = {
            "number": login.number,
            "lifetime": lifetime,
            "seconds_left": min(lifetime, max(1, int((login.expires_at - timezone.now()).total_seconds()))),
            "refresh_seconds": policy.REFRESH_SECONDS,
            "poll_seconds": policy.POLL_INTERVAL_SECONDS,
        }
        return self.show("oidc/waiting.html", context)

    def _finish(self, request: HttpRequest, outcome: SignedIn | Denied | None) -> HttpResponse:
        match outcome:
            case SignedIn():
                response = answers.send_code(outcome.asked, outcome.code)
                cookies.keep_session(response, outcome.session_cookie)
                if outcome.session_cookie:
                    cookies.keep_known_person(request, response, outcome.person_mark)
                return response
            case Denied(asked, error):
                return answers.send_error(asked.redirect_uri, state=asked.state, error=error)
            case None:
                return render(request, "oidc/closed.html", {"reason": "over"}, status=410)


class Identify(SignInView):
    """POST /oidc/connexion/<interaction>/identifiant: a number was typed; the phones of its holder are asked."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Open a login request, and go to the page that shows the number."""
        form = NationalIdForm(request.POST)
        if not form.is_valid():
            return self.show("oidc/identify.html", {"form": form}, status=422)
        outcome = sign_in.open_login(
            interaction_id=interaction_id,
            browser=_browser(request, self.browser_digest),
            national_id=form.cleaned_data["national_id"],
            shared_workstation=form.cleaned_data["shared_workstation"],
            now=timezone.now(),
        )
        if outcome is Opening.TOO_MANY:
            return self.show("oidc/closed.html", {"reason": "too_many"}, status=429)
        return self.back_to_page()


class Continue(SignInView):
    """POST /oidc/connexion/<interaction>/continuer: "continue as …"."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Issue with the kept session when the stored request still allows it; else ask the person to sign in."""
        issued = authorization.continue_with_session(
            interaction_id=interaction_id,
            browser_digest=self.browser_digest,
            session_cookie=cookies.read(request, cookies.SESSION),
            now=timezone.now(),
        )
        return self.back_to_page() if issued is None else answers.send_code(issued.asked, issued.code)


class NotMe(SignInView):
    """POST /oidc/connexion/<interaction>/autre: "not me"."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Offer the kept session no more on this page."""
        authorization.decline_session(
            interaction_id=interaction_id, browser_digest=self.browser_digest, now=timezone.now()
        )
        return self.back_to_page()


class GiveUp(SignInView):
    """POST /oidc/connexion/<interaction>/retour: back to the service without signing in."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Tell the service `access_denied`."""
        refused = authorization.give_up(
            interaction_id=interaction_id, browser_digest=self.browser_digest, now=timezone.now()
        )
        if refused is None:
            return self.back_to_page()
        return answers.send_error(refused.asked.redirect_uri, state=refused.asked.state, error=refused.error)


def _blank_form(interaction: Interaction) -> NationalIdForm:
    return NationalIdForm(initial={"national_id": interaction.asked().login_hint})


def _browser(request: HttpRequest, digest: str) -> Browser:
    return Browser(
        digest=digest,
        address=request.META.get("REMOTE_ADDR") or None,
        user_agent=request.META.get("HTTP_USER_AGENT", "").replace("\x00", ""),
        known_people=cookies.read_known_people(request),
    )
