"""What the waiting page asks every two seconds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oidc.queries import logins
from oidc.views import cookies
from oidc.views.machine import MachineView, answer
from oidc.vocabulary import InteractionState


class LoginStateView(MachineView):
    """GET /oidc/connexion/<interaction>/etat: `{"state", "seconds_left", "claimed"}` for the browser that opened
    it, else 404. `claimed`: a phone has read the QR code or followed the link.

    Reads only: the page itself takes the approval when it is shown again.
    """

    def get(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Return the state of the last question, `NONE` when there is none to wait for."""
        now = timezone.now()
        browser_digest = cookies.read_browser_digest(request)
        interaction = logins.find_interaction(interaction_id, browser_digest=browser_digest)
        if interaction is None:
            return answer({"error": "not_found"}, status=404)
        login = logins.find_latest_login(interaction_id)
        if login is None or interaction.state != InteractionState.OPEN:
            return answer({"state": "NONE", "seconds_left": 0, "claimed": False})
        seconds_left = max(0, int((login.expires_at - now).total_seconds()))
        return answer({"state": login.state_at(now).value, "seconds_left": seconds_left, "claimed": login.is_claimed})
