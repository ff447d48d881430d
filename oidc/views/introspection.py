"""Where a service asks whether one of its tokens still opens something, and what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oidc.models import RelyingParty
from oidc.views.clients import ask_as_client, require_confidential
from oidc.views.machine import MachineView, answer, read_form, require
from oidc.vocabulary import Door
from oidc.workflows import introspecting


class Introspection(MachineView):
    """POST /oidc/introspect, a form (RFC 7662 §2.1).

    In: `token`, and the credentials of a confidential client; `token_type_hint` is of no use here and not read.
    Out: `active`, and of a living token of this client what it stands for; of any other, nothing else.
    """

    door = Door.INTROSPECTION

    def post(self, request: HttpRequest) -> HttpResponse:
        """Authenticate the client, then tell."""
        now = timezone.now()
        form = read_form(request)

        def tell(relying_party: RelyingParty) -> dict[str, Any]:
            require_confidential(relying_party)
            return introspecting.introspect(relying_party=relying_party, token=require(form, "token"), now=now)

        return answer(ask_as_client(request, form, tell, refuses=lambda told: not told["active"], now=now))
