"""The pages on which a person signs in with the phone. They carry an interaction's id and nothing of the request."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from directory.even_answers import answers_evenly
from oidc import policy
from oidc.models import Interaction, LoginRequest
from oidc.queries import logins
from oidc.states import LIVING, NOT_APPROVED
from oidc.views import answers, cookies
from oidc.views.agreement import show_what_is_told
from oidc.views.forms import NationalIdForm
from oidc.views.page import SignInView, browser_of, link_to_wallet
from oidc.views.situation import show_choice
from oidc.views.situation_words import situation_lines
from oidc.vocabulary import InteractionState, LoginState, Way
from oidc.workflows import asking, authorization, sign_in
from oidc.workflows.asking import Opening
from oidc.workflows.authorization import Issued

RETRY = "?nouveau"
SCAN = "qr"
TYPE = "identifiant"
WAYS = {"picture_seconds": policy.CLAIM_STEP_SECONDS // 2, "poll_seconds": policy.POLL_INTERVAL_SECONDS}


class SignIn(SignInView):
    """GET /oidc/connexion/<interaction>/: what must be done now. Takes the phone's approval when there is one."""

    states = LIVING

    def get(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Show the three ways, the number or the link while a phone is asked, or how it ended."""
        if self.interaction.state == InteractionState.SITUATION:
            return show_choice(self)
        if self.interaction.state == InteractionState.CONSENT:
            return show_what_is_told(self)
        now = timezone.now()
        login = logins.find_latest_login(interaction_id)
        state = login.state_at(now) if login else None
        if login is not None and "nouveau" not in request.GET:
            if state is LoginState.APPROVED and login.way != Way.LINK:
                outcome = sign_in.redeem(
                    interaction_id=interaction_id,
                    browser_digest=self.browser_digest,
                    session_cookie=cookies.read(request, cookies.SESSION),
                    now=now,
                )
                return self.finish(request, outcome)
            if state in {LoginState.PENDING, LoginState.APPROVED} and not _is_unclaimed_qr(login):
                return self._show_wait(login, state)
            if state in NOT_APPROVED and not _is_unclaimed_qr(login):
                return self._show_end(login, state)
        offered = authorization.find_offered_session(
            self.interaction, session_cookie=cookies.read(request, cookies.SESSION), now=now
        )
        if offered is not None and state is None:
            kept = authorization.find_kept_situation(self.interaction, offered, now=now)
            [situation] = situation_lines([kept], None) if kept else [None]
            return self.show("oidc/continue_as.html", {"person": offered.practitioner, "situation": situation})
        if SCAN in request.GET:
            waits = login is not None and state is LoginState.PENDING and _is_unclaimed_qr(login)
            return self.show("oidc/scan.html", {"waits": waits, "refresh_seconds": policy.REFRESH_SECONDS})
        phone = policy.is_phone_enough(self.interaction.asked().acr_values)
        if phone and self.is_workstation and TYPE not in request.GET:
            return self.show("oidc/workstation.html", {"type_instead": f"?{TYPE}", **WAYS})
        page = "oidc/identify.html" if phone else "oidc/card_only.html"
        remembered = cookies.read_number(request)
        return self.show(page, {"form": _blank_form(self.interaction, remembered), "remembered": remembered, **WAYS})

    def _show_wait(self, login: LoginRequest, state: LoginState | None) -> HttpResponse:
        """A number to find on the phone or to type in it; or the link to the wallet of this phone."""
        lifetime = int(policy.LOGIN_REQUEST_LIFETIME.total_seconds())
        timing = {
            "lifetime": lifetime,
            "seconds_left": min(lifetime, max(1, int((login.expires_at - timezone.now()).total_seconds()))),
            "refresh_seconds": policy.REFRESH_SECONDS,
            "poll_seconds": policy.POLL_INTERVAL_SECONDS,
        }
        if login.way == Way.LINK:
            link = link_to_wallet(login.pk)
            return self.show("oidc/same_phone.html", {"link": link, "approved": state is LoginState.APPROVED, **timing})
        return self.show(
            "oidc/waiting.html",
            {"number": login.number, "is_typed": login.way == Way.QR, "shared": login.shared_workstation, **timing},
        )

    def _show_end(self, login: LoginRequest, state: LoginState | None) -> HttpResponse:
        """Refused, reported or too late; a wrong number is told apart from a refusal."""
        ended = "WRONG_NUMBER" if logins.had_wrong_number(login) else str(state)
        return self.show("oidc/not_approved.html", {"state": ended, "retry": RETRY})


class Identify(SignInView):
    """POST /oidc/connexion/<interaction>/identifiant: a number was typed; the phones of its holder are asked."""

    @answers_evenly
    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Open a login request, and go to the page that shows the number."""
        form = NationalIdForm(request.POST)
        if not form.is_valid():
            remembered = cookies.read_number(request)
            return self.show("oidc/identify.html", {"form": form, "remembered": remembered, **WAYS}, status=422)
        outcome = asking.open_login(
            interaction_id=interaction_id,
            browser=browser_of(request, self.browser_digest),
            national_id=form.cleaned_data["national_id"],
            shared_workstation=form.cleaned_data["shared_workstation"],
            now=timezone.now(),
        )
        if outcome is Opening.TOO_MANY:
            return self.too_many()
        response, typed = self.back_to_page(), form.cleaned_data["national_id"]
        if form.cleaned_data["remember"]:
            cookies.keep_number(response, typed)
        elif typed == cookies.read_number(request) and not self.interaction.is_card_test:  # whose page has no box
            cookies.keep_number(response, "")
        return response


class ForgetNumber(SignInView):
    """POST /oidc/connexion/<interaction>/oubli: this browser remembers no number any more."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Forget it, and show the page without."""
        response = self.back_to_page()
        cookies.keep_number(response, "")
        return response


class Continue(SignInView):
    """POST /oidc/connexion/<interaction>/continuer: "continue as …"; with `another`, in a situation chosen again."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Issue with the kept session when the stored request still allows it; else ask the person to choose, to
        read what is told, or to sign in."""
        another = "another" in request.POST
        go_on = authorization.continue_in_another_situation if another else authorization.continue_with_session
        outcome = go_on(
            interaction_id=interaction_id,
            browser_digest=self.browser_digest,
            session_cookie=cookies.read(request, cookies.SESSION),
            now=timezone.now(),
        )
        return answers.send_code(outcome.asked, outcome.code) if isinstance(outcome, Issued) else self.back_to_page()


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

    works_late = True
    states = LIVING

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Tell the service `access_denied`."""
        refused = authorization.give_up(
            interaction_id=interaction_id, browser_digest=self.browser_digest, now=timezone.now()
        )
        if refused is None:
            return self.back_to_page()
        if self.interaction.is_card_test:
            return answers.SeeOther(reverse("oidc:card_test"))
        return answers.send_error(
            answers.Target.of(refused.asked), refused.error, client=self.interaction.relying_party
        )


def _blank_form(interaction: Interaction, remembered: str) -> NationalIdForm:
    """What the service says of its user comes before what the browser remembers."""
    hint = interaction.asked().login_hint
    return NationalIdForm(
        initial={"national_id": hint or remembered, "remember": bool(remembered) and hint in {"", remembered}}
    )


def _is_unclaimed_qr(login: LoginRequest) -> bool:
    """A QR code that no phone read is no question that somebody could have answered."""
    return login.way == Way.QR and not login.is_claimed
