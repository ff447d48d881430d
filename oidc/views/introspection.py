"""Where a service asks whether one of its tokens still opens something, and what."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from oidc.views.clients import recognise_confidential
from oidc.views.machine import MachineView, read_form, require
from oidc.workflows import introspecting


class Introspection(MachineView):
    """POST /oidc/introspect, a form (RFC 7662 §2.1).

    In: `token`, and the credentials of a confidential client; `token_type_hint` is of no use here and not read.
    Out: `active`, and of a living token of this client what it stands for; of any other, nothing else.
    """

    def post(self, request: Request) -> Response:
        """Authenticate the client, then tell."""
        now = timezone.now()
        form = read_form(request)
        relying_party = recognise_confidential(request, form, now=now)
        return Response(introspecting.introspect(relying_party=relying_party, token=require(form, "token"), now=now))
