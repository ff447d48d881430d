"""Between the authentication and the code: the person reads what the service would be told, and agrees or refuses."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oidc.views import answers
from oidc.views.page import SignInView
from oidc.views.told_words import told_lines
from oidc.vocabulary import InteractionState, PageKind
from oidc.workflows import agreeing

_PAGES: Final = {PageKind.INFORMATION: "oidc/information.html", PageKind.CONSENT: "oidc/consent.html"}
AGREES, REFUSES = "oui", "non"


def show_what_is_told(view: SignInView) -> HttpResponse:
    """Show the page; a session that ended meanwhile leads back to the sign-in."""
    read = agreeing.look(interaction_id=view.interaction.pk, browser_digest=view.browser_digest, now=timezone.now())
    if read is None:
        return view.back_to_page()
    page = {
        "person": read.session.practitioner,
        "lines": told_lines(read),
        "may_choose_again": read.may_choose_again,
    }
    return view.show(_PAGES[read.kind], page)


class Agree(SignInView):
    """GET, POST /oidc/connexion/<interaction>/accord {"answer": "oui" | "non"}."""

    states = (InteractionState.CONSENT,)

    def get(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Show what is told."""
        return show_what_is_told(self)

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Send the code, or the refusal, to the service; any other answer leads back to the page."""
        answer, now = request.POST.get("answer"), timezone.now()
        if answer == AGREES:
            issued = agreeing.agree(interaction_id=interaction_id, browser_digest=self.browser_digest, now=now)
            return self.back_to_page() if issued is None else answers.send_code(issued.asked, issued.code)
        if answer == REFUSES:
            refused = agreeing.refuse(interaction_id=interaction_id, browser_digest=self.browser_digest, now=now)
            if refused is not None:
                return answers.send_error(
                    answers.Target.of(refused.asked), refused.error, client=self.interaction.relying_party
                )
        return self.back_to_page()
