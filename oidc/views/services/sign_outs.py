"""Sign-outs of a client: the address to send browsers to, what its server was told, and a test of the latter."""

import json
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from oidc.errors import ServiceRefused
from oidc.models import LogoutDelivery, RelyingParty, Service
from oidc.protocol.metadata import addresses_of
from oidc.views.services.door import Developer, client_of, for_member, show_page
from oidc.views.services.refusals import in_words
from oidc.vocabulary import DeliveryState, Environment
from oidc.workflows.calling import Heard
from oidc.workflows.testing_sign_outs import Tested, send_test_sign_out

_MOST: Final = 20
_STATUS: Final = "HTTP "
_FAULTS: Final[dict[str, Promise]] = {
    "ConnectTimeout": gettext_lazy("The server did not answer: a firewall, most often."),
    "ReadTimeout": gettext_lazy("The server took the call and did not answer within five seconds."),
    "ConnectError": gettext_lazy("No connection: nothing listens there, or the certificate cannot be trusted."),
    "RemoteProtocolError": gettext_lazy("The server broke the connection off, or does not speak HTTP."),
    "name_not_resolved": gettext_lazy("The name of the host is not known to DNS."),
    "private_address": gettext_lazy("The name leads to a private address, which we never call."),
    "not_a_web_address": gettext_lazy("This is no http:// or https:// address."),
    "no_signing_key": gettext_lazy("No key of ours signs with the algorithm of this client: write to the support."),
    "not_told_any_more": gettext_lazy("The client was closed, or its address of sign-outs was taken away."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def sign_outs(request: HttpRequest, developer: Developer, service: Service, relying_party_id: int) -> HttpResponse:
    """GET: the address of sign-outs, and the last deliveries. POST: a test token leaves now."""
    relying_party = client_of(service, relying_party_id)
    tested: Tested | None = None
    refusal, status = "", 200
    if request.method == "POST":
        try:
            tested = send_test_sign_out(account=developer.account, relying_party=relying_party, now=developer.now)
        except ServiceRefused as refused:
            refusal, status = in_words(refused), 429 if refused.reason == "too_many_tests" else 409
    deliveries = LogoutDelivery.objects.latest_of(relying_party)[:_MOST]
    context = {
        "client": relying_party,
        "call": _call(relying_party),
        "is_sandbox": relying_party.environment == Environment.SANDBOX and relying_party.is_active,
        "deliveries": [(one, _answer_of(one)) for one in deliveries],
        "refusal": refusal,
        "tested": _shown(tested) if tested else None,
    }
    return show_page(request, developer, "oidc/services/sign_outs.html", context, service=service, status=status)


def _call(relying_party: RelyingParty) -> dict[str, Any]:
    """The address that signs a browser out, and its parameters: name, value, whether it is needed, why."""
    returns = relying_party.client.post_logout_redirect_uris
    then = returns[0] if returns else ""
    parameters = [
        (
            "id_token_hint",
            "ID_TOKEN",
            _("The last id_token of this person: without it, the person is asked to confirm."),
        ),
        ("client_id", relying_party.public_id, _("Who asks; it must be whom the id_token was given to.")),
        (
            "post_logout_redirect_uri",
            then,
            _("Where the browser comes back to, with the hint only: a registered address, letter for letter."),
        ),
        ("state", "STATE", _("Given back in the address of return, as it came.")),
    ]
    told = [(name, value, why) for name, value, why in parameters if value]
    endpoint = f"{settings.ISSUER}{addresses_of(settings.ISSUER)['end_session_endpoint']}"
    return {
        "address": f"{endpoint}?{urlencode([(name, value) for name, value, _why in told])}",
        "parameters": told,
        "has_return": bool(then),
    }


def _answer_of(delivery: LogoutDelivery) -> str:
    """What the last attempt met, in words; empty before the first."""
    if delivery.state == DeliveryState.DELIVERED:
        return _("Your server took it.")
    return _in_words(delivery.last_error)


def _in_words(trouble: str) -> str:
    """trouble: as a delivery keeps it: the status of an answer, or a short word."""
    if trouble.startswith(_STATUS):
        return _("HTTP %(status)s: 200 or 204 was expected.") % {"status": trouble.removeprefix(_STATUS)}
    return str(_FAULTS.get(trouble, trouble))


def _shown(tested: Tested) -> dict[str, Any]:
    heard: Heard = tested.heard
    return {
        "address": tested.address,
        "header": json.dumps(tested.written.header, indent=2),
        "claims": json.dumps(tested.written.claims, indent=2),
        "is_taken": heard.is_taken,
        "answer": _in_words(heard.trouble) or f"{_STATUS}{heard.status}",
        "milliseconds": heard.milliseconds,
    }
