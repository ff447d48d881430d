"""The ways to a phone that need no number: a QR code, and the wallet of the same phone."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from directory import qr
from oidc.protocol import claim
from oidc.queries import logins
from oidc.views import answers, cookies
from oidc.views.page import SignInView, browser_of, link_to_wallet
from oidc.views.sign_in import SCAN
from oidc.vocabulary import LoginState, Way
from oidc.workflows import asking, sign_in
from oidc.workflows.asking import Opening
from oidc.workflows.claim_key import claim_key


class OpenQr(SignInView):
    """POST /oidc/connexion/<interaction>/qr: draw a QR code, for whichever phone reads it first."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Open it, and go to the page that shows it; a page with scripts stays where it is and shows the picture."""
        outcome = asking.open_qr(
            interaction_id=interaction_id,
            browser=browser_of(request, self.browser_digest),
            shared_workstation="shared_workstation" in request.POST,
            now=timezone.now(),
        )
        return self.too_many() if outcome is Opening.TOO_MANY else self.back_to_page(f"?{SCAN}")


class QrPicture(SignInView):
    """GET /oidc/connexion/<interaction>/qr.svg: the QR code of this instant; 404 once a phone has read it, or late."""

    def get(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Draw it; nothing is opened here."""
        now = timezone.now()
        login = logins.find_latest_login(interaction_id)
        if login is None or login.way != Way.QR or login.is_claimed or login.state_at(now) is not LoginState.PENDING:
            return HttpResponse(status=404)
        content = f"{settings.WALLET_ORIGIN}/#c={claim.write_qr(login.pk, key=claim_key(), now=now)}"
        return HttpResponse(qr.draw_svg(content), content_type="image/svg+xml")


class OpenLink(SignInView):
    """POST /oidc/connexion/<interaction>/telephone: open the wallet of this very phone."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Go to the wallet, with a claim in the fragment."""
        opened = asking.open_link(
            interaction_id=interaction_id, browser=browser_of(request, self.browser_digest), now=timezone.now()
        )
        if isinstance(opened, Opening):
            return self.too_many() if opened is Opening.TOO_MANY else self.back_to_page()
        return answers.SeeOther(link_to_wallet(opened))


class Returned(SignInView):
    """POST /oidc/connexion/<interaction>/approuve `return_code`: the wallet of this phone came back."""

    def post(self, request: HttpRequest, interaction_id: UUID) -> HttpResponse:
        """Take the approval; a code that is wrong or too old leads back to the page, which says what to do."""
        outcome = sign_in.redeem_returned(
            interaction_id=interaction_id,
            browser_digest=self.browser_digest,
            return_code=request.POST.get("return_code", ""),
            session_cookie=cookies.read(request, cookies.SESSION),
            now=timezone.now(),
        )
        return self.back_to_page() if outcome is None else self.finish(request, outcome)
