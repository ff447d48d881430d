"""Where a service says that it needs a token no longer."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oidc.views import cors
from oidc.views.clients import recognise
from oidc.views.machine import MachineView, read_form, require
from oidc.vocabulary import Door
from oidc.workflows import revoking


class Revocation(MachineView):
    """POST /oidc/revoke, a form (RFC 7009 §2.1).

    In: `token`, and the client's credentials; `token_type_hint` is of no use here and not read.
    Out: 200 and nothing, whatever the token was; or `error` when the client is not authenticated. Pages of public
    clients may read it.
    """

    readers = cors.Readers.SERVICES
    door = Door.REVOCATION

    def post(self, request: HttpRequest) -> HttpResponse:
        """Authenticate the client, then end what is its own."""
        now = timezone.now()
        form = read_form(request)
        relying_party = recognise(request, form, now=now)
        revoking.revoke(relying_party=relying_party, token=require(form, "token"), now=now)
        return HttpResponse(content_type="application/json")
