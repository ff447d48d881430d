"""Between the authentication and the code: who practises in several situations chooses one, for a service that asks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oidc.views import answers
from oidc.views.page import SignInView
from oidc.views.situation_words import situation_lines
from oidc.vocabulary import InteractionState
from oidc.workflows import choosing
from oidc.workflows.authorization import Issued
from oidc.workflows.choosing import Choice


def show_choice(view: SignInView, *, was_refused: bool = False) -> HttpResponse:
    """Show the page; a session that ended meanwhile leads back to the sign-in."""
    found = choosing.look(interaction_id=view.interaction.pk, browser_digest=view.browser_digest, now=timezone.now())
    if found is None:
        return view.back_to_page()
    page = {
        "person": found.person,
        "situations": situation_lines(found.situations, found.preferred),
        "was_refused": was_refused,
    }
    return view.show("oidc/situation.html", page, status=422 if was_refused else 200)


class Choose(SignInView):
    """GET, POST /oidc/connexion/<interaction>/situation {"situation": the key of one}."""

    states = (InteractionState.SITUATION, InteractionState.CONSENT)

    def get(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Show the situations; also to who chose one, and has not agreed yet."""
        return show_choice(self)

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Send the code, or show what would be told; what was not offered shows the page again, and says so."""
        outcome = choosing.choose(
            interaction_id=interaction_id,
            browser_digest=self.browser_digest,
            situation=request.POST.get("situation", ""),
            now=timezone.now(),
        )
        if outcome is Choice.NOT_OFFERED:
            return show_choice(self, was_refused=True)
        return answers.send_code(outcome.asked, outcome.code) if isinstance(outcome, Issued) else self.back_to_page()
