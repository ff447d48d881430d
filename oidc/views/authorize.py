"""Where a service sends a browser to have its user signed in."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from oidc_provider.views import AuthorizeView

from oidc.errors import LocalRefusal, OAuthError, Outdated
from oidc.library.authorize import CheckedAuthorizeEndpoint
from oidc.library.registration import find_relying_party
from oidc.models import RelyingParty
from oidc.protocol import digests
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.queries import registry
from oidc.queries.hints import read_hint
from oidc.views import answers, cookies, trouble
from oidc.workflows import authorization
from oidc.workflows.authorization import Issued, Opened, Refused


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Authorize(AuthorizeView):  # type: ignore[misc]  # the library has no types
    """GET or POST /oidc/authorize (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).

    HEAD may change nothing, and a request opens a page: it is not answered.
    Every decision is the workflow's; nothing that a page sends later is read as a request again.
    """

    authorize_endpoint_class = CheckedAuthorizeEndpoint
    http_method_names = ("get", "post", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with a redirection: to the service, or to the page where the person acts; else with an error page."""
        endpoint = self.authorize_endpoint_class(request)
        try:
            endpoint.validate_client()
        except LocalRefusal as refusal:
            trouble.name_claimed(request, endpoint.client_id)
            return answers.refuse_here(request, refusal)
        return _answer(request, endpoint)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go on by GET with the same parameters.

        The browser then sends its own cookies, which it holds back from a POST that comes from another site.
        """
        return answers.go_on_by_get(request, "oidc:authorize")


def redirect_at_once(request: HttpRequest) -> HttpResponseBase:
    """Answer as `Authorize` does where a redirection answers, of which nothing is shown: ahead of what pages need.

    Raises Resolver404 where a page of ours is the answer, or the form of `response_mode=form_post`: it is made on the
    way of pages, and nothing was done yet. So it is where memory keeps another registration of the service than the
    present one, for on that way it is read from the database.
    """
    endpoint = CheckedAuthorizeEndpoint(request)
    if request.method != "GET" or endpoint.response_mode == answers.FORM_POST:
        raise Resolver404
    try:
        endpoint.validate_client(_recall if cookies.read(request, cookies.SESSION) else find_relying_party)
        return _answer(request, endpoint)
    except (LocalRefusal, Outdated):
        raise Resolver404 from None


def _recall(client_id: str) -> RelyingParty | None:
    """From memory, for the statement that asks after the session compares it; a shared workstation has none."""
    known = registry.recall(client_id)
    if known is None or known.relying_party.shared_workstation:
        known = registry.read(client_id)
    return known.relying_party if known else None


def _answer(request: HttpRequest, endpoint: CheckedAuthorizeEndpoint) -> HttpResponseBase:
    """Once it is known who asks, and where the answer goes."""
    try:
        endpoint.validate_params()
        asked = _expecting(endpoint.asked, endpoint.id_token_hint)
    except OAuthError as error:
        registry.require_present(endpoint.relying_party)
        target = answers.Target(endpoint.redirect_uri, endpoint.state, endpoint.response_mode)
        return answers.send_error(target, error, client=endpoint.relying_party)
    return _start(request, endpoint, asked)


def _start(request: HttpRequest, endpoint: CheckedAuthorizeEndpoint, asked: AuthorizationRequest) -> HttpResponseBase:
    browser = cookies.read(request, cookies.BROWSER) or digests.draw()
    outcome = authorization.start(
        relying_party=endpoint.relying_party,
        asked=asked,
        browser_digest=digests.digest(browser),
        session_cookie=cookies.read(request, cookies.SESSION),
        now=timezone.now(),
    )
    match outcome:
        case Issued(asked, code):
            return answers.send_code(asked, code)
        case Refused(asked, error):
            return answers.send_error(answers.Target.of(asked), error, client=endpoint.relying_party)
        case Opened(interaction):
            response = answers.SeeOther(reverse("oidc:sign_in", args=[interaction.pk]))
            cookies.keep_browser(response, browser)
            return response


def _expecting(asked: AuthorizationRequest, id_token_hint: str) -> AuthorizationRequest:
    """Return the request with the person whom its hint names. Raises OAuthError."""
    if not id_token_hint:
        return asked
    hint = read_hint(id_token_hint, now=timezone.now())
    if hint is None or hint.audience != asked.client_id or asked.expected_subject not in ("", hint.subject):
        raise OAuthError("invalid_request", "id_token_hint is not one that this client was given")
    return replace(asked, expected_subject=hint.subject)
